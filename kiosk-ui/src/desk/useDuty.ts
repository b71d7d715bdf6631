import { ref, shallowRef } from 'vue'
import { idempotencyKey } from '@/api/client'
import { type Failure, failureOf } from '@/console/load'
import type { DeskApi, Duty } from './deskApi'

/** Whether the clerk takes cases now. */
export function useDuty(api: DeskApi) {
  const duty = shallowRef<Duty>()
  const busy = ref(false)

  return {
    duty,
    busy,
    async load() {
      duty.value = await api.duty().catch(() => duty.value)
    },
    /** Comes on duty or leaves; answers why not when it fails. */
    async toggle(): Promise<Failure | undefined> {
      if (busy.value || !duty.value) return undefined
      busy.value = true
      try {
        duty.value = await api.setDuty(!duty.value.onDuty, idempotencyKey())
        return undefined
      } catch (cause) {
        return failureOf(cause)
      } finally {
        busy.value = false
      }
    },
  }
}

export type DutyModel = ReturnType<typeof useDuty>
