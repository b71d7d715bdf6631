import { ref, shallowRef } from 'vue'
import { type Failure, failureOf } from '../load'
import { useStepUp } from '../stepUp'

/** One act on the server at a time, with the second factor shown again where the server asks for it. */
export function useDeed() {
  const busy = ref(false)
  const failure = shallowRef<Failure>()
  const stepUp = useStepUp()

  return {
    busy,
    failure,
    forget: () => (failure.value = undefined),
    /** Answers undefined when it was refused, went unanswered, or another act is under way. */
    async run<T>(call: (key: string) => Promise<T>): Promise<T | undefined> {
      if (busy.value) return undefined
      busy.value = true
      failure.value = undefined
      try {
        return await stepUp.run(call)
      } catch (cause) {
        failure.value = failureOf(cause)
        return undefined
      } finally {
        busy.value = false
      }
    },
  }
}
