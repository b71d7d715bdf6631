import { describe, expect, it } from 'vitest'
import { type Active, type Application, behind, type Event, type Held, reduce, sessionOf, type State } from './session'

const session = { id: 'se1', holder: '测*', documentKind: 'id-card', language: 'zh-CN', startedAt: '', idleAt: '', endsAt: '' } as const
const page = { step: 'a', title: 'A', fields: [] }
const held = (state: Application['state'], withPage = false): Held => ({
  application: { id: 'a1', number: 'N', service: 's.a', title: 'T', state, stateText: '', version: 1, progress: { done: 0, total: 1 }, fees: [], totalFen: 0, dropped: [], results: [], ...(withPage ? { page } : {}) },
  etag: '"1"',
})
const menu: Active = { kind: 'task', session, task: { at: 'menu' } }
const play = (state: State, ...events: Event[]) => events.reduce(reduce, state)

describe('the session', () => {
  it('goes from the attract screen over document and consent to the menu', () => {
    const state = play({ kind: 'attract' }, { type: 'start' }, { type: 'document', document: 'id-card' }, { type: 'agreed' }, { type: 'identified', session })
    expect(state).toEqual(menu)
  })

  it('offers the other way beside the face, and comes back to it after a mismatch', () => {
    const consent = play({ kind: 'attract' }, { type: 'start' }, { type: 'document', document: 'id-card' })
    expect(reduce(consent, { type: 'other-way' })).toMatchObject({ kind: 'identify', stage: 'staff' })
    expect(play(consent, { type: 'agreed' }, { type: 'mismatch' })).toMatchObject({ kind: 'identify', stage: 'consent', mismatch: true })
  })

  it.each<[Application['state'], boolean, string]>([
    ['draft', true, 'task step'],
    ['draft', false, 'task check'],
    ['correction', true, 'task asked'],
    ['correction', false, 'task asked'],
    ['queued', false, 'task waiting'],
    ['approved', false, 'task waiting'],
    ['awaiting-payment', false, 'pay'],
    ['issuing', false, 'result issuing'],
    ['in-post', false, 'result outcome'],
    ['completed', false, 'result outcome'],
    ['rejected', false, 'result outcome'],
    ['withdrawn', false, 'result outcome'],
    ['abandoned', false, 'result outcome'],
    ['handed-over', false, 'result outcome'],
    ['needs-staff', false, 'result outcome'],
  ])('shows an application that is %s (with a page: %s) as %s', (state, withPage, screen) => {
    const next = reduce(menu, { type: 'application', held: held(state, withPage) }) as Active
    const at = next.kind === 'task' ? ` ${next.task.at}` : next.kind === 'result' ? ` ${next.ending.at}` : ''
    expect(`${next.kind}${at}`).toBe(screen)
  })

  it('keeps nobody waiting at the machine for what is made somewhere else', () => {
    const issuing = (...kinds: Application['results'][number]['kind'][]) => {
      const { application, etag } = held('issuing')
      const results = kinds.map((kind, at) => ({ id: `r${at}`, kind, title: 'T', state: 'waiting' as const }))
      return reduce(menu, { type: 'application', held: { application: { ...application, results }, etag } })
    }
    expect(issuing('produce', 'post')).toMatchObject({ kind: 'result', ending: { at: 'outcome' } })
    expect(issuing('produce', 'print')).toMatchObject({ kind: 'result', ending: { at: 'issuing' } })
  })

  it('shows all that a correction asks before the first page, and stays with the pages once begun', () => {
    const asked = reduce(menu, { type: 'application', held: held('correction', true) })
    const step = reduce(asked, { type: 'correct', held: held('correction', true) })
    expect(step).toMatchObject({ task: { at: 'step' } })
    expect(reduce(step, { type: 'application', held: held('correction', true), stale: true })).toMatchObject({ task: { at: 'step', notice: 'stale' } })
    expect(reduce(step, { type: 'application', held: held('correction') })).toMatchObject({ task: { at: 'check' } })
    expect(reduce(step, { type: 'asked', held: held('correction', true) })).toEqual(asked)
    expect(reduce(step, { type: 'application', held: held('queued') })).toMatchObject({ task: { at: 'waiting' } })
  })

  it('shows the whole of another application’s correction, whatever was being done', () => {
    const step = reduce(menu, { type: 'application', held: held('draft', true) })
    expect(reduce(step, { type: 'application', held: held('correction', true) })).toMatchObject({ task: { at: 'asked' } })
  })

  it('warns when idle and returns to exactly where the person was', () => {
    const pay = reduce(menu, { type: 'application', held: held('awaiting-payment') })
    const warned = reduce(pay, { type: 'idle' })
    expect(warned).toEqual({ kind: 'idle-warning', resume: pay })
    expect(behind(warned)).toBe(pay)
    expect(reduce(warned, { type: 'more-time' })).toBe(pay)
  })

  it('keeps what the server answers behind a standing warning', () => {
    const warned = play(menu, { type: 'idle' }, { type: 'application', held: held('completed') })
    expect(warned.kind).toBe('idle-warning')
    expect(reduce(warned, { type: 'more-time' })).toMatchObject({ kind: 'result', ending: { at: 'outcome' } })
  })

  it.each<Event>([
    { type: 'application', held: held('draft', true) },
    { type: 'identified', session },
    { type: 'menu' },
    { type: 'more-time' },
    { type: 'start' },
    { type: 'ready' },
  ])('never comes back once it is being cleared: $type', (late) => {
    const clearing = reduce(menu, { type: 'end', reason: 'idle' })
    expect(reduce(clearing, late)).toEqual({ kind: 'clearing', reason: 'idle' })
  })

  it('ends from any state with a person, also from the warning', () => {
    const states = [menu, reduce(menu, { type: 'idle' }), play({ kind: 'attract' }, { type: 'start' }), reduce(menu, { type: 'rate' })]
    for (const state of states) expect(reduce(state, { type: 'end', reason: 'cancelled' })).toEqual({ kind: 'clearing', reason: 'cancelled' })
  })

  it('shows nothing of a person who is not there: answers of the server are ignored on the attract screen', () => {
    const attract: State = { kind: 'attract' }
    expect(reduce(attract, { type: 'application', held: held('draft', true) })).toBe(attract)
    expect(reduce(attract, { type: 'idle' })).toBe(attract)
    expect(sessionOf(attract)).toBeUndefined()
  })

  it('cannot be started while the machine is out of service', () => {
    const out: State = { kind: 'out-of-service', reason: 'unreachable' }
    expect(reduce(out, { type: 'start' })).toBe(out)
  })
})
