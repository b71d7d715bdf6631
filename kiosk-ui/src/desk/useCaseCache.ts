import type { Case, DeskApi } from './deskApi'

/** How many cases are read ahead, and for how long what was read may be painted before it is read again. */
export const readAhead = 2
const freshFor = 60_000
const atMost = 6

/** Cases read before they are opened, in memory, so that the next one is painted at once. */
export function useCaseCache(api: DeskApi, now: () => number = () => Date.now()) {
  const known = new Map<string, { whole: Case; at: number }>()
  const asked = new Set<string>()

  function put(whole: Case) {
    known.delete(whole.id)
    known.set(whole.id, { whole, at: now() })
    for (const id of known.keys()) {
      if (known.size <= atMost) break
      known.delete(id)
    }
  }

  function get(id: string): Case | undefined {
    const found = known.get(id)
    return found && now() - found.at < freshFor ? found.whole : undefined
  }

  return {
    get,
    put,
    drop: (id: string) => void known.delete(id),
    clear: () => known.clear(),
    /** Reads what is not known yet; a failure shows itself when the case is opened. */
    async ahead(ids: string[]) {
      for (const id of ids) {
        if (get(id) || asked.has(id)) continue
        asked.add(id)
        const whole = await api.read(id).catch(() => undefined)
        asked.delete(id)
        if (whole) put(whole)
      }
    },
  }
}

export type CaseCache = ReturnType<typeof useCaseCache>
