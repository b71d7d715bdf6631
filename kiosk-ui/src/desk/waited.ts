import type { Texts } from '@/i18n/texts'
import { waitedMinutes } from './shownQueue'
import type { DeskKey } from './texts'

/** How long a case has waited, in words short enough for a row. */
export function waited(submittedAt: string, now: number, t: Texts<DeskKey>['t']): string {
  const minutes = waitedMinutes(submittedAt, now)
  if (minutes < 60) return t('desk.queue.waited.minutes', { n: minutes })
  const hours = Math.floor(minutes / 60)
  if (hours < 24) return t('desk.queue.waited.hours', { h: hours, m: minutes % 60 })
  return t('desk.queue.waited.days', { d: Math.floor(hours / 24), h: hours % 24 })
}

/** The clock time of an instant in the hall: 14:05. */
export function clock(instant: string | number): string {
  const parts = new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Shanghai', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  return parts.format(new Date(instant))
}
