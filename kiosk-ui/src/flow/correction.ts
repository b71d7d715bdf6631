import type { components } from '@/api/kiosk'
import type { Page } from './answers'

export type Correction = components['schemas']['Correction']
export type Mark = Correction['marks'][number]

/** What is asked about one page. */
export const marksAt = (correction: Correction | undefined, step: string): Mark[] => correction?.marks.filter((mark) => mark.step === step) ?? []

/** The page as it is asked again: that a value came from a register is no comfort where it is what has to change. */
export function askedAgain(page: Page, marks: Mark[]): Page {
  const marked = new Set(marks.map((mark) => mark.field))
  return { ...page, fields: page.fields.map((field) => (marked.has(field.name) ? { ...field, prefilled: false } : field)) }
}
