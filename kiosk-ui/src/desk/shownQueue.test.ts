import { describe, expect, it } from 'vitest'
import type { QueueRow } from './deskApi'
import { arrange, candidates, neighbour, passes, renew, waitedMinutes } from './shownQueue'

const row = (id: string, more: Partial<QueueRow> = {}): QueueRow => ({
  id, number: `D-${id}`, service: 's', serviceTitle: '普通护照换发', holder: '张*', submittedAt: '2026-11-24T01:00:00Z', promisedDate: '2026-11-30', risk: 'none', inHall: false, state: 'waiting', stage: 'first', language: 'zh-CN', checked: 'clean', escalated: false, corrected: false, ...more,
})
const ids = (rows: { row: QueueRow }[]) => rows.map((each) => each.row.id)

describe('the shown queue', () => {
  it('keeps its order when the server has another', () => {
    const { shown, arrived } = renew(arrange([row('a'), row('b')]), [row('b', { holder: '李*' }), row('a')])
    expect(ids(shown)).toEqual(['a', 'b'])
    expect(shown[1]?.row.holder).toBe('李*')
    expect(arrived).toBe(0)
  })

  it('counts what arrived instead of showing it', () => {
    const { shown, arrived } = renew(arrange([row('a')]), [row('new'), row('a')])
    expect(ids(shown)).toEqual(['a'])
    expect(arrived).toBe(1)
  })

  it('marks what left and keeps its place', () => {
    const { shown } = renew(arrange([row('a'), row('b')]), [row('b')])
    expect(shown.map((each) => each.gone)).toEqual([true, false])
  })

  it('moves inside the list only', () => {
    const rows = arrange([row('a'), row('b')])
    expect(neighbour(rows, 'a', -1)?.row.id).toBe('a')
    expect(neighbour(rows, 'a', 1)?.row.id).toBe('b')
    expect(neighbour(rows, 'b', 1)?.row.id).toBe('b')
    expect(neighbour(rows, 'unknown', 1)?.row.id).toBe('a')
    expect(neighbour([], 'a', 1)).toBeUndefined()
  })

  it('offers next what nobody else holds, beginning below', () => {
    const rows = arrange([row('a'), row('b'), row('c', { claimedBy: '李建国' }), row('d', { claimedBy: '我', claimedByMe: true })])
    expect(candidates(rows, 'b').map((each) => each.id)).toEqual(['d', 'a'])
  })

  it.each([
    ['护照', true],
    [' d-A ', true],
    ['李', false],
  ])('filters by %o', (filter, expected) => {
    expect(passes(row('a'), filter)).toBe(expected)
  })

  it('never counts a negative wait', () => {
    expect(waitedMinutes('2026-11-24T01:00:00Z', Date.parse('2026-11-24T00:59:00Z'))).toBe(0)
    expect(waitedMinutes('2026-11-24T01:00:00Z', Date.parse('2026-11-24T02:30:59Z'))).toBe(90)
  })
})
