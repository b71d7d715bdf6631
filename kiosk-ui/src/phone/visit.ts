import { inject, type InjectionKey, type ShallowRef, shallowRef } from 'vue'
import { OfflineError, ProblemError } from '@/api/problem'
import type { Answers, Held, Page, PhoneApi } from './api'
import type { preparePicture } from './picture'

/** Why there is nothing to do here, in the order of how much is known. */
export type Closing = 'dead' | 'tries' | 'session' | 'ended' | 'link'

/** What is left when everything personal is gone. */
export interface Receipt {
  number: string
  title: string
  promised: string | undefined
  /** What happens now, in the server's words. */
  now: string
}

export type State =
  | { at: 'opening' }
  | { at: 'factor' }
  | { at: 'closed'; why: Closing; hallPhone: string; renewable: boolean }
  | { at: 'asked'; held: Held }
  | { at: 'step'; held: Held; page: Page; stale: boolean }
  | { at: 'check'; held: Held; stale: boolean }
  | { at: 'done'; receipt: Receipt; here: boolean }

interface Parts {
  api: PhoneApi
  /** The link's secret, absent when the page was opened without one. */
  token: string | undefined
  prepare: typeof preparePicture
}

/** A wrong second factor, with the tries that are left where the server counts them. */
export class WrongFactor extends Error {
  readonly left: number | undefined
  constructor(left: number | undefined) {
    super('wrong factor')
    this.name = 'WrongFactor'
    this.left = left
  }
}

/**
 * One answer to a correction request from a phone. Everything lives in this object and goes with it: nothing is stored,
 * so that a closed page leaves nothing behind but what the server has.
 */
export function createVisit({ api, token: given, prepare }: Parts) {
  const state = shallowRef<State>(given === undefined ? { at: 'opening' } : { at: 'factor' })
  let token = given
  let triesLeft: number | undefined

  const close = (why: Closing, hallPhone = '') => {
    // A dead link is still good for one thing: to have a new one sent.
    state.value = { at: 'closed', why, hallPhone, renewable: token !== undefined && why !== 'ended' }
  }

  /** A session that the server no longer knows is over here as well. */
  async function guarded<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await call()
    } catch (error) {
      if (error instanceof ProblemError && (error.status === 401 || error.status === 410)) close('session', error.problem.params?.['phone'])
      throw error
    }
  }

  function answering(held: Held, stale: boolean): State {
    const { page } = held.application
    return page ? { at: 'step', held, page, stale } : { at: 'check', held, stale }
  }

  /** Who is in the middle goes on; who comes sees all that is asked first. */
  async function arrive(held: Held, stale = false): Promise<void> {
    const { at } = state.value
    if (held.application.state !== 'correction') await finish(held, false)
    else state.value = at === 'step' || at === 'check' ? answering(held, stale) : { at: 'asked', held }
  }

  async function finish({ application }: Held, here: boolean): Promise<void> {
    token = undefined
    state.value = { at: 'done', here, receipt: { number: application.number, title: application.title, promised: application.promisedDate, now: application.stateText } }
    await putAway()
  }

  /** Ends the session on the server; its own clock ends it where the line is broken. */
  async function putAway(): Promise<void> {
    try {
      await api.end()
    } catch (error) {
      if (!(error instanceof OfflineError || error instanceof ProblemError)) throw error
    }
  }

  /** A change refused because the application moved on: show what it is now. */
  async function refreshed(change: () => Promise<Held>): Promise<{ held: Held; stale: boolean }> {
    try {
      return { held: await guarded(change), stale: false }
    } catch (error) {
      if (!(error instanceof ProblemError) || error.status !== 412) throw error
      return { held: await guarded(api.application), stale: true }
    }
  }

  return {
    state: state as Readonly<ShallowRef<State>>,
    prepare,

    /** A page loaded again goes on where it was, if this phone still has its session. */
    async resume(): Promise<void> {
      try {
        await arrive(await api.application())
      } catch (error) {
        if (!(error instanceof ProblemError) || error.status >= 500) throw error
        close('link')
      }
    },

    async open(factor: string): Promise<void> {
      if (token === undefined) return
      try {
        await arrive(await api.open(token, factor))
      } catch (error) {
        if (!(error instanceof ProblemError)) throw error
        if (error.code === 'factor-wrong') wrong(error)
        else if (error.status === 410 || error.status === 404) await used(error)
        else throw error
      }
    },

    begin: (held: Held) => (state.value = answering(held, false)),
    overview: (held: Held) => (state.value = { at: 'asked', held }),
    async save(held: Held, step: string, answers: Answers): Promise<void> {
      const now = await refreshed(() => api.saveStep(held, step, answers))
      await arrive(now.held, now.stale)
    },
    async goTo(held: Held, step: string): Promise<void> {
      const { page, etag } = await guarded(() => api.step(step))
      state.value = { at: 'step', held: etag === undefined ? held : { ...held, etag }, page, stale: false }
    },
    attach: (field: string, photo: Blob, progress: (part: number) => void, signal: AbortSignal) => guarded(() => api.attach(field, photo, progress, signal)),
    imageUrl: api.imageUrl,
    async submit(held: Held, confirmedFen: number): Promise<void> {
      const now = await refreshed(() => api.submit(held, confirmedFen))
      if (now.held.application.state === 'correction') await arrive(now.held, now.stale)
      else await finish(now.held, !now.stale)
    },
    /** The same page in the language that was switched to. What was typed stays on it. */
    async relabel(): Promise<void> {
      const { value: before } = state
      if (before.at !== 'asked' && before.at !== 'step' && before.at !== 'check') return
      const held = await guarded(api.application)
      const page = before.at === 'step' ? (await guarded(() => api.step(before.page.step))).page : undefined
      if (state.value !== before) return // the person has gone on
      if (before.at === 'step' && page) state.value = { ...before, held, page }
      else if (before.at !== 'step') state.value = { ...before, held }
    },
    async renew(): Promise<void> {
      if (token !== undefined) await api.renew(token)
    },
    async end(): Promise<void> {
      token = undefined
      close('ended')
      await putAway()
    },
  }

  function wrong(error: ProblemError): void {
    const left = Number(error.problem.params?.['left'] ?? Number.NaN)
    triesLeft = Number.isInteger(left) ? left : undefined
    if (left === 0) close('tries', error.problem.params?.['phone'])
    else throw new WrongFactor(triesLeft)
  }

  /** The link is dead, but perhaps because this very phone has opened it before. */
  async function used(error: ProblemError): Promise<void> {
    try {
      await arrive(await api.application())
    } catch (second) {
      if (!(second instanceof ProblemError)) throw second
      // The last wrong try is answered like every dead link.
      close(triesLeft === 1 ? 'tries' : 'dead', error.problem.params?.['phone'])
    }
  }
}

export type Visit = ReturnType<typeof createVisit>
export const visitKey: InjectionKey<Visit> = Symbol('visit')

export function useVisit(): Visit {
  const visit = inject(visitKey)
  if (!visit) throw new Error('no visit was provided')
  return visit
}
