import type { QueueRow } from './deskApi'

/** The name of a language in the clerk's language; the code where the browser knows none. */
export function languageName(code: string, inLanguage: string): string {
  try {
    return new Intl.DisplayNames([inLanguage], { type: 'language', fallback: 'code' }).of(code) ?? code
  } catch {
    return code
  }
}

const dayOf = (instant: number) => Math.floor((instant + 8 * 3_600_000) / 86_400_000)

/** Whole days from today, in China, to the day a case has to be ready; negative when that day is past. */
export function daysLeft(row: QueueRow, now: number): number | undefined {
  const days = [row.dueDate, row.promisedDate].flatMap((date) => (date ? [Math.floor(Date.parse(`${date}T00:00:00Z`) / 86_400_000)] : []))
  return days.length === 0 ? undefined : Math.min(...days) - dayOf(now)
}
