import { expect, it } from 'vitest'
import { lasted, percent, shortTime } from './figures'

const t = ((key: string, params?: Record<string, unknown>) => `${key.split('.').pop() ?? ''} ${Object.values(params ?? {}).join(',')}`) as never

it('rounding never hides the one that failed', () => {
  expect(percent(999, 1000)).toBe(99)
  expect(percent(1, 1000)).toBe(1)
  expect(percent(1000, 1000)).toBe(100)
  expect(percent(0, 10)).toBe(0)
})

it('says how long in the largest units that matter', () => {
  expect(lasted(59, t)).toBe('minutes 59')
  expect(lasted(61, t)).toBe('hours 1,1')
  expect(lasted(24 * 60 + 5 * 60, t)).toBe('days 1,5')
  expect(shortTime(75, t)).toBe('seconds 1,15')
})
