import { describe, expect, it } from 'vitest'
import { readingOf } from './reading'

const token = (content: object) =>
  `${btoa(String.fromCharCode(...new TextEncoder().encode(JSON.stringify(content)))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=/g, '')}.sig`

describe('what a reading says', () => {
  it('is the name and the ID number, or the document’s where it holds none', () => {
    expect(readingOf(token({ name: '陈大海', number: 'C1', id_number: '449901198805050016' }))).toEqual({ name: '陈大海', number: '449901198805050016' })
    expect(readingOf(token({ number: 'C12345678' }))).toEqual({ name: '', number: 'C12345678' })
  })

  it('is nothing where there is none', () => {
    for (const reading of ['', 'x', '!!.!!', btoa('[1]'), token({ name: 5 })]) expect(readingOf(reading)).toEqual({ name: '', number: '' })
  })
})
