import type { Texts } from '@/i18n/texts'
import type { DeskKey } from '../texts'

type Translate = Texts<DeskKey>['t']

/** A share in whole percent; 100 and 0 only where it is all or none, so that rounding never hides the one that failed. */
export function percent(n: number, all: number): number {
  const rounded = Math.round((n / all) * 100)
  if (rounded === 100 && n < all) return 99
  return rounded === 0 && n > 0 ? 1 : rounded
}

/** Minutes in words: days and hours, hours and minutes, or minutes. */
export function lasted(minutes: number, t: Translate): string {
  if (minutes < 60) return t('hall.board.minutes', { n: minutes })
  const hours = Math.floor(minutes / 60)
  if (hours < 24) return t('hall.board.hours', { h: hours, m: minutes % 60 })
  return t('hall.board.days', { d: Math.floor(hours / 24), h: hours % 24 })
}

/** Seconds as minutes and seconds. */
export const shortTime = (seconds: number, t: Translate): string => t('hall.board.seconds', { m: Math.floor(seconds / 60), s: seconds % 60 })
