import { onScopeDispose, reactive, watch } from 'vue'
import { usePoll } from '@/console/poll'
import type { DeskApi, Doing, Onlooker, Presence } from './deskApi'

/** The server forgets who was silent for 30 s. */
const reportEvery = 12_000

interface Options {
  active: () => boolean
  /** The open case, and what is being done with it. */
  at: () => { caseId: string; doing: Exclude<Doing, 'left'> } | undefined
}

/** Tells colleagues which case is on this screen, and knows who else looks at which. */
export function usePresence(api: DeskApi, options: Options) {
  const others = reactive(new Map<string, Onlooker[]>())

  function heard(presence: Presence) {
    if (presence.others.length > 0) others.set(presence.caseId, presence.others)
    else others.delete(presence.caseId)
  }

  /** Presence is a courtesy: what fails is said again with the next report. */
  async function report(caseId: string, doing: Doing) {
    const seen = await api.presence(caseId, doing).catch(() => undefined)
    if (seen && doing !== 'left') heard(seen)
  }

  usePoll(async () => {
    const now = options.at()
    if (now && options.active()) await report(now.caseId, now.doing)
  }, reportEvery)

  watch(
    () => (options.active() ? options.at() : undefined),
    (now, before) => {
      if (before && before.caseId !== now?.caseId) {
        others.delete(before.caseId)
        if (options.active()) void report(before.caseId, 'left')
      }
      if (now && (now.caseId !== before?.caseId || now.doing !== before.doing)) void report(now.caseId, now.doing)
    },
  )
  onScopeDispose(() => others.clear())

  return { others, heard, report }
}
