import { type Ref, computed, onScopeDispose, ref, shallowRef } from 'vue'
import { OfflineError, ProblemError } from '@/api/problem'

/** What went wrong, in the words for the person at the screen. */
export interface Failure {
  kind: 'offline' | 'problem'
  /** The server's sentence; empty when it gave none. */
  title: string
  code: string
  trace: string
  /** What is wrong with which field, where the server says it. */
  fields?: { field: string; message: string }[]
}

export function failureOf(cause: unknown): Failure {
  if (cause instanceof ProblemError) {
    const fields = cause.fields.length > 0 ? { fields: cause.fields } : {}
    return { kind: 'problem', title: cause.problem.title, code: cause.code, trace: cause.problem.instance ?? '', ...fields }
  }
  if (cause instanceof OfflineError) return { kind: 'offline', title: '', code: 'offline', trace: '' }
  throw cause
}

/** How long a reader is left without a word. */
const slowAfter = 1000

export interface Loader<T> {
  data: Ref<T | undefined>
  failure: Ref<Failure | undefined>
  busy: Ref<boolean>
  /** True while a call takes longer than a second. */
  slow: Ref<boolean>
  /** Starts a call; the answer of an earlier one that is still on its way is dropped. */
  load: (call: () => Promise<T>) => Promise<void>
  /** Shows what is known already, until an answer comes. */
  put: (known: T) => void
  clear: () => void
}

/** One thing that is read from the server, with its loading, slow and failed states. Old data stay while new ones are read. */
export function useLoader<T>(): Loader<T> {
  const data = shallowRef<T>()
  const failure = shallowRef<Failure>()
  const pending = ref(0)
  const slow = ref(false)
  let turn = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  function settle() {
    pending.value = 0
    slow.value = false
    if (timer !== undefined) clearTimeout(timer)
  }

  onScopeDispose(settle)

  return {
    data,
    failure,
    busy: computed(() => pending.value > 0),
    slow,
    async load(call) {
      const mine = ++turn
      settle()
      pending.value = mine
      timer = setTimeout(() => (slow.value = true), slowAfter)
      try {
        const got = await call()
        if (mine !== turn) return
        data.value = got
        failure.value = undefined
      } catch (cause) {
        if (mine === turn) failure.value = failureOf(cause)
      } finally {
        if (mine === turn) settle()
      }
    },
    put(known) {
      turn++
      settle()
      data.value = known
      failure.value = undefined
    },
    clear() {
      turn++
      settle()
      data.value = undefined
      failure.value = undefined
    },
  }
}
