import type { QueueRow } from './deskApi'

/** A row as it stands on the screen. `gone` rows have left the queue but keep their place until the clerk refreshes. */
export interface ShownRow {
  row: QueueRow
  gone: boolean
}

/** The server's order, taken over as it is. */
export const arrange = (fresh: QueueRow[]): ShownRow[] => fresh.map((row) => ({ row, gone: false }))

/**
 * Brings what is shown up to date without moving anything under the cursor: known rows are renewed where they stand,
 * rows that left are marked, rows that arrived are only counted.
 */
export function renew(shown: ShownRow[], fresh: QueueRow[]): { shown: ShownRow[]; arrived: number } {
  const byId = new Map(fresh.map((row) => [row.id, row]))
  const known = new Set(shown.map((each) => each.row.id))
  return {
    shown: shown.map(({ row }) => {
      const now = byId.get(row.id)
      return now ? { row: now, gone: false } : { row, gone: true }
    }),
    arrived: fresh.filter((row) => !known.has(row.id)).length,
  }
}

/** Whether a row holds what was typed, in its number, service, holder or kiosk. */
export function passes(row: QueueRow, typed: string): boolean {
  const text = typed.trim().toLowerCase()
  if (text === '') return true
  return [row.number, row.serviceTitle, row.holder, row.kiosk ?? ''].some((each) => each.toLowerCase().includes(text))
}

/** The row `step` places from the one with `id`, staying inside the list. */
export function neighbour(rows: ShownRow[], id: string | undefined, step: number): ShownRow | undefined {
  if (rows.length === 0) return undefined
  const at = rows.findIndex((each) => each.row.id === id)
  if (at < 0) return step > 0 ? rows[0] : rows[rows.length - 1]
  return rows[Math.min(rows.length - 1, Math.max(0, at + step))]
}

/** The rows that could be taken next, beginning below the one with `id` and starting over at the top. */
export function candidates(rows: ShownRow[], id: string | undefined): QueueRow[] {
  const at = rows.findIndex((each) => each.row.id === id)
  return [...rows.slice(at + 1), ...rows.slice(0, Math.max(0, at))]
    .filter(({ row, gone }) => !gone && row.state === 'waiting' && (row.claimedBy === undefined || row.claimedByMe === true))
    .map(({ row }) => row)
}

/** Whole minutes between an instant and now, never negative. */
export const waitedMinutes = (submittedAt: string, now: number): number =>
  Math.max(0, Math.floor((now - Date.parse(submittedAt)) / 60_000))
