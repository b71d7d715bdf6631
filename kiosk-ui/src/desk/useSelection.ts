import { reactive } from 'vue'

/** How many cases a bulk decision may hold. */
export const bulkLimit = 50

/** The cases chosen for a bulk decision, in the order they were chosen. */
export function useSelection() {
  const chosen = reactive(new Set<string>())

  function set(id: string, on: boolean) {
    if (!on) chosen.delete(id)
    else if (chosen.size < bulkLimit) chosen.add(id)
  }

  return {
    chosen,
    set,
    toggle: (id: string) => set(id, !chosen.has(id)),
    clear: () => chosen.clear(),
    /** Extends the choice from one row to the next. */
    extend(from: string | undefined, to: string | undefined) {
      if (from) set(from, true)
      if (to) set(to, true)
    },
  }
}

export type SelectionModel = ReturnType<typeof useSelection>
