import { computed, onScopeDispose, reactive, ref } from 'vue'
import type { Outcome } from './deskApi'

/** Something decided that can still be taken back: one case, or a whole bulk. */
export interface Undoable {
  id: string
  kind: 'decision' | 'bulk'
  caseIds: string[]
  outcome: Outcome
  holder: string
  service: string
  /** Cases in it. */
  count: number
  /** The moment on this computer's clock after which it is final. */
  until: number
}

/** How often the countdown is brought up to date. */
const lookEvery = 250

/** What was decided in the last seconds, newest first, with the time that is left to take it back. */
export function useUndo(options: { final: (each: Undoable) => void; now?: () => number }) {
  const now = options.now ?? (() => Date.now())
  const list = reactive<Undoable[]>([])
  const clock = ref(now())
  /** The last one, even when its time is over: taking it back is then refused by the server, in its words. */
  const last = ref<Undoable>()
  let timer: ReturnType<typeof setTimeout> | undefined

  function run() {
    if (timer !== undefined) clearTimeout(timer)
    timer = undefined
    clock.value = now()
    for (const each of [...list].filter((one) => one.until <= clock.value)) {
      drop(each.id)
      options.final(each)
    }
    if (list.length > 0) timer = setTimeout(run, lookEvery)
  }

  function drop(id: string) {
    const at = list.findIndex((one) => one.id === id)
    if (at >= 0) list.splice(at, 1)
  }

  onScopeDispose(() => {
    if (timer !== undefined) clearTimeout(timer)
  })

  return {
    list,
    last,
    left: (each: Undoable) => Math.max(0, Math.ceil((each.until - clock.value) / 1000)),
    newest: computed(() => list[0]),
    add(each: Omit<Undoable, 'until'>, seconds: number) {
      const made = { ...each, until: now() + seconds * 1000 }
      last.value = made
      if (seconds <= 0) {
        options.final(made)
        return
      }
      list.unshift(made)
      run()
    },
    drop(id: string) {
      drop(id)
      if (last.value?.id === id) last.value = undefined
    },
  }
}

export type UndoModel = ReturnType<typeof useUndo>
