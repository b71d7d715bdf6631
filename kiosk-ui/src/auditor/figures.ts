import type { Figure } from './auditorApi'

/** A figure as it may be shown. `none` is a zero denominator: never 0 % and never 100 %. */
export type Shown =
  | { kind: 'none' }
  | { kind: 'suppressed' }
  | { kind: 'figure'; numerator: number; denominator: number; percent: number; low: number; high: number }

export function shownFigure(figure: Figure): Shown {
  if (figure.suppressed) return { kind: 'suppressed' }
  if (figure.denominator === 0 || figure.percent === undefined) return { kind: 'none' }
  const { numerator, denominator, percent, low = percent, high = percent } = figure
  return { kind: 'figure', numerator, denominator, percent, low, high }
}

// Binary fractions: 91.7 * 10 is 916.9999…; a thousandth of a tenth is far below what the server sends.
const tenths = (percent: number, round: (value: number) => number) => (round(percent * 10 + (round === Math.floor ? 1e-6 : -1e-6)) / 10).toFixed(1)

/** A rate with one decimal, cut off and never rounded up: 89.97 must not read as 90.0. */
export const percentText = (percent: number): string => tenths(percent, Math.floor)
/** The upper end of an interval, rounded away from the rate. */
export const upperText = (percent: number): string => tenths(percent, Math.ceil)

/** Whether the interval lies above the target, below it, or across it, so that nothing can be said. */
export type Verdict = 'above' | 'below' | 'open'

export function verdict(shown: Shown, target: number): Verdict | undefined {
  if (shown.kind !== 'figure') return undefined
  if (shown.low > target) return 'above'
  return shown.high < target ? 'below' : 'open'
}

/** Whole numbers with groups of three. */
export const count = (value: number): string => value.toString().replace(/\B(?=(\d{3})+(?!\d))/g, ',')
