import type { Address } from '../address'

/** One point of a chart: what is drawn, and what is said of it. The table says the same. */
export interface Point {
  /** Nothing where there is no figure: a gap, never a zero. */
  value: number | undefined
  text: string
  /** The numbers behind it: numerator and denominator, an interval. */
  detail?: string
  /** The records behind it. */
  to?: Partial<Address>
}

export interface Series {
  name: string
  points: Point[]
}

export type Shape = 'lines' | 'bars' | 'stack' | 'pareto' | 'heat'

/** A chart as data: the picture, the table, the sentence and what is read out with the keyboard all come from it. */
export interface ChartModel {
  shape: Shape
  /** What the chart says, in one sentence. */
  sentence: string
  /** What the categories are. */
  axis: string
  categories: string[]
  /** A second line beside each category, where a label needs one. */
  notes?: string[]
  series: Series[]
  /** Percent, where a target was promised. */
  target?: { value: number; text: string }
  percent: boolean
  /** How a value of the axis is written where it is neither a percent nor a count. */
  axisText?: (value: number) => string
  /** Series and categories beyond these stand in the table only. */
  drawn: { series: number; categories: number }
}

/** More lines or bars than this beside each other cannot be told apart. */
export const mostSeries = 5
/** More rows than this are no picture any more. */
export const mostRows = 24

export const drawnSeries = (model: ChartModel): Series[] => model.series.slice(0, model.drawn.series)
export const drawnCategories = (model: ChartModel): string[] => model.categories.slice(0, model.drawn.categories)
/** What the picture leaves out, for a word about it. */
export const leavesOut = (model: ChartModel): boolean => model.series.length > model.drawn.series || model.categories.length > model.drawn.categories

export const pointAt = (model: ChartModel, series: number, category: number): Point | undefined => model.series[series]?.points[category]

/** Where reading with the keyboard stands. */
export interface Place {
  series: number
  category: number
}

const clamp = (at: number, length: number) => Math.min(Math.max(at, 0), Math.max(length - 1, 0))

/**
 * Where a key leads: along the categories and across the series, as they lie in the picture; the ends hold. Bars and
 * cells lie in rows, so up and down move along them.
 */
export function step(model: ChartModel, from: Place, key: string): Place | undefined {
  const rows = model.shape === 'bars' || model.shape === 'stack' || model.shape === 'pareto'
  const categories = model.drawn.categories
  const along = { ArrowLeft: -1, ArrowRight: 1 }
  const across = { ArrowUp: -1, ArrowDown: 1 }
  const [onCategories, onSeries] = rows ? [across, along] : [along, across]
  const byCategory = (onCategories as Record<string, number>)[key]
  const bySeries = (onSeries as Record<string, number>)[key]
  if (byCategory !== undefined) return { series: from.series, category: clamp(from.category + byCategory, Math.min(categories, model.categories.length)) }
  if (bySeries !== undefined) return { series: clamp(from.series + bySeries, Math.min(model.drawn.series, model.series.length)), category: from.category }
  if (key === 'Home') return { series: from.series, category: 0 }
  if (key === 'End') return { series: from.series, category: clamp(Number.POSITIVE_INFINITY, Math.min(categories, model.categories.length)) }
  return undefined
}

/** What is read out at a place. */
export function spoken(model: ChartModel, place: Place): string {
  const point = pointAt(model, place.series, place.category)
  const series = model.series.length > 1 ? [model.series[place.series]?.name ?? ''] : []
  return [model.categories[place.category] ?? '', ...series, point?.text ?? '', point?.detail ?? ''].filter((each) => each !== '').join('，')
}
