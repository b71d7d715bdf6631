import type { components } from '@/api/kiosk'

export type Correction = components['schemas']['Correction']
export type Mark = Correction['marks'][number]

/** What is asked about one page. */
export const marksAt = (correction: Correction | undefined, step: string): Mark[] => correction?.marks.filter((mark) => mark.step === step) ?? []
