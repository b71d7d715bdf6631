import { ref, shallowRef } from 'vue'
import { idempotencyKey } from '@/api/client'
import { type Failure, failureOf } from '@/console/load'

/**
 * One act on the server at a time. The same act keeps its key while no answer came, so that sending it again does no
 * harm; after a refusal, or with other contents, it is a new act.
 */
export function useAct() {
  const busy = ref(false)
  const failure = shallowRef<Failure>()
  let attempt: { written: string; key: string } | undefined

  return {
    busy,
    failure,
    forget: () => (failure.value = undefined),
    /** Answers undefined when it was refused, went unanswered, or another act is under way. */
    async run<T>(contents: unknown, send: (key: string) => Promise<T>): Promise<{ done: T } | undefined> {
      if (busy.value) return undefined
      const written = JSON.stringify(contents)
      if (attempt?.written !== written) attempt = { written, key: idempotencyKey() }
      busy.value = true
      failure.value = undefined
      try {
        const done = await send(attempt.key)
        attempt = undefined
        return { done }
      } catch (cause) {
        failure.value = failureOf(cause)
        if (failure.value.kind === 'problem') attempt = undefined
        return undefined
      } finally {
        busy.value = false
      }
    },
  }
}
