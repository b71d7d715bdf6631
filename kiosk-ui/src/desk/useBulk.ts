import { computed, reactive, ref, shallowRef } from 'vue'
import { idempotencyKey } from '@/api/client'
import { type Failure, failureOf } from '@/console/load'
import type { Bulk, BulkDecided, BulkPreview, Case, DeskApi, Reason } from './deskApi'

/** Deciding many cases alike: choose, see what would happen, do it, see what happened to each. */
export function useBulk(api: DeskApi) {
  const outcome = ref<Bulk['outcome']>()
  const ids = ref<string[]>([])
  /** The first of them, for its reasons and its check-list: all are of one service. */
  const sample = shallowRef<Case>()
  const reasonCode = ref('')
  const ticks = reactive(new Set<string>())
  const preview = shallowRef<BulkPreview>()
  const done = shallowRef<BulkDecided>()
  const busy = ref(false)
  const failure = shallowRef<Failure>()
  let key = ''

  const mandatory = computed(() => (outcome.value === 'approve' ? (sample.value?.checks ?? []).filter((check) => check.mandatory) : []))
  const choices = computed((): Reason[] => (sample.value?.reasons ?? []).filter((reason) => reason.outcome === outcome.value))
  const isComplete = computed(() => (outcome.value === 'approve' ? mandatory.value.every((check) => ticks.has(check.code)) : reasonCode.value !== ''))

  const body = (caseIds: string[]): Bulk => ({
    caseIds,
    outcome: outcome.value ?? 'approve',
    ...(outcome.value === 'approve' ? { checks: [...ticks] } : { reasonCode: reasonCode.value }),
  })

  async function attempt<T>(call: () => Promise<T>): Promise<T | undefined> {
    if (busy.value) return undefined
    busy.value = true
    failure.value = undefined
    try {
      return await call()
    } catch (cause) {
      failure.value = failureOf(cause)
      return undefined
    } finally {
      busy.value = false
    }
  }

  function close() {
    outcome.value = undefined
    preview.value = undefined
    done.value = undefined
    failure.value = undefined
    sample.value = undefined
    reasonCode.value = ''
    ticks.clear()
  }

  return {
    outcome,
    ids,
    reasonCode,
    ticks,
    preview,
    done,
    busy,
    failure,
    mandatory,
    choices,
    isComplete,
    close,
    async begin(which: Bulk['outcome'], caseIds: string[]) {
      close()
      outcome.value = which
      ids.value = caseIds
      key = idempotencyKey()
      const first = caseIds[0]
      if (first) sample.value = await attempt(() => api.read(first))
    },
    /** The dry run: what would be done, and what is left out and why. */
    async look() {
      if (!isComplete.value) return
      preview.value = await attempt(() => api.previewBulk(body(ids.value)))
    },
    again: () => (preview.value = undefined),
    /** Decides what the dry run said it would, and nothing that it left out; what it left out is listed with the rest. */
    async decide(): Promise<BulkDecided | undefined> {
      const looked = preview.value
      if (!looked) return undefined
      const got = await attempt(() => api.decideBulk(body(looked.eligible), key))
      if (got) done.value = { ...got, items: [...got.items, ...looked.excluded.map((each) => ({ ...each, status: 'skipped' as const }))] }
      return got
    },
  }
}

export type BulkModel = ReturnType<typeof useBulk>
