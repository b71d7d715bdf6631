import { describe, expect, it } from 'vitest'
import { pointsText, shareOfRate, sharesFit, expectedText } from './whatIf'
import en from './messages/whatif.en.json'
import zh from './messages/whatif.zh-CN.json'

describe('what a what-if shows', () => {
  it('points carry their sign and are never made larger', () => {
    expect([2.39, -0.44, 0.04, -0.04, 0, 12].map(pointsText)).toEqual(['+2.3', '−0.4', '0.0', '0.0', '0.0', '+12.0'])
  })

  it('a rate without a denominator is no rate', () => {
    expect(shareOfRate({ numerator: 0, denominator: 0 })).toBeUndefined()
    expect(shareOfRate({ numerator: 4.5, denominator: 9, percent: 50, low: 25, high: 75 })).toEqual({ kind: 'share', numerator: 4.5, denominator: 9, percent: 50, low: 25, high: 75 })
  })

  it('expected matters need not be whole', () => {
    expect([3, 3.25, 0].map(expectedText)).toEqual(['3', '3.3', '0'])
  })

  it('shares are whole percents that contain one another', () => {
    expect(sharesFit(50, 30, 70)).toBe(true)
    for (const [share, low, high] of [[50, 60, 70], [50, 30, 40], [101, 0, 101], [-1, -1, 0], [50.5, 0, 100], [Number.NaN, 0, 100]] as const) expect(sharesFit(share, low, high)).toBe(false)
  })

  it('every text is in both languages with the same places to fill', () => {
    const places = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((each) => each[1]).sort()
    expect(Object.keys(en.whatif).sort()).toEqual(Object.keys(zh.whatif).sort())
    for (const [key, text] of Object.entries(zh.whatif)) expect(places(en.whatif[key as keyof typeof en.whatif]), key).toEqual(places(text))
  })
})
