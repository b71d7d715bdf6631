/** Days and months of China's calendar as YYYY-MM-DD and YYYY-MM; ranges include both ends. */
export interface Period {
  from: string
  to: string
}

const dayMs = 86_400_000
const offsetMs = 8 * 3_600_000

/** The local date in China, whatever zone the terminal is set to. */
export const chinaDate = (instant: number): string => new Date(instant + offsetMs).toISOString().slice(0, 10)

const utc = (date: string): number => Date.parse(`${date}T00:00:00Z`)
const iso = (instant: number): string => new Date(instant).toISOString().slice(0, 10)

export const isDate = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text) && Number.isFinite(utc(text)) && iso(utc(text)) === text

/** Days of the range, both ends counted. */
export const daysOf = (period: Period): number => Math.round((utc(period.to) - utc(period.from)) / dayMs) + 1

/** The longest range the server answers. */
export const longest = 366

export type PeriodFault = 'date' | 'order' | 'long'

export function periodFault(period: Period): PeriodFault | undefined {
  if (!isDate(period.from) || !isDate(period.to)) return 'date'
  if (period.from > period.to) return 'order'
  return daysOf(period) > longest ? 'long' : undefined
}

/** The first day of the month `back` months before the month of `date`. */
function monthStart(date: string, back: number): string {
  const [year = 0, month = 1] = date.split('-').map(Number)
  return iso(Date.UTC(year, month - 1 - back, 1))
}

function monthEnd(date: string): string {
  const [year = 0, month = 1] = date.split('-').map(Number)
  return iso(Date.UTC(year, month, 0))
}

export const presets = ['month', 'last-month', 'twelve', 'year'] as const
export type Preset = (typeof presets)[number]

/** Fixed ranges, written out as dates so that a link keeps its meaning. */
export function presetPeriod(preset: Preset, today: string): Period {
  const lastMonth = monthStart(today, 1)
  switch (preset) {
    case 'month':
      return { from: monthStart(today, 0), to: today }
    case 'last-month':
      return { from: lastMonth, to: monthEnd(lastMonth) }
    case 'twelve':
      return { from: monthStart(today, 11), to: today }
    case 'year':
      return { from: `${today.slice(0, 4)}-01-01`, to: today }
  }
}

/** The part of a month that lies inside the period. */
export function monthWithin(month: string, period: Period): Period {
  const first = `${month}-01`
  const last = monthEnd(first)
  return { from: first < period.from ? period.from : first, to: last > period.to ? period.to : last }
}
