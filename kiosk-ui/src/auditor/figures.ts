import type { FigurePart, FigureValue } from './auditorApi'

/** A figure as it may be shown. `none` is a zero denominator: never 0 % and never 100 %. */
export type Shown =
  | { kind: 'none' }
  | { kind: 'suppressed' }
  | { kind: 'share'; numerator: number; denominator: number; percent: number; low: number; high: number }
  | { kind: 'time'; count: number; median: number; p95: number }
  | { kind: 'parts'; whole: number; parts: FigurePart[] }

export type ShownShare = Extract<Shown, { kind: 'share' }>

/** What the value says, by what it has. */
export function shownFigure(value: FigureValue): Shown {
  if (value.suppressed) return { kind: 'suppressed' }
  if (value.denominator === 0) return { kind: 'none' }
  const { denominator, percent, median, parts } = value
  if (percent !== undefined) return { kind: 'share', numerator: value.numerator ?? 0, denominator, percent, low: value.low ?? percent, high: value.high ?? percent }
  if (median !== undefined) return { kind: 'time', count: denominator, median, p95: value.p95 ?? median }
  return parts ? { kind: 'parts', whole: denominator, parts } : { kind: 'none' }
}

// Binary fractions: 91.7 * 10 is 916.9999…; a thousandth of a tenth is far below what the server sends.
const tenths = (percent: number, round: (value: number) => number) => (round(percent * 10 + (round === Math.floor ? 1e-6 : -1e-6)) / 10).toFixed(1)

/** A rate with one decimal, cut off and never rounded up: 89.97 must not read as 90.0. */
export const percentText = (percent: number): string => tenths(percent, Math.floor)
/** The upper end of an interval, rounded away from the rate. */
export const upperText = (percent: number): string => tenths(percent, Math.ceil)
/** A part of a whole in percent; 0 where there is no whole. */
export const shareOf = (part: number, whole: number): number => (whole > 0 ? (100 * part) / whole : 0)

/** Whether the interval lies above the target, below it, or across it, so that nothing can be said. */
export type Verdict = 'above' | 'below' | 'open'

export function verdict(shown: Shown, target: number): Verdict | undefined {
  if (shown.kind !== 'share') return undefined
  if (shown.low > target) return 'above'
  return shown.high < target ? 'below' : 'open'
}

/** Whole numbers with groups of three. */
export const count = (value: number): string => value.toString().replace(/\B(?=(\d{3})+(?!\d))/g, ',')

export type DurationUnit = 'days' | 'hours' | 'minutes' | 'seconds'

const unitSeconds: [DurationUnit, number][] = [
  ['days', 86_400],
  ['hours', 3_600],
  ['minutes', 60],
  ['seconds', 1],
]

/** A time in its two largest units, as a person says it: 3 days 4 hours, 12 minutes 30 seconds. Rounded to the smaller of the two. */
export function durationParts(seconds: number): { unit: DurationUnit; n: number }[] {
  const whole = Math.max(0, Math.round(seconds))
  const at = unitSeconds.findIndex(([, size]) => whole >= size)
  if (at < 0) return [{ unit: 'seconds', n: 0 }]
  const [unit, size] = unitSeconds[at] ?? ['seconds', 1]
  const smaller = unitSeconds[at + 1]
  if (!smaller) return [{ unit, n: whole }]
  const rounded = Math.round(whole / smaller[1]) * smaller[1]
  const n = Math.floor(rounded / size)
  const rest = Math.round((rounded - n * size) / smaller[1])
  return rest > 0 ? [{ unit, n }, { unit: smaller[0], n: rest }] : [{ unit, n }]
}

/** The first sentence of a definition: what is counted. The whole of it stands on the figure's own page. */
export const firstSentence = (text: string): string => /^.*?(?:。|\.(?=\s)|$)/.exec(text)?.[0] ?? text
