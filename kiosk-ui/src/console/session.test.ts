import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { OfflineError, ProblemError } from '@/api/problem'
import { createSession } from './session'
import type { Me, StaffApi } from './staff'

const me: Me = { id: 's1', name: '王芳', role: 'clerk', site: 'demo', siteName: '示范大厅', demo: true, idleSeconds: 900, endsAt: '2026-11-24T18:00:00Z' }
const refused = () => Promise.reject(new ProblemError({ type: 'x', title: 'no', status: 401, code: 'unauthenticated' }))

const api = (more: Partial<StaffApi> = {}): StaffApi => ({
  me: () => Promise.resolve(me),
  login: () => Promise.resolve(me),
  logout: () => Promise.resolve(),
  isDemo: () => Promise.resolve(true),
  enterCode: () => Promise.resolve(me),
  offerFactor: () => Promise.reject(new Error('not asked for')),
  confirmFactor: () => Promise.resolve(me),
  stepUp: () => Promise.resolve(),
  demoCode: () => Promise.resolve(undefined),
  ...more,
})

describe('staff session', () => {
  beforeEach(() => vi.useFakeTimers())
  afterEach(() => vi.useRealTimers())

  it('lets in who is already signed in', async () => {
    const session = createSession(api())
    await session.ask()
    expect(session.state.value).toEqual({ kind: 'signed-in', me })
    session.stop()
  })

  it('shows the sign-in page without a notice to a stranger', async () => {
    const session = createSession(api({ me: refused }))
    await session.ask()
    expect(session.state.value).toEqual({ kind: 'signed-out', notice: 'none', last: undefined })
  })

  it('says when the server cannot be reached', async () => {
    const session = createSession(api({ me: () => Promise.reject(new OfflineError('x')) }))
    await session.ask()
    expect(session.state.value.kind).toBe('unreachable')
  })

  it('locks after the idle time and keeps whose workspace it was', async () => {
    const logout = vi.fn(() => Promise.resolve())
    const session = createSession(api({ logout }))
    await session.ask()
    await vi.advanceTimersByTimeAsync(600_000)
    session.touch()
    await vi.advanceTimersByTimeAsync(899_000)
    expect(session.state.value.kind).toBe('signed-in')
    await vi.advanceTimersByTimeAsync(2_000)
    expect(session.state.value).toEqual({ kind: 'signed-out', notice: 'locked', last: me })
    expect(session.owner.value).toEqual(me)
    expect(logout).toHaveBeenCalledOnce()
  })

  it('notices in any call that the session has ended', async () => {
    const session = createSession(api())
    await session.ask()
    await expect(session.guard(refused())).rejects.toThrow('no')
    expect(session.state.value).toEqual({ kind: 'signed-out', notice: 'expired', last: me })
  })

  it('outlives a call that wants a step-up, and one on its way while the cookie changed', async () => {
    const session = createSession(api())
    await session.ask()
    const wants = Promise.reject(new ProblemError({ type: 'x', title: 'again', status: 401, code: 'step-up-required' }))
    await expect(session.guard(wants)).rejects.toThrow('again')
    let refuse: () => void = () => undefined
    const late = new Promise<never>((_, reject) => {
      refuse = () => reject(new ProblemError({ type: 'x', title: 'no', status: 401, code: 'staff.session_ended' }))
    })
    const waiting = session.guard(late)
    await session.stepUp('123456')
    refuse()
    await expect(waiting).rejects.toThrow('no')
    expect(session.state.value.kind).toBe('signed-in')
    await expect(session.guard(refused())).rejects.toThrow('no')
    expect(session.state.value.kind).toBe('signed-out')
  })

  it('gives back what is held before signing out', async () => {
    const done: string[] = []
    const session = createSession(api({ logout: () => Promise.resolve(void done.push('logout')) }))
    await session.ask()
    session.beforeSignOut(() => Promise.resolve(void done.push('released')))
    const takeBack = session.beforeSignOut(() => Promise.resolve(void done.push('not this')))
    takeBack()
    await session.signOut()
    expect(done).toEqual(['released', 'logout'])
  })

  it('forgets the workspace when somebody signs out', async () => {
    const session = createSession(api({ logout: () => Promise.reject(new OfflineError('x')) }))
    await session.ask()
    await session.signOut()
    expect(session.state.value).toEqual({ kind: 'signed-out', notice: 'signed-out', last: undefined })
  })
})
