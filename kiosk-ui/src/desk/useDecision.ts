import { computed, reactive, ref, shallowRef } from 'vue'
import { idempotencyKey } from '@/api/client'
import { type Failure, failureOf } from '@/console/load'
import type { Claim, Decided, Decision, DeskApi, Outcome, Reason } from './deskApi'

export const noteLimit = 500

/** What the decision bar asks for. */
export type Panel = 'none' | Outcome

/** The decision being prepared. Notes live in memory, one a case, until the decision is confirmed by the server. */
export function useDecision(api: DeskApi, service: () => string | undefined = () => undefined) {
  const panel = ref<Panel>('none')
  const reasonCode = ref('')
  const wrong = ref(false)
  const busy = ref(false)
  const failure = shallowRef<Failure>()
  const notes = reactive(new Map<string, string>())
  const reasons = shallowRef<Reason[]>([])
  // The same act keeps its key on every retry, so that an answer lost on the way does no harm.
  let attempt: { body: string; key: string } | undefined

  // A reason belongs to one service; two services may call theirs by the same code.
  const stands = (reason: Reason) => reason.service === undefined || service() === undefined || reason.service === service()

  function show(next: Panel) {
    panel.value = next
    reasonCode.value = ''
    wrong.value = false
    failure.value = undefined
  }

  function bodyOf(claim: Claim, note: string): Decision | undefined {
    if (panel.value === 'none') return undefined
    return {
      fence: claim.fence,
      outcome: panel.value,
      ...(panel.value === 'approve' ? {} : { reasonCode: reasonCode.value }),
      ...(note ? { note } : {}),
    }
  }

  async function send(claim: Claim): Promise<Decided | undefined> {
    const note = (notes.get(claim.caseId) ?? '').trim()
    wrong.value = panel.value !== 'approve' && reasonCode.value === ''
    const body = bodyOf(claim, note)
    if (busy.value || wrong.value || !body) return undefined
    const written = claim.caseId + JSON.stringify(body)
    if (attempt?.body !== written) attempt = { body: written, key: idempotencyKey() }
    busy.value = true
    failure.value = undefined
    try {
      const decided = await api.decide(claim.caseId, body, attempt.key)
      attempt = undefined
      notes.delete(claim.caseId)
      show('none')
      return decided
    } catch (cause) {
      failure.value = failureOf(cause)
      return undefined
    } finally {
      busy.value = false
    }
  }

  return {
    panel,
    reasonCode,
    wrong,
    busy,
    failure,
    notes,
    reasons,
    choices: computed(() => reasons.value.filter((reason) => reason.outcome === panel.value && stands(reason))),
    show,
    send,
    async loadReasons() {
      reasons.value = await api.reasons().catch(() => reasons.value)
    },
  }
}

export type DecisionModel = ReturnType<typeof useDecision>
