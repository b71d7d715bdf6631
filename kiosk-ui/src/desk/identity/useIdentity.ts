import { computed, ref, shallowRef } from 'vue'
import { useLoader } from '@/console/load'
import type { DeskApi } from '../deskApi'
import type { Identity, IdentityCode, IdentityProof, IdentityRefusal } from '../hall/hallApi'
import { useAct } from '../hall/useAct'

export const documents: IdentityProof['document'][] = ['id-card', 'temporary-id-card', 'household-book', 'passport', 'hkm-permit', 'hmt-residence', 'foreign-permit']
export const refusals: IdentityRefusal['reason'][] = ['no-original', 'not-genuine', 'other-person', 'left']

/** People whom a kiosk could not recognise: who waits, whom the clerk has, and the code that was given. */
export function useIdentity(api: DeskApi) {
  const loader = useLoader<Identity[]>()
  const act = useAct()
  const at = ref(0)
  const taken = shallowRef<Identity>()
  const code = shallowRef<IdentityCode>()
  const refusing = ref(false)
  const refused = ref('')
  const document = ref<IdentityProof['document']>('id-card')
  const name = ref('')
  const number = ref('')

  const requests = computed(() => loader.data.value ?? [])
  const chosen = computed(() => requests.value[at.value])
  /** The number has to be typed from the document: none was given, or the one given does not check. */
  const numberNeeded = computed(() => taken.value !== undefined && (taken.value.document === undefined || taken.value.doubts.some((each) => each.field === 'number')))

  async function refresh() {
    const id = taken.value?.id ?? chosen.value?.id
    await loader.load(() => api.identities())
    const place = requests.value.findIndex((each) => each.id === id)
    at.value = place >= 0 ? place : Math.max(0, Math.min(at.value, requests.value.length - 1))
  }

  function clear() {
    taken.value = code.value = undefined
    refusing.value = false
    document.value = 'id-card'
    name.value = number.value = ''
    act.forget()
  }

  return {
    loader,
    requests,
    chosen,
    at,
    taken,
    code,
    refusing,
    refused,
    document,
    name,
    number,
    numberNeeded,
    busy: act.busy,
    failure: act.failure,
    forget: act.forget,
    refresh,
    clear,
    pick(to: number) {
      if (to >= 0 && to < requests.value.length) at.value = to
    },
    async take(): Promise<boolean> {
      const on = chosen.value
      if (!on) return false
      clear()
      refused.value = ''
      const answer = await act.run(['take', on.id, on.fence], (key) => api.takeIdentity(on.id, key))
      if (answer) taken.value = answer.done
      await refresh()
      return answer !== undefined
    },
    async prove(): Promise<boolean> {
      const on = taken.value
      if (!on) return false
      const corrected = { ...(name.value.trim() ? { name: name.value.trim() } : {}), ...(number.value.trim() ? { number: number.value.trim() } : {}) }
      const proof: IdentityProof = { fence: on.fence, document: document.value, ...corrected }
      const answer = await act.run([on.id, proof], (key) => api.proveIdentity(on.id, proof, key))
      if (!answer) return false
      clear()
      code.value = answer.done
      await refresh()
      return true
    },
    async refuse(reason: IdentityRefusal['reason']): Promise<boolean> {
      const on = taken.value
      if (!on) return false
      const answer = await act.run([on.id, reason], (key) => api.refuseIdentity(on.id, { fence: on.fence, reason }, key))
      if (!answer) return false
      clear()
      refused.value = on.number
      await refresh()
      return true
    },
    async release() {
      const on = taken.value
      if (!on) return
      await act.run(['release', on.id, on.fence], (key) => api.releaseIdentity(on.id, on.fence, key))
      clear()
      await refresh()
    },
  }
}

export type IdentityModel = ReturnType<typeof useIdentity>
