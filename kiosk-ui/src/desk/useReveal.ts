import { type InjectionKey, inject, onScopeDispose, reactive, ref, shallowRef } from 'vue'
import { type Failure, failureOf } from '@/console/load'
import type { DeskApi, RevealReason } from './deskApi'

export const revealReasons: RevealReason[] = ['verify-identity', 'contact-citizen', 'compare-documents', 'other']

/** Masked values shown in full for a few seconds, each with a reason. `asking` is the field whose reason is being asked. */
export function useReveal(api: Pick<DeskApi, 'reveal'>) {
  const asking = ref<string>()
  const busy = ref(false)
  const failure = shallowRef<Failure>()
  const values = reactive(new Map<string, { value: string; left: number }>())
  let timer: ReturnType<typeof setTimeout> | undefined

  function countDown() {
    timer = undefined
    for (const [field, shown] of values) {
      if (shown.left <= 1) values.delete(field)
      else values.set(field, { ...shown, left: shown.left - 1 })
    }
    run()
  }

  function run() {
    if (values.size > 0 && timer === undefined) timer = setTimeout(countDown, 1000)
  }

  function hideAll() {
    values.clear()
    asking.value = undefined
    failure.value = undefined
    if (timer !== undefined) clearTimeout(timer)
    timer = undefined
  }
  onScopeDispose(hideAll)

  return {
    asking,
    busy,
    failure,
    values,
    hideAll,
    hide: (field: string) => void values.delete(field),
    ask(field: string | undefined) {
      asking.value = field
      failure.value = undefined
    },
    async show(caseId: string, field: string, reason: RevealReason, note: string) {
      busy.value = true
      failure.value = undefined
      try {
        const got = await api.reveal(caseId, { field, reason, ...(note ? { note } : {}) })
        // The clerk may have gone on meanwhile; then nobody asked for it any more.
        if (asking.value !== field) return
        values.set(field, { value: got.value, left: got.hideAfterSeconds })
        asking.value = undefined
        run()
      } catch (cause) {
        failure.value = failureOf(cause)
      } finally {
        busy.value = false
      }
    },
  }
}

export type RevealModel = ReturnType<typeof useReveal>
export const revealKey: InjectionKey<RevealModel> = Symbol('reveal')

export function injectReveal(): RevealModel {
  const reveal = inject(revealKey)
  if (!reveal) throw new Error('no reveal was provided')
  return reveal
}
