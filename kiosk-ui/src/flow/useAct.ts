import { type Ref, ref } from 'vue'
import { OfflineError, ProblemError, type ProblemField } from '@/api/problem'

/** Why an act did not succeed, in the words the screen shows. */
export interface Trouble {
  kind: 'problem' | 'offline' | 'unexpected'
  title: string
  code: string
  fields: ProblemField[]
}

export interface Act {
  busy: Ref<boolean>
  trouble: Ref<Trouble | undefined>
  /** Runs the act; a second call while one runs does nothing. Resolves to false when it did not succeed. */
  run: (act: () => Promise<void>) => Promise<boolean>
  clear: () => void
}

/** One act of the person: guards against running twice and keeps what went wrong for the screen to show. */
export function useAct(): Act {
  const busy = ref(false)
  const trouble = ref<Trouble>()
  return {
    busy,
    trouble,
    clear: () => (trouble.value = undefined),
    async run(act) {
      if (busy.value) return false
      busy.value = true
      trouble.value = undefined
      try {
        await act()
        return true
      } catch (error) {
        trouble.value = troubleOf(error)
        return false
      } finally {
        busy.value = false
      }
    },
  }
}

export function troubleOf(error: unknown): Trouble {
  if (error instanceof ProblemError) return { kind: 'problem', title: error.message, code: error.code, fields: error.fields }
  if (error instanceof OfflineError) return { kind: 'offline', title: '', code: '', fields: [] }
  console.error(error)
  return { kind: 'unexpected', title: '', code: '', fields: [] }
}
