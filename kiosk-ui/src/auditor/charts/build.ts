import { type Address, recordsOf } from '../address'
import type { FigureReport, FigureValue } from '../auditorApi'
import { count, percentText, shareOf, shownFigure, upperText } from '../figures'
import { monthWithin } from '../period'
import type { AuditorKey } from '../texts'
import { type ChartModel, type Point, type Series, mostRows, mostSeries } from './model'

/** How a builder gets at words. */
export interface Words {
  t: (key: AuditorKey, params?: Record<string, string | number>) => string
  duration: (seconds: number) => string
}

/** One figure and what it is called where several stand side by side. */
export interface Named {
  name: string
  report: FigureReport
}

const percentSign = '\u2009%'

/** A value as a point: drawn by its percent, its whole or its median. */
export function pointOf(value: FigureValue | undefined, words: Words, to?: Partial<Address>): Point {
  const shown = value ? shownFigure(value) : ({ kind: 'none' } as const)
  const link = to ? { to } : {}
  switch (shown.kind) {
    case 'none':
    case 'suppressed':
      return { value: undefined, text: words.t(`auditor.figure.${shown.kind}`) }
    case 'share':
      return {
        value: shown.percent,
        text: percentText(shown.percent) + percentSign,
        detail: `${count(shown.numerator)} / ${count(shown.denominator)}（${percentText(shown.low)} – ${upperText(shown.high)}${percentSign}）`,
        ...link,
      }
    case 'time':
      return { value: shown.median, text: words.duration(shown.median), detail: words.t('auditor.figure.p95', { time: words.duration(shown.p95), n: count(shown.count) }), ...link }
    case 'parts':
      return { value: shown.whole, text: count(shown.whole), ...link }
    default: {
      const never: never = shown
      return never
    }
  }
}

/** Narrows the address to one group of a division. */
export function groupPatch(by: Address['by'], group: string, series: string | undefined, address: Address): Partial<Address> {
  if (by === 'month') return monthWithin(group, address)
  if (by === 'month-service') return { ...monthWithin(group, address), ...(series ? { service: series } : {}) }
  if (by === 'day') return { from: group, to: group }
  return { [by]: group }
}

interface Extreme {
  category: string
  text: string
  value: number
}

function extremesOf(model: Pick<ChartModel, 'categories'>, series: Series | undefined): Extreme[] {
  const points = (series?.points ?? []).flatMap((point, at) => (point.value === undefined ? [] : [{ category: model.categories[at] ?? '', text: point.text, value: point.value }]))
  return points.sort((a, b) => b.value - a.value)
}

/** What a division says: how many groups pass the target, the highest and the lowest. */
function divisionSentence(words: Words, by: Address['by'], categories: string[], series: Series[], target: number | undefined): string {
  const first = series[0]
  const found = extremesOf({ categories }, first)
  const [highest] = found
  const lowest = found[found.length - 1]
  if (!highest || !lowest) return words.t('auditor.division.nothing')
  const of = { name: first?.name ?? '', groups: words.t(`auditor.groups.${by}`), counted: found.length }
  const ends = { highest: highest.category, high: highest.text, lowest: lowest.category, low: lowest.text }
  if (found.length === 1) return words.t('auditor.division.one', { name: of.name, category: highest.category, text: highest.text })
  if (target === undefined) return words.t('auditor.division.sentence', { ...of, ...ends })
  return words.t('auditor.division.sentenceTarget', { ...of, ...ends, target, reached: found.filter((each) => each.value > target).length })
}

const targetOf = (words: Words, target: number | undefined) => (target === undefined ? {} : { target: { value: target, text: words.t('auditor.figure.targetShort', { n: target }) } })

const inTimes = (report: FigureReport | undefined, words: Words) => (report?.kind === 'time' ? { axisText: words.duration } : {})

/** Figures divided by one thing: lines along time, bars else. One line or bar a figure. */
export function divisionChart(figures: Named[], by: Address['by'], address: Address, words: Words, target?: number): ChartModel {
  const groups = new Map<string, string>()
  for (const { report } of figures) for (const row of report.rows) groups.set(row.group, row.text)
  const inTime = by === 'month' || by === 'day'
  const keys = [...groups.keys()]
  if (inTime) keys.sort()
  const series = figures.map(({ name, report }) => {
    const rows = new Map(report.rows.map((row) => [row.group, row.value]))
    return { name, points: keys.map((key) => pointOf(rows.get(key), words, recordsOf(report.code, '', groupPatch(by, key, undefined, address)))) }
  })
  const categories = keys.map((key) => (inTime ? key : (groups.get(key) ?? key)))
  const lines = inTime && keys.length > 1
  return {
    shape: lines ? 'lines' : 'bars',
    sentence: divisionSentence(words, by, categories, series, target),
    axis: words.t(`auditor.by.${by}`),
    categories,
    series,
    percent: figures[0]?.report.kind === 'share',
    ...inTimes(figures[0]?.report, words),
    ...targetOf(words, target),
    drawn: { series: mostSeries, categories: lines ? categories.length : mostRows },
  }
}

/** One figure by month, a line for each service; those with most to count are drawn. */
export function serviceMonthChart(report: FigureReport, address: Address, words: Words, target?: number): ChartModel {
  const months = [...new Set(report.rows.map((row) => row.group))].sort()
  const services = new Map<string, { text: string; weight: number }>()
  for (const row of report.rows) {
    const key = row.series ?? ''
    services.set(key, { text: row.seriesText ?? key, weight: (services.get(key)?.weight ?? 0) + row.value.denominator })
  }
  const cells = new Map(report.rows.map((row) => [`${row.group} ${row.series ?? ''}`, row.value]))
  const series = [...services.entries()]
    .sort((a, b) => b[1].weight - a[1].weight)
    .map(([key, { text }]) => ({
      name: text,
      points: months.map((month) => pointOf(cells.get(`${month} ${key}`), words, recordsOf(report.code, '', groupPatch('month-service', month, key, address)))),
    }))
  return {
    shape: months.length > 1 ? 'lines' : 'bars',
    sentence: divisionSentence(words, 'month', months, series, target),
    axis: words.t('auditor.by.month'),
    categories: months,
    series,
    percent: report.kind === 'share',
    ...inTimes(report, words),
    ...targetOf(words, target),
    drawn: { series: mostSeries, categories: months.length },
  }
}

/** Second visits by cause, most frequent first, as shares of all and their running total on the same axis. */
export function causesChart(report: FigureReport, words: Words): ChartModel {
  const shown = shownFigure(report.total)
  const parts = shown.kind === 'parts' ? shown.parts.filter((part) => part.count > 0).sort((a, b) => b.count - a.count || (a.bucket < b.bucket ? -1 : 1)) : []
  const whole = parts.reduce((sum, part) => sum + part.count, 0)
  let running = 0
  const sums = parts.map((part) => (running += part.count))
  const first = Math.min(3, parts.length)
  const drawn = Math.min(parts.length, mostRows)
  return {
    shape: 'pareto',
    sentence:
      parts.length === 0
        ? words.t('auditor.causes.none')
        : words.t('auditor.causes.sentence', { total: count(whole), n: first, share: percentText(shareOf(sums[first - 1] ?? 0, whole)), cause: parts[0]?.text ?? '' }),
    axis: words.t('auditor.causes.cause'),
    categories: parts.map((part) => (part.text.startsWith(part.bucket) ? part.text : `${part.bucket} ${part.text}`)),
    notes: parts.map((part) => words.t('auditor.causes.note', { n: count(part.count), share: percentText(shareOf(part.count, whole)) })),
    series: [
      {
        name: words.t('auditor.causes.share'),
        points: parts.map((part) => ({
          value: shareOf(part.count, whole),
          text: percentText(shareOf(part.count, whole)) + percentSign,
          detail: words.t('auditor.causes.times', { n: count(part.count) }),
          to: recordsOf(report.code, part.bucket),
        })),
      },
      {
        name: words.t('auditor.causes.running'),
        points: sums.map((sum) => ({ value: shareOf(sum, whole), text: percentText(shareOf(sum, whole)) + percentSign, detail: words.t('auditor.causes.times', { n: count(sum) }) })),
      },
    ],
    percent: true,
    drawn: { series: 2, categories: drawn },
  }
}

const weekdays = ['1', '2', '3', '4', '5', '6', '7'] as const

/** When sessions begin: hours across, weekdays down. Buckets are `weekday-hour`, Monday 1. */
export function hoursChart(report: FigureReport, words: Words): ChartModel {
  const shown = shownFigure(report.total)
  const parts = shown.kind === 'parts' ? shown.parts : []
  const at = new Map(parts.map((part) => [part.bucket, part]))
  const hours = parts.map((part) => Number(part.bucket.split('-')[1])).filter((hour) => Number.isInteger(hour))
  const from = hours.length > 0 ? Math.min(...hours) : 0
  const till = hours.length > 0 ? Math.max(...hours) : -1
  const columns = Array.from({ length: till - from + 1 }, (_, index) => String(from + index).padStart(2, '0'))
  const busiest = [...parts].sort((a, b) => b.count - a.count)[0]
  const [day, hour] = (busiest?.bucket ?? '').split('-')
  return {
    shape: 'heat',
    sentence: busiest
      ? words.t('auditor.hours.sentence', {
          total: count(parts.reduce((sum, part) => sum + part.count, 0)),
          day: words.t(`auditor.weekday.${weekdays.find((each) => each === day) ?? '1'}`),
          hour: words.t('auditor.hours.hour', { n: Number(hour) }),
          n: count(busiest.count),
        })
      : words.t('auditor.division.nothing'),
    axis: words.t('auditor.hours.axis'),
    categories: columns.map((each) => words.t('auditor.hours.hour', { n: Number(each) })),
    series: weekdays.map((weekday) => ({
      name: words.t(`auditor.weekday.${weekday}`),
      points: columns.map((column) => {
        const part = at.get(`${weekday}-${column}`)
        return part ? { value: part.count, text: count(part.count), to: recordsOf(report.code, part.bucket) } : { value: undefined, text: '0' }
      }),
    })),
    percent: false,
    drawn: { series: weekdays.length, categories: columns.length },
  }
}

const serviceOf = (bucket: string) => bucket.slice(0, Math.max(0, bucket.indexOf('/')))

/** The services whose steps a path has, the one most went into first. */
export function servicesOfPath(report: FigureReport | undefined): string[] {
  const most = new Map<string, number>()
  for (const part of report?.total.parts ?? []) most.set(serviceOf(part.bucket), Math.max(most.get(serviceOf(part.bucket)) ?? 0, part.of ?? part.count))
  return [...most.entries()].sort((a, b) => b[1] - a[1]).map(([service]) => service)
}

function pathSentence(words: Words, begun: number, worst: { text: string; left: number; of: number } | undefined): string {
  if (!worst) return words.t('auditor.path.nothing')
  if (worst.left === 0) return words.t('auditor.path.nobody', { begun: count(begun) })
  return words.t('auditor.path.sentence', { begun: count(begun), step: worst.text, left: count(worst.left), share: percentText(shareOf(worst.left, worst.of)) })
}

/** The path of a service as it was really taken: who came as far as each step, and who left there. */
export function pathChart(report: FigureReport, words: Words, service = servicesOfPath(report)[0] ?? ''): ChartModel {
  // The whole are those who left: where nobody did, there still is a path.
  const found = report.total.suppressed ? [] : (report.total.parts ?? []).filter((part) => serviceOf(part.bucket) === service)
  // Each step is named with its service before it; beside each other the step is enough.
  const parts = found.map((part) => ({ ...part, text: part.text.slice(part.text.indexOf(' · ') < 0 ? 0 : part.text.indexOf(' · ') + 3) }))
  const steps = parts.map((part) => ({ ...part, of: part.of ?? part.count, left: part.count }))
  const begun = steps[0]?.of ?? 0
  const worst = [...steps].sort((a, b) => b.left - a.left)[0]
  return {
    shape: 'stack',
    sentence: pathSentence(words, begun, worst),
    axis: words.t('auditor.path.step'),
    categories: steps.map((part) => part.text),
    notes: steps.map((part) => words.t('auditor.path.note', { n: count(part.of) })),
    series: [
      {
        name: words.t('auditor.path.on'),
        points: steps.map((part) => ({ value: part.of - part.left, text: count(part.of - part.left), detail: words.t('auditor.path.came', { n: count(part.of) }) })),
      },
      {
        name: words.t('auditor.path.left'),
        points: steps.map((part) => ({
          value: part.left,
          text: count(part.left),
          detail: words.t('auditor.path.share', { share: percentText(shareOf(part.left, part.of)) }),
          ...(part.left > 0 ? { to: recordsOf(report.code, part.bucket) } : {}),
        })),
      },
    ],
    percent: false,
    drawn: { series: 2, categories: mostRows },
  }
}

/** The parts of a figure as bars. */
export function partsChart(report: FigureReport, name: string, words: Words): ChartModel {
  const shown = shownFigure(report.total)
  const parts = shown.kind === 'parts' ? shown.parts : []
  const whole = parts.reduce((sum, part) => sum + part.count, 0)
  const most = [...parts].sort((a, b) => b.count - a.count)[0]
  return {
    shape: 'bars',
    sentence: most ? words.t('auditor.parts.sentence', { name, whole: count(whole), part: most.text, n: count(most.count), share: percentText(shareOf(most.count, whole)) }) : words.t('auditor.division.nothing'),
    axis: words.t('auditor.parts.part'),
    categories: parts.map((part) => part.text),
    series: [
      {
        name,
        points: parts.map((part) => ({ value: part.count, text: count(part.count), detail: percentText(shareOf(part.count, whole)) + percentSign, to: recordsOf(report.code, part.bucket) })),
      },
    ],
    percent: false,
    drawn: { series: 1, categories: mostRows },
  }
}
