import { describe, expect, it } from 'vitest'
import auditorEn from '@/auditor/messages/en.json'
import auditorZh from '@/auditor/messages/zh-CN.json'
import hallEn from '@/desk/hall/messages/en.json'
import hallZh from '@/desk/hall/messages/zh-CN.json'
import deskEn from '@/desk/messages/en.json'
import deskZh from '@/desk/messages/zh-CN.json'
import publicationEn from './publication/messages/en.json'
import publicationZh from './publication/messages/zh-CN.json'
import consoleEn from './messages/en.json'
import consoleZh from './messages/zh-CN.json'

const flat = (value: unknown, path = ''): Record<string, string> =>
  typeof value === 'string'
    ? { [path]: value }
    : Object.assign({}, ...Object.entries(value as object).map(([name, each]) => flat(each, path ? `${path}.${name}` : name)))

const params = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((each) => each[1]).sort()

describe.each([
  ['console', consoleZh, consoleEn],
  ['service definitions', publicationZh, publicationEn],
  ['desk', deskZh, deskEn],
  ['the pages of the desk', hallZh, hallEn],
  ['auditor', auditorZh, auditorEn],
])('texts of %s', (_name, zh, en) => {
  const chinese = flat(zh)
  const english = flat(en)

  it('are the same in both languages', () => {
    expect(Object.keys(english).sort()).toEqual(Object.keys(chinese).sort())
  })

  it('ask for the same values in both languages', () => {
    for (const [key, text] of Object.entries(chinese)) {
      const other = english[key] ?? ''
      // A unit may stand in one language and be left out in the other.
      if (text !== '' && other !== '') expect({ key, params: params(other) }).toEqual({ key, params: params(text) })
    }
  })

  it('hold no character that the message compiler reads as a sign', () => {
    for (const text of [...Object.values(chinese), ...Object.values(english)]) expect(text).not.toMatch(/[@|]/)
  })
})
