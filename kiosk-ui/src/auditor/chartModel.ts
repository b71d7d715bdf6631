import type { BreakdownRow } from './auditorApi'
import { shownFigure } from './figures'

/** One line of a chart: a value for each place on the axis, or a gap where there is no figure. */
export interface Series {
  name: string
  values: (number | undefined)[]
}

/** More lines than this cannot be told apart. */
export const mostSeries = 5

const percentOf = (figure: BreakdownRow['experienced']) => {
  const shown = shownFigure(figure)
  return shown.kind === 'figure' ? shown.percent : undefined
}

export const monthsOf = (rows: BreakdownRow[]): string[] => [...new Set(rows.flatMap((row) => row.month ?? []))].sort()

/** The two rates by month. */
export function monthSeries(rows: BreakdownRow[], months: string[], names: { experienced: string; honest: string }): Series[] {
  const at = new Map(rows.map((row) => [row.month, row]))
  const values = (rate: 'experienced' | 'honest') =>
    months.map((month) => {
      const row = at.get(month)
      return row ? percentOf(row[rate]) : undefined
    })
  return [
    { name: names.experienced, values: values('experienced') },
    { name: names.honest, values: values('honest') },
  ]
}

export interface ServiceColumn {
  service: string
  title: string
}

/** The services of a service-by-month breakdown, those with most matters first. */
export function servicesOf(rows: BreakdownRow[]): ServiceColumn[] {
  const sums = new Map<string, { title: string; matters: number }>()
  for (const row of rows) {
    if (row.service === undefined) continue
    const sum = sums.get(row.service) ?? { title: row.serviceTitle ?? row.service, matters: 0 }
    sums.set(row.service, { ...sum, matters: sum.matters + row.experienced.denominator })
  }
  return [...sums.entries()].sort((a, b) => b[1].matters - a[1].matters).map(([service, { title }]) => ({ service, title }))
}

/** The experienced rate of each service by month, at most five lines. */
export function serviceSeries(rows: BreakdownRow[], months: string[], services: ServiceColumn[]): Series[] {
  const at = new Map(rows.map((row) => [`${row.service} ${row.month}`, row]))
  return services.slice(0, mostSeries).map(({ service, title }) => ({
    name: title,
    values: months.map((month) => {
      const row = at.get(`${service} ${month}`)
      return row ? percentOf(row.experienced) : undefined
    }),
  }))
}

/** Moves labels apart that would overlap, keeping their order and staying inside the space. */
export function spread(wanted: number[], gap: number, bottom: number): number[] {
  const order = wanted.map((at, index) => ({ at, index })).sort((a, b) => a.at - b.at)
  let last = Number.NEGATIVE_INFINITY
  for (const each of order) {
    each.at = Math.max(each.at, last + gap)
    last = each.at
  }
  const over = Math.max(0, last - bottom)
  let next = Number.POSITIVE_INFINITY
  for (const each of [...order].reverse()) {
    each.at = Math.min(over > 0 ? each.at - over : each.at, next - gap)
    next = each.at
  }
  const placed: number[] = []
  for (const each of order) placed[each.index] = each.at
  return placed
}

/** The lines of one series as point lists, broken where a figure is missing. */
export function segments(points: ({ x: number; y: number } | undefined)[]): { x: number; y: number }[][] {
  const parts: { x: number; y: number }[][] = [[]]
  for (const point of points) {
    if (point) parts[parts.length - 1]?.push(point)
    else parts.push([])
  }
  return parts.filter((part) => part.length > 0)
}

export interface Extremes {
  highest: BreakdownRow
  lowest: BreakdownRow
  counted: number
  reached: number
}

/** What the summary sentence says of a breakdown: the extremes, and how many rows reach the target. */
export function extremes(rows: BreakdownRow[], target: number): Extremes | undefined {
  const figures = rows.flatMap((row) => {
    const shown = shownFigure(row.experienced)
    return shown.kind === 'figure' ? [{ row, percent: shown.percent }] : []
  })
  const sorted = [...figures].sort((a, b) => a.percent - b.percent)
  const lowest = sorted[0]
  const highest = sorted[sorted.length - 1]
  if (!lowest || !highest) return undefined
  return {
    highest: highest.row,
    lowest: lowest.row,
    counted: figures.length,
    reached: figures.filter((each) => each.percent > target).length,
  }
}
