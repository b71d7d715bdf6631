import { describe, expect, it } from 'vitest'
import type { BreakdownRow, Figure } from './auditorApi'
import { extremes, monthSeries, monthsOf, segments, serviceSeries, servicesOf, spread } from './chartModel'

const figure = (percent: number, denominator = 100): Figure => ({ numerator: Math.round((percent * denominator) / 100), denominator, suppressed: false, percent })
const none: Figure = { numerator: 0, denominator: 0, suppressed: false }
const row = (more: Partial<BreakdownRow>): BreakdownRow => ({ experienced: figure(92), honest: figure(85), ...more })

describe('chart model', () => {
  it('leaves a gap where there is no figure', () => {
    const rows = [row({ month: '2026-02', experienced: none }), row({ month: '2026-01' }), row({ month: '2026-03', experienced: figure(88) })]
    const months = monthsOf(rows)
    expect(months).toEqual(['2026-01', '2026-02', '2026-03'])
    expect(monthSeries(rows, months, { experienced: 'e', honest: 'h' })[0]).toEqual({ name: 'e', values: [92, undefined, 88] })
  })

  it('draws the five services with most matters', () => {
    const rows = Array.from({ length: 7 }, (_, at) => row({ month: '2026-01', service: `s${at}`, serviceTitle: `S${at}`, experienced: figure(90, 10 * (at + 1)) }))
    const services = servicesOf(rows)
    expect(services.map((each) => each.service)).toEqual(['s6', 's5', 's4', 's3', 's2', 's1', 's0'])
    expect(serviceSeries(rows, ['2026-01'], services).map((each) => each.name)).toEqual(['S6', 'S5', 'S4', 'S3', 'S2'])
  })

  it('breaks lines at gaps', () => {
    const point = (x: number) => ({ x, y: 0 })
    expect(segments([point(1), point(2), undefined, point(4)])).toEqual([[point(1), point(2)], [point(4)]])
  })

  it('keeps labels apart, in order, and inside', () => {
    expect(spread([10, 12, 50], 20, 100)).toEqual([10, 30, 50])
    expect(spread([95, 90], 20, 100)).toEqual([100, 80])
  })

  it('names the highest and the lowest, and counts only what exceeds the target', () => {
    const rows = [row({ month: 'a', experienced: figure(90) }), row({ month: 'b', experienced: figure(95) }), row({ month: 'c', experienced: none })]
    const found = extremes(rows, 90)
    expect(found?.highest.month).toBe('b')
    expect(found?.lowest.month).toBe('a')
    expect([found?.counted, found?.reached]).toEqual([2, 1])
    expect(extremes([row({ experienced: none })], 90)).toBeUndefined()
  })
})
