import { computed, reactive, ref, shallowRef } from 'vue'
import { type Failure, failureOf } from '@/console/load'
import type { Correctable, Correctables, DeskApi, Finding, Mark } from './deskApi'

export const markNoteLimit = 200

/** A field marked for the citizen to put right. What the system found itself cannot be unmarked. */
export interface MarkDraft {
  reasonCode: string
  note: string
  found: Finding | undefined
}

interface Draft {
  can: Correctables
  marks: Map<string, MarkDraft>
  again: string
}

/** The one complete correction request being written, one a case, in memory until the decision has taken effect. */
export function useCorrection(api: DeskApi) {
  const drafts = reactive(new Map<string, Draft>())
  const busy = ref(false)
  const failure = shallowRef<Failure>()

  async function load(caseId: string) {
    busy.value = true
    failure.value = undefined
    try {
      const can = await api.correctables(caseId)
      const before = drafts.get(caseId)
      const marks = new Map<string, MarkDraft>(before?.marks ?? [])
      for (const found of can.found) marks.set(found.field, { reasonCode: found.reasonCode, note: before?.marks.get(found.field)?.note ?? '', found })
      drafts.set(caseId, { can, marks, again: before?.again ?? '' })
    } catch (cause) {
      failure.value = failureOf(cause)
    } finally {
      busy.value = false
    }
  }

  function toggle(caseId: string, field: Correctable) {
    const draft = drafts.get(caseId)
    const mark = draft?.marks.get(field.field)
    if (!draft || mark?.found) return
    if (mark) draft.marks.delete(field.field)
    else draft.marks.set(field.field, { reasonCode: field.reasons.length === 1 ? (field.reasons[0]?.code ?? '') : '', note: '', found: undefined })
  }

  return {
    drafts,
    busy,
    failure,
    load,
    toggle,
    forget: (caseId: string) => void drafts.delete(caseId),
    /** What is missing before it can be sent: nothing marked, marks without a reason, no reason for asking again. */
    lacks(caseId: string): { marks: boolean; reasons: string[]; again: boolean } {
      const draft = drafts.get(caseId)
      const marks = [...(draft?.marks ?? [])]
      return {
        marks: marks.length === 0,
        reasons: marks.filter(([, mark]) => mark.reasonCode === '').map(([field]) => field),
        again: (draft?.can.earlier ?? 0) > 0 && draft?.again.trim() === '',
      }
    },
    request(caseId: string): { marks: Mark[]; againReason?: string } {
      const draft = drafts.get(caseId)
      const marks = [...(draft?.marks ?? [])].map(([field, mark]): Mark => {
        const note = mark.note.trim()
        return { field, reasonCode: mark.reasonCode, ...(note ? { note } : {}) }
      })
      const again = draft?.again.trim() ?? ''
      return { marks, ...(again ? { againReason: again } : {}) }
    },
    size: computed(() => drafts.size),
  }
}

export type CorrectionModel = ReturnType<typeof useCorrection>
