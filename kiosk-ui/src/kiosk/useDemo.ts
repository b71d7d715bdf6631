import { type Ref, ref } from 'vue'
import { ProblemError } from '@/api/problem'
import type { DemoApi } from '@/device/simulator/demoApi'

/** Whether this is a demo hall: only there is the demo's API. A machine not enrolled yet can learn it no other way. */
export function useDemo(api: DemoApi): { demo: Ref<boolean>; look: () => Promise<void> } {
  const demo = ref(false)
  return {
    demo,
    async look() {
      try {
        await api.persons('')
        demo.value = true
      } catch (error) {
        demo.value = error instanceof ProblemError && error.status === 401
      }
    },
  }
}
