import { computed, type ComputedRef, type Ref, ref } from 'vue'
import { useKioskTexts } from '@/i18n/kioskTexts'
import type { SummaryItem } from '@/kit/ErrorSummary.vue'
import { type Answers, initialAnswers, isEmpty, missingKey, type Page, type Value } from './answers'
import type { Trouble } from './useAct'

export interface Questions {
  answers: Ref<Answers>
  /** What was left empty, as the last look found it. */
  missing: Ref<SummaryItem[]>
  /** By the field's name: what is wrong with it, found here or by the server. */
  errors: ComputedRef<Record<string, string>>
  names: ComputedRef<ReadonlySet<string>>
  failed: ComputedRef<boolean>
  answer: (name: string, value: Value) => void
  /** Looks for what was left empty; true when nothing was. */
  complete: () => boolean
}

/**
 * The answers of one page while somebody gives them, and what is still wrong with them. The page may come again in
 * another language meanwhile; what was given stays.
 */
export function useQuestions(page: () => Page, trouble: Ref<Trouble | undefined>): Questions {
  const { t } = useKioskTexts()
  const answers = ref(initialAnswers(page()))
  const missing = ref<SummaryItem[]>([])

  const errors = computed(() => {
    const found: Record<string, string> = {}
    for (const item of missing.value) if (item.target) found[item.target.replace(/^field-/, '')] = item.message
    for (const { field, message } of trouble.value?.fields ?? []) found[field] = message
    return found
  })

  return {
    answers,
    missing,
    errors,
    names: computed(() => new Set(page().fields.map((field) => field.name))),
    failed: computed(() => missing.value.length > 0 || trouble.value !== undefined),
    answer(name, value) {
      answers.value = { ...answers.value, [name]: value }
    },
    complete() {
      missing.value = page()
        .fields
        .filter((field) => field.required && isEmpty(answers.value[field.name]))
        .map((field) => ({ target: `field-${field.name}`, message: t(missingKey(field), { label: field.label }) }))
      return missing.value.length === 0
    },
  }
}
