import { describe, expect, it } from 'vitest'
import { parseAddress } from '../address'
import type { FigureReport, FigureRow, FigureValue } from '../auditorApi'
import zh from '../messages/zh-CN.json'
import { type Words, causesChart, divisionChart, hoursChart, pathChart, serviceMonthChart, servicesOfPath } from './build'
import { type ChartModel, drawnSeries, leavesOut, spoken, step } from './model'
import { heightOf, indexOf, lineFloor, optionOf, placeOf, timeStep } from './options'
import { fit, widthOf } from './paint'
import { spread } from './spread'

const textAt = (key: string): string => {
  const found = key.split('.').reduce<unknown>((at, name) => (at as Record<string, unknown>)[name], zh)
  if (typeof found !== 'string') throw new Error(`no text ${key}`)
  return found
}
const words: Words = {
  t: (key, params = {}) => textAt(key).replace(/\{(\w+)\}/g, (_, name: string) => String(params[name])),
  duration: (seconds) => `${seconds} 秒`,
}
const address = parseAddress('?from=2026-01-15&to=2026-03-10', '2026-11-24')
const stamp = { at: '2026-11-24T06:00:00Z', definition: '1', demo: true, entries: 9, pinned: false }
const share = (percent: number, denominator = 100): FigureValue => ({ numerator: Math.round((percent * denominator) / 100), denominator, suppressed: false, percent, low: percent - 2, high: percent + 2 })
const none: FigureValue = { denominator: 0, suppressed: false }
const row = (group: string, value: FigureValue, more: Partial<FigureRow> = {}): FigureRow => ({ group, text: `名 ${group}`, value, ...more })
const report = (code: string, total: FigureValue, rows: FigureRow[] = []): FigureReport => ({ stamp, code, kind: total.parts ? 'parts' : 'share', total, rows })
const parts = (list: [string, string, number, number?][]): FigureValue => ({
  denominator: list.reduce((sum, [, , n]) => sum + n, 0),
  suppressed: false,
  parts: list.map(([bucket, text, count, of]) => ({ bucket, text, count, ...(of === undefined ? {} : { of }) })),
})

describe('a division', () => {
  const rows = [row('2026-02', share(88)), row('2026-01', share(95)), row('2026-03', none)]
  const model = divisionChart([{ name: '群众体验率', report: report('experienced', share(91), rows) }, { name: '如实率', report: report('honest', share(80), rows) }], 'month', address, words, 90)

  it('along time is lines in order, with a gap where there is no figure', () => {
    expect(model.shape).toBe('lines')
    expect(model.categories).toEqual(['2026-01', '2026-02', '2026-03'])
    expect(model.series.map((each) => each.points.map((point) => point.value))).toEqual([[95, 88, undefined], [95, 88, undefined]])
    expect(model.series[0]?.points[2]?.text).toBe('没有数')
  })

  it('says in one sentence how many reach the target, the highest and the lowest', () => {
    expect(model.sentence).toBe('群众体验率：2 个月里，1 个超过 90 %；最高2026-01（95.0\u2009%），最低2026-02（88.0\u2009%）。')
  })

  it('opens the records of a point: its figure, and its month cut to the period', () => {
    expect(model.series[1]?.points[0]?.to).toMatchObject({ view: 'records', figure: 'honest', from: '2026-01-15', to: '2026-01-31' })
  })

  it('by anything else is bars from zero, and narrows to the group', () => {
    const bars = divisionChart([{ name: 'x', report: report('honest', share(80), [row('60-69', share(70)), row('hidden', { denominator: 0, suppressed: true })]) }], 'age', address, words)
    expect(bars.shape).toBe('bars')
    expect(bars.categories[0]).toBe('名 60-69')
    expect(bars.series[0]?.points[0]?.to).toMatchObject({ figure: 'honest', age: '60-69' })
    expect(bars.series[0]?.points[1]).toEqual({ value: undefined, text: '不显示' })
    expect(optionOf(bars, { width: 800, height: 200 })).toMatchObject({ xAxis: { min: 0, max: 100 } })
  })

  it('draws five services and keeps all in the table', () => {
    const many = Array.from({ length: 7 }, (_, at) => ['2026-01', '2026-02'].map((month) => row(month, share(90, 10 * (at + 1)), { series: `s${at}`, seriesText: `S${at}` }))).flat()
    const drawn = serviceMonthChart(report('experienced', share(90), many), address, words, 90)
    expect(drawn.series.map((each) => each.name)).toEqual(['S6', 'S5', 'S4', 'S3', 'S2', 'S1', 'S0'])
    expect(drawnSeries(drawn)).toHaveLength(5)
    expect(leavesOut(drawn)).toBe(true)
    expect((optionOf(drawn, { width: 900, height: 320 })['series'] as unknown[]).length).toBe(5)
  })

  it('has words when there is nothing', () => {
    const empty = divisionChart([{ name: 'x', report: report('honest', none, []) }], 'site', address, words, 90)
    expect(empty.sentence).toBe('这段时间没有可算的。')
    expect(empty.categories).toEqual([])
  })
})

describe('causes', () => {
  const model = causesChart(report('causes', parts([['R05', '机器不能办', 30], ['R01', 'R01 材料有误', 60], ['R09', '无', 0], ['R02', '告知不全', 10]])), words)

  it('come most frequent first, with their running total on the same axis', () => {
    expect(model.categories).toEqual(['R01 材料有误', 'R05 机器不能办', 'R02 告知不全'])
    expect(model.series[0]?.points.map((point) => point.value)).toEqual([60, 30, 10])
    expect(model.series[1]?.points.map((point) => point.value)).toEqual([60, 90, 100])
    const option = optionOf(model, { width: 700, height: 300 })
    expect(option['xAxis']).toMatchObject({ min: 0, max: 100 })
    expect(Array.isArray(option['yAxis'])).toBe(false)
  })

  it('never count a part twice: the table adds up to the whole', () => {
    expect(model.series[1]?.points[2]).toMatchObject({ text: '100.0\u2009%', detail: '100 次' })
  })

  it('open their records', () => {
    expect(model.series[0]?.points[0]?.to).toMatchObject({ figure: 'causes', bucket: 'R01' })
  })
})

describe('the hours', () => {
  const model = hoursChart(report('hours', parts([['1-09', '', 5], ['3-11', '', 12]])), words)

  it('lie in seven rows, with the hours between the first and the last', () => {
    expect(model.series).toHaveLength(7)
    expect(model.categories).toEqual(['9 时', '10 时', '11 时'])
    expect(model.series[2]?.points.map((point) => point.text)).toEqual(['0', '0', '12'])
    expect(model.sentence).toContain('最忙的是周三 11 时，12 次')
  })

  it('are found again in the picture', () => {
    for (const place of [{ series: 0, category: 0 }, { series: 6, category: 2 }]) {
      const { seriesIndex, dataIndex } = indexOf(model, place)
      expect(placeOf(model, seriesIndex, dataIndex)).toEqual(place)
    }
  })
})

it('a path is that of the service most went into, or of the one asked for', () => {
  const both = report('path', parts([['a/x', '甲 · 第一步', 1, 10], ['b/y', '乙 · 第一步', 2, 30]]))
  expect(servicesOfPath(both)).toEqual(['b', 'a'])
  expect(pathChart(both, words).categories).toEqual(['第一步'])
  expect(pathChart(both, words, 'a').series[1]?.points.map((point) => point.value)).toEqual([1])
})

it('the path says where most left, and who came as far', () => {
  const model = pathChart(report('path', parts([['s/read', '读证', 10, 100], ['s/photo', '拍照', 27, 90], ['s/end', '办结', 0, 63]])), words)
  expect(model.sentence).toBe('100 人次走到第一步；离开最多的一步是拍照，27 人次，占走到的 30.0 %。')
  expect(model.series.map((each) => each.points.map((point) => point.value))).toEqual([[90, 63, 63], [10, 27, 0]])
  expect(model.series[1]?.points[2]?.to).toBeUndefined()
})

describe('reading with the keyboard', () => {
  const point = (text: string) => ({ value: 1, text })
  const of = (shape: ChartModel['shape']): ChartModel => ({
    shape, sentence: '', axis: '', categories: ['a', 'b', 'c'], percent: false, drawn: { series: 5, categories: 3 },
    series: [{ name: 'x', points: [point('1'), point('2'), point('3')] }, { name: 'y', points: [point('4'), point('5'), point('6')] }],
  })

  it.each([
    ['lines', 'ArrowRight', { series: 0, category: 1 }],
    ['lines', 'ArrowDown', { series: 1, category: 0 }],
    ['bars', 'ArrowDown', { series: 0, category: 1 }],
    ['bars', 'ArrowRight', { series: 1, category: 0 }],
    ['heat', 'ArrowRight', { series: 0, category: 1 }],
    ['lines', 'End', { series: 0, category: 2 }],
    ['lines', 'ArrowLeft', { series: 0, category: 0 }],
  ] as const)('%s: %s', (shape, key, expected) => {
    expect(step(of(shape), { series: 0, category: 0 }, key)).toEqual(expected)
  })

  it('leaves other keys alone', () => {
    expect(step(of('lines'), { series: 0, category: 0 }, 'j')).toBeUndefined()
  })

  it('names category, series and value', () => {
    expect(spoken(of('lines'), { series: 1, category: 2 })).toBe('c，y，6')
  })

  it('reaches every point that is drawn', () => {
    for (const shape of ['lines', 'bars', 'heat'] as const) {
      const model = of(shape)
      const seen = new Set(['0 0'])
      const queue = [{ series: 0, category: 0 }]
      for (let at = queue.pop(); at; at = queue.pop()) {
        for (const key of ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown']) {
          const next = step(model, at, key)
          if (next && !seen.has(`${next.series} ${next.category}`)) {
            seen.add(`${next.series} ${next.category}`)
            queue.push(next)
          }
        }
      }
      expect(seen.size).toBe(6)
    }
  })
})

describe('the drawing', () => {
  it('begins an axis of lines at a round number below all points and the target, bars at zero', () => {
    const series = [{ name: '', points: [{ value: 87, text: '' }, { value: undefined, text: '' }] }]
    expect(lineFloor(series, true, 90)).toBe(80)
    expect(lineFloor([{ name: '', points: [{ value: 3, text: '' }] }], true, 90)).toBe(0)
    expect(lineFloor(series, false, undefined)).toBe(0)
  })

  it('keeps labels apart, in order, and inside', () => {
    expect(spread([10, 12, 50], 20, 100)).toEqual([10, 30, 50])
    expect(spread([95, 90], 20, 100)).toEqual([100, 80])
  })

  it('counts time in steps of a clock, not of ten', () => {
    expect([timeStep(50), timeStep(20_700), timeStep(86_400 * 9)]).toEqual([10, 3_600, 172_800])
    const value = { denominator: 5, suppressed: false, median: 20_700, p95: 30_000 }
    const model = divisionChart([{ name: '用时', report: { ...report('end-to-end', value, [row('2026-01', value), row('2026-02', value)]), kind: 'time' } }], 'month', address, words)
    expect(optionOf(model, { width: 900, height: 320 })['yAxis']).toMatchObject({ min: 0, max: 21_600, interval: 3_600 })
  })

  it('cuts names that are too wide, and shows that it did', () => {
    expect(fit('往来港澳通行证', 1000)).toBe('往来港澳通行证')
    const cut = fit('往来港澳通行证再次签注', 90)
    expect(cut).toMatch(/…$/)
    expect(widthOf(cut)).toBeLessThanOrEqual(90)
  })

  it('is as high as its rows need', () => {
    const model = causesChart(report('causes', parts([['R01', 'a', 1], ['R02', 'b', 1]])), words)
    expect(heightOf(model)).toBe(44 + 2 * 44)
  })
})
