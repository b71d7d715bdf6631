import { type InjectionKey, computed, inject, readonly, ref, shallowRef } from 'vue'
import { OfflineError, ProblemError } from '@/api/problem'
import type { DemoCode, Halfway, Me, Offer, StaffApi } from './staff'

/** Why the sign-in page is shown. */
export type Notice = 'none' | 'expired' | 'locked' | 'signed-out' | 'late'

/**
 * Who sits at the console. While `signed-out` after `expired` or `locked`, `last` still names the account whose
 * workspace lies hidden in memory: the same person gets it back, anybody else starts afresh. `halfway`, the password
 * was right and the second factor is missing.
 */
export type SessionState =
  | { kind: 'asking' }
  | { kind: 'unreachable' }
  | { kind: 'signed-out'; notice: Notice; last: Me | undefined }
  | { kind: 'halfway'; next: Halfway['next']; last: Me | undefined }
  | { kind: 'signed-in'; me: Me }

export interface StaffSession {
  state: Readonly<{ value: SessionState }>
  /** The account whose workspace is in memory, shown or hidden. */
  owner: Readonly<{ value: Me | undefined }>
  ask: () => Promise<void>
  /** Asks again who is signed in, because names come in the chosen language. */
  refresh: () => Promise<void>
  signIn: (login: string, password: string) => Promise<void>
  /** Finishes a sign-in that is halfway, with a code of the device or a recovery code. */
  enterCode: (code: string) => Promise<void>
  /** A second factor for an account that has none yet, to be shown once. */
  offerFactor: () => Promise<Offer>
  /** Confirms it with a code. The person is signed in when the answer is called, after noting the recovery codes. */
  confirmFactor: (code: string) => Promise<() => void>
  /** From halfway back to the password. */
  startOver: () => void
  /** Shows the second factor again. */
  stepUp: (code: string) => Promise<void>
  demoCode: () => Promise<DemoCode | undefined>
  signOut: () => Promise<void>
  /** Registers what has to be given back before the person leaves, and answers how to take that back. */
  beforeSignOut: (work: () => Promise<unknown>) => () => void
  isDemo: () => Promise<boolean>
  /**
   * Runs a call; an answer of 401 shows the sign-in page and keeps the workspace. That a step-up is asked for does not
   * end a session, nor does a call that was on its way while the session got its new cookie by one.
   */
  guard: <T>(call: Promise<T>) => Promise<T>
  /** Tells that the person did something: resets the idle lock. */
  touch: () => void
  /** Milliseconds since the person last did something. */
  idleFor: () => number
  /** Ends the timer of the idle lock. */
  stop: () => void
}

export const sessionKey: InjectionKey<StaffSession> = Symbol('staff session')

/** The server's code for a call that wants the second factor shown again. */
export const stepUpRequired = 'step-up-required'

export function useSession(): StaffSession {
  const session = inject(sessionKey)
  if (!session) throw new Error('no staff session was provided')
  return session
}

export function createSession(api: StaffApi, now: () => number = () => Date.now()): StaffSession {
  const state = shallowRef<SessionState>({ kind: 'asking' })
  const lastInput = ref(now())
  const farewells = new Set<() => Promise<unknown>>()
  let timer: ReturnType<typeof setTimeout> | undefined
  let stepUps = 0

  const owner = computed(() => {
    const at = state.value
    if (at.kind === 'signed-in') return at.me
    return at.kind === 'signed-out' || at.kind === 'halfway' ? at.last : undefined
  })

  /** Runs a call of the second half; when that took too long, the password is asked for again. */
  async function second<T>(call: Promise<T>): Promise<T> {
    try {
      return await call
    } catch (cause) {
      if (cause instanceof ProblemError && cause.status === 401) state.value = { kind: 'signed-out', notice: 'late', last: owner.value }
      throw cause
    }
  }

  function leave(notice: Notice) {
    const last = notice === 'signed-out' || notice === 'none' ? undefined : owner.value
    state.value = { kind: 'signed-out', notice: last ? notice : notice === 'signed-out' ? notice : 'none', last }
    stop()
  }

  function enter(me: Me) {
    state.value = { kind: 'signed-in', me }
    lastInput.value = now()
    schedule(me.idleSeconds * 1000)
  }

  function schedule(ms: number) {
    stop()
    timer = setTimeout(() => void check(), Math.max(1000, ms))
  }

  async function check() {
    const at = state.value
    if (at.kind !== 'signed-in') return
    const left = at.me.idleSeconds * 1000 - idleFor()
    if (left > 0) {
      schedule(left)
      return
    }
    leave('locked')
    // The screen is locked at once; that the server forgets the session too may take a moment or fail unseen.
    await api.logout().catch(() => undefined)
  }

  function stop() {
    if (timer !== undefined) clearTimeout(timer)
    timer = undefined
  }

  const idleFor = () => now() - lastInput.value

  return {
    state: readonly(state),
    owner,
    async ask() {
      state.value = { kind: 'asking' }
      try {
        enter(await api.me())
      } catch (cause) {
        if (cause instanceof OfflineError) state.value = { kind: 'unreachable' }
        else leave('none')
      }
    },
    async refresh() {
      if (state.value.kind !== 'signed-in') return
      const me = await api.me().catch(() => undefined)
      if (me && state.value.kind === 'signed-in' && state.value.me.id === me.id) state.value = { kind: 'signed-in', me }
    },
    async signIn(login, password) {
      const answer = await api.login(login, password)
      if ('next' in answer) state.value = { kind: 'halfway', next: answer.next, last: owner.value }
      else enter(answer)
    },
    async enterCode(code) {
      enter(await second(api.enterCode(code)))
    },
    offerFactor: () => second(api.offerFactor()),
    async confirmFactor(code) {
      const me = await second(api.confirmFactor(code))
      return () => enter(me)
    },
    startOver() {
      state.value = { kind: 'signed-out', notice: 'none', last: owner.value }
    },
    async stepUp(code) {
      await api.stepUp(code)
      stepUps++
    },
    demoCode: () => api.demoCode(),
    async signOut() {
      await Promise.allSettled([...farewells].map((work) => work()))
      await api.logout().catch(() => undefined)
      leave('signed-out')
    },
    beforeSignOut(work) {
      farewells.add(work)
      return () => void farewells.delete(work)
    },
    isDemo: () => api.isDemo(),
    async guard(call) {
      const before = stepUps
      try {
        return await call
      } catch (cause) {
        const over = cause instanceof ProblemError && cause.status === 401 && cause.code !== stepUpRequired && before === stepUps
        if (over && state.value.kind === 'signed-in') leave('expired')
        throw cause
      }
    },
    touch() {
      lastInput.value = now()
    },
    idleFor,
    stop,
  }
}
