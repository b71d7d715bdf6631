import { describe, expect, it } from 'vitest'
import { answersToSend, type Field, initialAnswers, isEmpty, padOf, type Page } from './answers'

const field = (changes: Partial<Field>): Field => ({ name: 'a', kind: 'text', label: 'A', required: true, ...changes })
const page = (...fields: Field[]): Page => ({ step: 's', title: 'T', fields })

describe('the answers of a page', () => {
  it('begin with what was answered or came from a register, of the right kind only', () => {
    const start = initialAnswers(page(field({ name: 't', value: 'x' }), field({ name: 'b', kind: 'declaration', value: true }), field({ name: 'l', kind: 'choices', value: ['p', 3] }), field({ name: 'n', value: null })))
    expect(start).toEqual({ t: 'x', b: true, l: ['p'] })
  })

  it('do not wave through what no longer holds', () => {
    expect(initialAnswers(page(field({ kind: 'choice', value: 'x', unchecked: true })))).toEqual({})
  })

  it('are sent trimmed and without what was left empty', () => {
    const fields = page(field({ name: 't' }), field({ name: 'e' }), field({ name: 'l', kind: 'choices' }))
    expect(answersToSend(fields, { t: ' x ', e: '  ', l: [], other: 'y' })).toEqual({ t: 'x' })
  })

  it.each([undefined, false, '', '  ', []])('count %j as empty', (value) => expect(isEmpty(value)).toBe(true))
})

describe('the keyboard', () => {
  it.each<[Field['kind'], string | undefined]>([
    ['mobile', 'digits'],
    ['digits', 'digits'],
    ['plate', 'plate'],
    ['name', 'hanzi'],
    ['spelling', 'letters'],
    ['choice', undefined],
    ['records', undefined],
  ])('of a %s field is %s', (kind, pad) => expect(padOf(field({ kind }))).toBe(pad))

  it('stays away where there is something to choose from', () => {
    expect(padOf(field({ kind: 'address', options: [{ value: 'a', label: 'A', allowed: true }] }))).toBeUndefined()
  })
})
