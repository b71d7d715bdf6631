import type { components } from '@/api/kiosk'

export type Correction = components['schemas']['Correction']
export type Mark = Correction['marks'][number]

/** What is asked about one page. */
export const marksAt = (correction: Correction | undefined, step: string): Mark[] => correction?.marks.filter((mark) => mark.step === step) ?? []

/** Which of the pages to put right this one is, in the order they were asked in. */
export function placeOf(correction: Correction, step: string): { at: number; of: number } {
  const steps = [...new Set(correction.marks.map((mark) => mark.step))]
  return { at: steps.indexOf(step) + 1, of: steps.length }
}
