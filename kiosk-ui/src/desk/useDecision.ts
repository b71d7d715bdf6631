import { computed, reactive, ref, shallowRef } from 'vue'
import { idempotencyKey } from '@/api/client'
import { type Failure, failureOf } from '@/console/load'
import { missing } from './checks'
import type { Case, Claim, Decided, Decision, DeskApi, Outcome, Reason } from './deskApi'
import { useCorrection } from './useCorrection'

export const noteLimit = 500

/** What the decision bar asks for. */
export type Panel = 'none' | 'note' | Outcome

/** Who reads what is written: the file only, or the citizen too. */
export type Audience = 'file' | 'citizen'
export const audienceOf = (panel: Panel): Audience => (panel === 'correction' || panel === 'hand-over' ? 'citizen' : 'file')

/** A decision on its way to the server. The same act keeps its key on every retry, so that a lost answer does no harm. */
export interface SentDecision {
  whole: Case
  claim: Claim
  body: Decision
  key: string
}

/** The decision being prepared. Notes, ticks and marks live in memory, one a case, until the decision can no longer be undone. */
export function useDecision(api: DeskApi, open: () => Case | undefined = () => undefined) {
  const panel = ref<Panel>('none')
  const reasonCode = ref('')
  /** The clerk tried to send what is not complete: the form shows what is missing and puts the focus there. */
  const wrong = ref(false)
  const failure = shallowRef<Failure>()
  const notes: Record<Audience, Map<string, string>> = { file: reactive(new Map<string, string>()), citizen: reactive(new Map<string, string>()) }
  const ticks = reactive(new Map<string, Set<string>>())
  const reasons = shallowRef<Reason[]>([])
  const correction = useCorrection(api)
  let repeated: SentDecision | undefined

  // A case brings the closed list of the version it is pinned to; the hall's list stands in where it brings none.
  const offered = computed(() => {
    const whole = open()
    const all = whole && whole.reasons.length > 0 ? whole.reasons : reasons.value
    return all.filter((reason) => reason.service === undefined || whole === undefined || reason.service === whole.service)
  })

  function show(next: Panel) {
    panel.value = next
    reasonCode.value = ''
    wrong.value = false
    failure.value = undefined
  }

  const ticked = (caseId: string, code: string) => ticks.get(caseId)?.has(code) ?? false
  const noteOf = (caseId: string, audience: Audience) => (notes[audience].get(caseId) ?? '').trim()

  function isComplete(whole: Case): boolean {
    if (panel.value === 'approve') return missing(whole.checks, (code) => ticked(whole.id, code)).length === 0
    if (panel.value === 'reject' || panel.value === 'hand-over') return reasonCode.value !== ''
    const lacks = correction.lacks(whole.id)
    return !lacks.marks && lacks.reasons.length === 0 && !lacks.again
  }

  function bodyOf(whole: Case, claim: Claim, outcome: Outcome): Decision {
    const note = noteOf(whole.id, audienceOf(outcome))
    const all = [...(ticks.get(whole.id) ?? [])]
    return {
      fence: claim.fence,
      outcome,
      ...(outcome === 'reject' || outcome === 'hand-over' ? { reasonCode: reasonCode.value } : {}),
      ...(note ? { note } : {}),
      ...(all.length > 0 ? { checks: all } : {}),
      ...(outcome === 'correction' ? { correction: correction.request(whole.id) } : {}),
    }
  }

  return {
    panel,
    reasonCode,
    wrong,
    failure,
    notes,
    ticks,
    reasons,
    correction,
    choices: computed(() => offered.value.filter((reason) => reason.outcome === panel.value)),
    show,
    ticked,
    noteOf,
    tick(caseId: string, code: string) {
      const now = new Set(ticks.get(caseId))
      if (!now.delete(code)) now.add(code)
      ticks.set(caseId, now)
    },
    /** What would be sent now; nothing, with `wrong` set, while something is missing. */
    compose(whole: Case, claim: Claim): SentDecision | undefined {
      const outcome = panel.value
      if (outcome === 'none' || outcome === 'note') return undefined
      wrong.value = !isComplete(whole)
      if (wrong.value) return undefined
      const body = bodyOf(whole, claim, outcome)
      const again = repeated?.whole.id === whole.id && JSON.stringify(repeated.body) === JSON.stringify(body)
      return { whole, claim, body, key: again && repeated ? repeated.key : idempotencyKey() }
    },
    async send(sent: SentDecision): Promise<Decided | Failure> {
      try {
        return await api.decide(sent.whole.id, sent.body, sent.key)
      } catch (cause) {
        repeated = sent
        return failureOf(cause)
      }
    },
    /** Puts a decision that failed back into the panel it came from. */
    restore(sent: SentDecision, why: Failure) {
      show(sent.body.outcome)
      reasonCode.value = sent.body.reasonCode ?? ''
      failure.value = why
    },
    /** Forgets what was written about a case. */
    forget(caseId: string) {
      notes.file.delete(caseId)
      notes.citizen.delete(caseId)
      ticks.delete(caseId)
      correction.forget(caseId)
    },
    touched: (caseId: string) =>
      noteOf(caseId, 'file') !== '' || noteOf(caseId, 'citizen') !== '' || (ticks.get(caseId)?.size ?? 0) > 0 || correction.drafts.has(caseId),
    async loadReasons() {
      reasons.value = await api.reasons().catch(() => reasons.value)
    },
  }
}

export type DecisionModel = ReturnType<typeof useDecision>
