import { describe, expect, it } from 'vitest'
import { ProblemError } from '@/api/problem'
import type { State } from '@/shell/session'
import { problem } from './testing/fakeServer'
import { application, device, held, page, session } from './testing/samples'
import { build } from './testing/stage'

const inMenu: State = { kind: 'task', session, task: { at: 'menu' } }
const saved = { method: 'PUT', path: `/applications/${held().application.id}/steps/phone` }

describe('starting up', () => {
  it('asks to be enrolled when the server does not know the machine', async () => {
    const { citizen, store, server } = build({ exchanges: [{ method: 'GET', path: '/device', ...problem(401, 'device.unknown', '') }] })
    await citizen.boot()
    expect(store.state.value).toEqual({ kind: 'out-of-service', reason: 'unenrolled' })
    server.done()
  })

  it('ends what an earlier document left behind before anybody can start', async () => {
    const { citizen, store, server } = build({
      exchanges: [
        { method: 'GET', path: '/device', reply: device },
        { method: 'POST', path: '/session/end', body: { reason: 'reloaded' }, status: 204 },
      ],
    })
    await citizen.boot()
    expect(store.state.value).toEqual({ kind: 'attract' })
    server.done()
  })

  it('says good-bye after a finished visit', async () => {
    const { citizen, store } = build({
      exchanges: [
        { method: 'GET', path: '/device', reply: device },
        { method: 'POST', path: '/session/end', status: 204 },
      ],
    })
    await citizen.boot('finished')
    expect(store.state.value).toEqual({ kind: 'farewell', reason: 'finished' })
  })

  it('does not serve without its document reader, nor without the server', async () => {
    const broken = { ...device, peripherals: [{ kind: 'id-reader' as const, ready: false }] }
    const first = build({
      exchanges: [
        { method: 'GET', path: '/device', reply: broken },
        { method: 'POST', path: '/session/end', status: 204 },
      ],
    })
    await first.citizen.boot()
    expect(first.store.state.value).toEqual({ kind: 'out-of-service', reason: 'hardware' })
    const second = build({ exchanges: [{ method: 'GET', path: '/device', broken: true }] })
    await second.citizen.boot()
    expect(second.store.state.value).toEqual({ kind: 'out-of-service', reason: 'unreachable' })
  })
})

describe('choosing a service', () => {
  it('opens an application, or shows why not: two successes of one call', async () => {
    const refusal = { outcome: 'not-eligible', service: 'a.b', title: 'T', verdict: 'window', reasons: [] }
    const { citizen, store, server } = build({
      state: inMenu,
      exchanges: [
        { method: 'POST', path: '/applications', body: { service: 'a.b' }, reply: refusal },
        { method: 'POST', path: '/applications', body: { service: 'a.b', fresh: true }, status: 201, reply: application({ page }), etag: '"1"' },
      ],
    })
    await citizen.open('a.b', false)
    expect(store.state.value).toMatchObject({ task: { at: 'refused', precheck: refusal } })
    await citizen.open('a.b', true)
    expect(store.state.value).toMatchObject({ task: { at: 'step', page, held: { etag: '"1"' } } })
    server.done()
  })
})

describe('saving a page', () => {
  it('repeats the same act under the same key when no answer came, and takes a new key for a new act', async () => {
    const { citizen, server } = build({
      state: inMenu,
      exchanges: [
        { ...saved, broken: true },
        { ...saved, body: { answers: { mobile: '1' } }, reply: application({ page }), etag: '"4"' },
        { ...saved, body: { answers: { mobile: '1' } }, reply: application({ page }), etag: '"5"' },
      ],
    })
    await expect(citizen.save(held(), 'phone', { mobile: '1' })).rejects.toThrow('no answer')
    await citizen.save(held(), 'phone', { mobile: '1' })
    await citizen.save(held(), 'phone', { mobile: '1' })
    const [first, second, third] = server.keys
    expect(first).toMatch(/^[0-9a-f]{32}$/)
    expect(second).toBe(first)
    expect(third).not.toBe(first)
    server.done()
  })

  it('shows the newest version when the application moved on meanwhile', async () => {
    const { citizen, store, server } = build({
      state: inMenu,
      exchanges: [
        { ...saved, ...problem(412, 'stale-version', '已改动') },
        { method: 'GET', path: `/applications/${held().application.id}`, reply: application({ page, version: 9 }), etag: '"9"' },
      ],
    })
    await citizen.save(held(), 'phone', { mobile: '1' })
    expect(store.state.value).toMatchObject({ task: { at: 'step', notice: 'stale', held: { etag: '"9"' } } })
    server.done()
  })

  it('clears the screen when the server has ended the session', async () => {
    const { citizen, store } = build({ state: inMenu, exchanges: [{ ...saved, ...problem(401, 'session.ended', '') }] })
    await expect(citizen.save(held(), 'phone', {})).rejects.toBeInstanceOf(ProblemError)
    expect(store.state.value).toEqual({ kind: 'clearing', reason: 'idle' })
  })
})

describe('ending', () => {
  it('is not held up by a broken line', async () => {
    const { citizen } = build({ state: inMenu, exchanges: [{ method: 'POST', path: '/session/end', broken: true }] })
    await expect(citizen.end('finished')).resolves.toBeUndefined()
  })
})

describe('issuing', () => {
  it('lets the permit station write and reports what it did', async () => {
    const result = { id: 'r1', kind: 'permit-write' as const, title: 'T', state: 'due' as const, instruction: 'signed' }
    const instructions: string[] = []
    const { citizen, store, server } = build({
      state: inMenu,
      device: {
        writePermit: (instruction) => {
          instructions.push(instruction)
          return Promise.resolve({ outcome: 'failed', fault: 'chip-write' })
        },
      },
      exchanges: [
        {
          method: 'PUT',
          path: `/applications/${held().application.id}/results/r1`,
          body: { outcome: 'failed', fault: 'chip-write' },
          reply: application({ state: 'needs-staff' }),
        },
      ],
    })
    await citizen.issue(held({ state: 'issuing', results: [result] }), result)
    expect(instructions).toEqual(['signed'])
    expect(store.state.value).toMatchObject({ kind: 'result', ending: { at: 'outcome' } })
    server.done()
  })
})
