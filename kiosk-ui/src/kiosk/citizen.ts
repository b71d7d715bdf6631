import { inject, type InjectionKey, type Ref, ref } from 'vue'
import { OfflineError, ProblemError } from '@/api/problem'
import type { DevicePort, Outcome } from '@/device/port'
import type { Language } from '@/i18n/texts'
import { behind, type EndReason, type Held, type MenuService, sessionOf } from '@/shell/session'
import type { SessionStore } from '@/shell/useSession'
import type { Settings } from '@/shell/useSettings'
import type { Answers, Device, KioskApi, Result } from './api'

interface Parts {
  api: KioskApi
  store: SessionStore
  device: DevicePort
  settings: Settings
  language: () => Language
}

// A touch of the screen tells the server that the person is still there, but not each single one.
const activityMilliseconds = 15_000

/**
 * What a person can do at the kiosk, as the screens call it: each act asks the server and hands its answer to the
 * session, which decides what is shown. Failures are thrown for the screen that caused them to explain.
 */
export function createCitizen({ api, store, device, settings, language }: Parts) {
  const { dispatch, state } = store
  const kiosk = ref<Device>()
  let lastActivity = 0
  /** What the reader gave last, kept for a window where it did not lead to a session. It goes with the page. */
  let reading = ''

  /** A session that the server no longer knows is over here as well. */
  async function guarded<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await call()
    } catch (error) {
      if (error instanceof ProblemError && error.status === 401 && sessionOf(state.value)) dispatch({ type: 'end', reason: 'idle' })
      throw error
    }
  }

  const arrive = (held: Held, stale = false) => dispatch({ type: 'application', held, stale })

  /** A change refused because the application moved on: show what it is now. */
  async function refreshed(held: Held, change: () => Promise<Held>) {
    try {
      arrive(await guarded(change))
    } catch (error) {
      if (!(error instanceof ProblemError) || error.status !== 412) throw error
      arrive(await guarded(() => api.application(held.application.id)), true)
    }
  }

  /** Counts one print of a paper of an application, or of a refused attempt, and prints it. A failure loses nothing. */
  async function printPaper(subject: string, paper: string): Promise<Outcome> {
    const made = await guarded(() => api.printPaper(subject, paper))
    const file = api.paperUrl(subject, paper, made.copy)
    const pages = Array.from({ length: made.pages }, (_, page) => `${file}/pages/${page + 1}`)
    const outcome = await device.print({ title: made.title, copy: made.copy, format: made.format, file, pages })
    // That it failed is noted when it can be; the person need not wait for it.
    if (outcome.outcome === 'failed') await api.reportPaper(subject, paper, made.copy, outcome.fault).catch(() => undefined)
    return outcome
  }

  async function printAll(subject: string, papers: string[]): Promise<Outcome> {
    for (const paper of papers) {
      const outcome = await printPaper(subject, paper)
      if (outcome.outcome === 'failed') return outcome
    }
    return { outcome: 'done' }
  }

  return {
    kiosk: kiosk as Readonly<Ref<Device | undefined>>,

    /** Finds out who this machine is, and ends whatever session an earlier document left behind. */
    async boot(ended?: EndReason): Promise<void> {
      try {
        kiosk.value = await api.device()
      } catch (error) {
        const unenrolled = error instanceof ProblemError && error.status === 401
        dispatch({ type: 'out-of-service', reason: unenrolled ? 'unenrolled' : 'unreachable' })
        return
      }
      await api.endSession('reloaded').catch(() => undefined)
      const reader = kiosk.value.peripherals.find((each) => each.kind === 'id-reader')
      if (reader && !reader.ready) dispatch({ type: 'out-of-service', reason: 'hardware' })
      else if (ended) dispatch({ type: 'farewell', reason: ended })
      else dispatch({ type: 'ready' })
    },
    /** Looks whether the machine still works while nobody uses it. */
    async watch(): Promise<void> {
      try {
        kiosk.value = await api.device()
      } catch (error) {
        const unenrolled = error instanceof ProblemError && error.status === 401
        dispatch({ type: 'out-of-service', reason: unenrolled ? 'unenrolled' : 'unreachable' })
      }
    },
    /** Numbers called in this hall; the machine's business, not a session's. */
    calls: () => api.calls(),
    async enrol(code: string): Promise<void> {
      kiosk.value = await api.enrol(code)
      dispatch({ type: 'ready' })
    },

    async identify(how: 'face' | 'staff', signal: AbortSignal): Promise<void> {
      const proofs = await device.identify(how, signal)
      reading = proofs.reading
      try {
        const session = await api.beginSession({ ...proofs, language: language(), assisted: settings.size.value === 'large' })
        dispatch({ type: 'identified', session })
      } catch (error) {
        // Forbidden: the document is genuine, the person before it is somebody else.
        if (error instanceof ProblemError && (error.status === 403 || error.code.includes('mismatch') || error.code.includes('factor'))) dispatch({ type: 'mismatch' })
        else throw error
      }
    },
    reading: () => reading,
    services: api.services,
    askForClerk: (entered: Omit<Parameters<KioskApi['askForClerk']>[0], 'language'>) => api.askForClerk({ ...entered, language: language() }),
    /** Begins the session of somebody whom a window recognised, and goes straight to what they came for. */
    async returnFromWindow(code: string): Promise<void> {
      const { session, service } = await api.beginProven({ code, language: language(), assisted: settings.size.value === 'large' })
      dispatch({ type: 'identified', session })
      // What stands in the way of the service is told by the menu.
      if (service !== undefined) await this.open(service, false).catch(() => undefined)
    },
    /** Tells the server that somebody is there, at most every few seconds unless it matters now. */
    async active(now = false): Promise<void> {
      if (!sessionOf(state.value)) return
      if (!now && Date.now() - lastActivity < activityMilliseconds) return
      lastActivity = Date.now()
      await guarded(() => api.touch({ language: language(), large: settings.size.value === 'large' }))
    },

    menu: () => guarded(api.menu),
    applications: () => guarded(api.applications),
    /** Chooses a service: opens it, resumes it, or learns why not. */
    async choose(service: MenuService): Promise<void> {
      if (service.applicationId !== undefined) dispatch({ type: 'choose-resume', service })
      else await this.open(service.service, false)
    },
    async open(service: string, fresh: boolean): Promise<void> {
      const answer = await guarded(() => api.open(service, fresh))
      if ('opened' in answer) arrive(answer.opened)
      else dispatch({ type: 'refused', precheck: answer.refused })
    },
    resume: async (applicationId: string) => arrive(await guarded(() => api.application(applicationId))),
    refresh: async (held: Held) => arrive(await guarded(() => api.application(held.application.id))),
    /** Looks whether the office took a refusal back, and shows what the application is then, if the person still looks at it. */
    async reconsidered(held: Held): Promise<void> {
      const now = await guarded(() => api.application(held.application.id))
      const under = behind(state.value)
      const here = under.kind === 'result' && under.ending.at === 'outcome' && under.ending.held.application.id === held.application.id
      if (here && now.application.state !== held.application.state) arrive(now)
    },

    /** The same page in the language that was switched to. What was typed stays on it. */
    async relabel(): Promise<void> {
      const before = state.value
      if (before.kind !== 'task' || !('held' in before.task)) return
      const { task } = before
      const held = await guarded(() => api.application(task.held.application.id))
      const page = task.at === 'step' ? (await guarded(() => api.step(held.application.id, task.page.step))).page : undefined
      if (state.value !== before) return // the person has gone on
      if (page) dispatch({ type: 'page', held, page })
      else if (task.at !== 'asked') arrive(held)
      else dispatch({ type: 'asked', held })
    },
    save: (held: Held, step: string, answers: Answers) =>
      refreshed(held, async () => {
        const next = await api.saveStep(held, step, answers)
        // Who only looks something up has nothing to confirm.
        const asked = next.application.lookUp === true && next.application.review !== undefined
        return asked ? api.submit(next, next.application.totalFen) : next
      }),
    /** Texts a new link to the correction; the one before dies. */
    sendLink: (held: Held) => guarded(() => api.sendPhoneLink(held.application.id)),
    submit: (held: Held, confirmedFen: number) => refreshed(held, () => api.submit(held, confirmedFen)),
    /** Shows an earlier page again, with what was answered. */
    async goTo(held: Held, step: string): Promise<void> {
      const { page, etag } = await guarded(() => api.step(held.application.id, step))
      dispatch({ type: 'page', held: etag === undefined ? held : { ...held, etag }, page })
    },
    async photograph(held: Held, field: string, signal: AbortSignal) {
      const photo = await device.photograph(signal)
      return guarded(() => api.attach(held.application.id, field, photo))
    },
    imageUrl: (held: Held, image: string) => api.imageUrl(held.application.id, image),

    order: (held: Held, amountFen: number, attempt: number) => guarded(() => api.createOrder(held.application.id, amountFen, attempt)),
    orderState: (held: Held) => guarded(() => api.order(held.application.id)),

    /** Lets the hardware carry out one result that is due at this machine, and reports what became of it. */
    async issue(held: Held, result: Result): Promise<void> {
      const outcome = await (result.kind === 'permit-write'
        ? device.writePermit(result.instruction ?? '')
        : printAll(held.application.id, result.papers ?? []))
      arrive(await guarded(() => api.reportResult(held.application.id, result.id, outcome)))
    },
    printSlip: async (held: Held): Promise<boolean> => (await printPaper(held.application.id, 'slip')).outcome === 'done',
    papers: (subject: string) => guarded(() => api.papers(subject)),
    printPaper: async (subject: string, paper: string): Promise<boolean> => (await printPaper(subject, paper)).outcome === 'done',
    /** Texts where the papers can be printed later. */
    sendPapers: (subject: string) => guarded(() => api.sendPapers(subject)),

    rate: (level: number) => guarded(() => api.rate(level)),
    /** Ends the session on the server. A machine that is offline ends it at the next start, the server by its own clock. */
    async end(reason: EndReason): Promise<void> {
      try {
        await api.endSession(reason)
      } catch (error) {
        if (!(error instanceof OfflineError || error instanceof ProblemError)) throw error
      }
    },
  }
}

export type Citizen = ReturnType<typeof createCitizen>
export const citizenKey: InjectionKey<Citizen> = Symbol('citizen')

export function useCitizen(): Citizen {
  const citizen = inject(citizenKey)
  if (!citizen) throw new Error('no citizen was provided')
  return citizen
}
