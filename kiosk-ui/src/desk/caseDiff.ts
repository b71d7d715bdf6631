import type { Case, CaseRow } from './deskApi'

/** One thing that is no longer as the clerk saw it; either side may be absent. */
export interface Change {
  label: string
  before: string
  now: string
}

const rowsOf = (whole: Case): Map<string, CaseRow> =>
  new Map([...whole.sections.flatMap((section) => section.rows), ...whole.facts].map((row) => [row.field, row]))

function rowChanges(before: Case, now: Case): Change[] {
  const old = rowsOf(before)
  const fresh = rowsOf(now)
  const fields = [...new Set([...old.keys(), ...fresh.keys()])]
  return fields.flatMap((field) => {
    const was = old.get(field)
    const is = fresh.get(field)
    if (was?.value === is?.value && was?.register === is?.register) return []
    return [{ label: is?.label ?? was?.label ?? field, before: was?.value ?? '', now: is?.value ?? '' }]
  })
}

/** What changed in a case since it was read: first what became of it, then each answer and each register value. */
export function changesOf(before: Case, now: Case, words: { state: string; holder: string; moment: string }): Change[] {
  const list: Change[] = []
  if (before.stateText !== now.stateText) list.push({ label: words.state, before: before.stateText, now: now.stateText })
  if ((before.claimedBy ?? '') !== (now.claimedBy ?? '')) list.push({ label: words.holder, before: before.claimedBy ?? '', now: now.claimedBy ?? '' })
  const seen = new Set(before.timeline.map((each) => `${each.at} ${each.text}`))
  const news = now.timeline.filter((each) => !seen.has(`${each.at} ${each.text}`))
  list.push(...news.map((each) => ({ label: words.moment, before: '', now: each.by ? `${each.text} (${each.by})` : each.text })))
  return [...list, ...rowChanges(before, now)]
}
