import { describe, expect, it } from 'vitest'
import { count, percentText, shownFigure, upperText, verdict } from './figures'

describe('figures', () => {
  it.each([
    [89.97, '89.9'],
    [91.7, '91.7'],
    [100, '100.0'],
    [99.99, '99.9'],
    [0, '0.0'],
  ])('cuts %f off to %s, never rounds it up', (percent, text) => {
    expect(percentText(percent)).toBe(text)
  })

  it('rounds the upper end away from the rate', () => {
    expect(upperText(93.41)).toBe('93.5')
    expect(upperText(93.4)).toBe('93.4')
  })

  it('has no figure for a zero denominator', () => {
    expect(shownFigure({ numerator: 0, denominator: 0, suppressed: false })).toEqual({ kind: 'none' })
  })

  it('says that a small figure is not shown', () => {
    expect(shownFigure({ numerator: 0, denominator: 0, suppressed: true })).toEqual({ kind: 'suppressed' })
  })

  it.each([
    [91, 94, 'above'],
    [84, 88, 'below'],
    [88, 93, 'open'],
    [90, 93, 'open'],
  ] as const)('gives a verdict on %f to %f only when the interval allows one', (low, high, expected) => {
    const shown = shownFigure({ numerator: 1, denominator: 1, suppressed: false, percent: 90, low, high })
    expect(verdict(shown, 90)).toBe(expected)
  })

  it('groups large counts', () => {
    expect(count(1234567)).toBe('1,234,567')
    expect(count(999)).toBe('999')
  })
})
