import { describe, expect, it } from 'vitest'
import { count, durationParts, firstSentence, percentText, shownFigure, upperText, verdict } from './figures'

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
    expect(shownFigure({ denominator: 0, suppressed: false, percent: 0 })).toEqual({ kind: 'none' })
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

  it('tells a share, a time and parts by what they have', () => {
    expect(shownFigure({ numerator: 9, denominator: 10, suppressed: false, percent: 90, low: 60, high: 98 }).kind).toBe('share')
    expect(shownFigure({ denominator: 10, suppressed: false, median: 60, p95: 120 })).toEqual({ kind: 'time', count: 10, median: 60, p95: 120 })
    expect(shownFigure({ denominator: 10, suppressed: false, parts: [] })).toEqual({ kind: 'parts', whole: 10, parts: [] })
  })

  it.each([
    [0, '0 seconds'],
    [59, '59 seconds'],
    [60, '1 minutes'],
    [3_599, '59 minutes 59 seconds'],
    [7_199, '2 hours'],
    [90_000, '1 days 1 hours'],
    [86_399, '24 hours'],
    [270_000, '3 days 3 hours'],
  ])('says %i seconds in two units', (seconds, text) => {
    expect(durationParts(seconds).map(({ unit, n }) => `${n} ${unit}`).join(' ')).toBe(text)
  })

  it('says of a definition its first sentence, in both languages', () => {
    expect(firstSentence('办结的件数 ÷ 全部。只数已终结的件。')).toBe('办结的件数 ÷ 全部。')
    expect(firstSentence('Share of 1.5 of all. Only ended ones.')).toBe('Share of 1.5 of all.')
    expect(firstSentence('no full stop')).toBe('no full stop')
  })
})
