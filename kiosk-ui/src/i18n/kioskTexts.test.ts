import { describe, expect, it } from 'vitest'
import { dateTime, localDate, money } from './format'
import { kioskMessages } from './kioskTexts'
import { phoneMessages } from './phoneTexts'

function leaves(value: unknown, path = ''): [string, string][] {
  if (typeof value === 'string') return [[path, value]]
  return Object.entries(value as Record<string, unknown>).flatMap(([name, part]) => leaves(part, path ? `${path}.${name}` : name))
}
const errors = /^(trouble|field\.required|enrol\.short|phone\.(factor\.(short|wrong)|photo\.(unreadable|too|not)|unexpected))/
const slots = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort()

describe.each([
  ['kiosk', kioskMessages],
  ['phone', phoneMessages],
])('the texts of the %s', (_, messages) => {
  const zh = new Map(leaves(messages['zh-CN']))
  const en = new Map(leaves(messages.en))

  it('exist in both languages with the same blanks', () => {
    expect([...en.keys()].sort()).toEqual([...zh.keys()].sort())
    for (const [key, text] of zh) expect(slots(en.get(key) ?? ''), key).toEqual(slots(text))
  })

  it('never blame or command in an error: they say what to do', () => {
    for (const [key, text] of zh) if (errors.test(key)) expect(text, key).not.toMatch(/无效|非法|(?<!申)请|抱歉|错误代码|必填/)
    for (const [key, text] of en) if (errors.test(key)) expect(text, key).not.toMatch(/invalid|illegal|please|sorry|oops|forbidden/i)
  })
})

describe('formats', () => {
  it('writes money from fen without floats', () => {
    expect([0, 5, 1500, 123456789, -250].map(money)).toEqual(['¥0.00', '¥0.05', '¥15.00', '¥1,234,567.89', '-¥2.50'])
  })
  it('writes instants in China’s zone', () => expect(dateTime('2026-11-24T16:30:00Z')).toBe('2026-11-25 00:30'))
  it('writes dates in words', () => {
    expect(localDate('2026-12-03', 'zh-CN')).toBe('2026年12月3日')
    expect(localDate('2026-12-03', 'en')).toBe('3 December 2026')
  })
})
