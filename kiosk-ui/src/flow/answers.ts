import type { components } from '@/api/kiosk'
import type { PadLayout } from '@/kit/pad'

type Schemas = components['schemas']
export type Field = Schemas['Field']
export type Option = Schemas['Option']
export type Page = Schemas['Page']
export type Value = string | boolean | string[]
export type Answers = Record<string, Value>

/** What the flow asks of the world outside it. */
export interface Services {
  photograph: (field: string) => Promise<Schemas['Attachment']>
  imageUrl: (image: string) => string
}

/** The field kinds that are typed, with the keyboard each needs. A field with options to choose from is never typed. */
export function padOf(field: Field): PadLayout | undefined {
  if (field.options && field.options.length > 0) return undefined
  switch (field.kind) {
    case 'mobile':
    case 'digits':
      return 'digits'
    case 'plate':
      return 'plate'
    case 'text':
    case 'name':
    case 'address':
      return 'hanzi'
    case 'spelling':
      return 'letters'
    case 'choice':
    case 'choices':
    case 'date':
    case 'declaration':
    case 'notice':
    case 'photo':
    case 'records':
      return undefined
    default:
      return unreachable(field.kind)
  }
}

/** What the page begins with: what was answered before or came from a register. */
export function initialAnswers(page: Page): Answers {
  const answers: Answers = {}
  for (const field of page.fields) {
    // A value that no longer holds has to be given again, not waved through.
    if (field.unchecked && field.kind !== 'text') continue
    const value: unknown = field.value
    if (typeof value === 'string' || typeof value === 'boolean') answers[field.name] = value
    else if (Array.isArray(value)) answers[field.name] = value.filter((each) => typeof each === 'string')
  }
  return answers
}

export const isEmpty = (value: Value | undefined) =>
  value === undefined || value === false || (typeof value === 'string' && value.trim() === '') || (Array.isArray(value) && value.length === 0)

/** What is sent: trimmed, and without what was not answered. */
export function answersToSend(page: Page, answers: Answers): Answers {
  const sent: Answers = {}
  for (const { name } of page.fields) {
    const value = answers[name]
    if (value === undefined || (isEmpty(value) && value !== false)) continue
    sent[name] = typeof value === 'string' ? value.trim() : value
  }
  return sent
}

export type MissingKey = 'field.requiredChoice' | 'field.requiredChoices' | 'field.requiredText' | 'field.requiredAgree' | 'field.requiredPhoto'

/** Which sentence a field that was left empty gets. */
export function missingKey(field: Field): MissingKey {
  switch (field.kind) {
    case 'choices':
    case 'records':
      return 'field.requiredChoices'
    case 'declaration':
    case 'notice':
      return 'field.requiredAgree'
    case 'photo':
      return 'field.requiredPhoto'
    case 'choice':
      return 'field.requiredChoice'
    default:
      return field.options && field.options.length > 0 ? 'field.requiredChoice' : 'field.requiredText'
  }
}

function unreachable(value: never): never {
  throw new Error(`no case for ${JSON.stringify(value)}`)
}
