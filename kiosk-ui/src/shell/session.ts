import type { components } from '@/api/kiosk'
import type { DocumentKind } from '@/device/port'

type Schemas = components['schemas']
export type Session = Schemas['Session']
export type Application = Schemas['Application']
export type Page = Schemas['Page']
export type PreCheck = Schemas['PreCheck']
export type MenuService = Schemas['MenuService']
export type EndReason = Schemas['EndSession']['reason']

/** An application as it was last read, with the tag a change of it has to name. */
export interface Held {
  application: Application
  etag: string
}

export type OutOfService = 'starting' | 'unenrolled' | 'unreachable' | 'hardware'

/** Why the machine could not tell who somebody is. */
export type Why = components['schemas']['AskForClerk']['why']

/** Where the person is in getting something done. */
export type Task =
  /** open: the part of the menu that is looked at; its first page without. */
  | { at: 'menu'; open?: string }
  | { at: 'unfinished' }
  | { at: 'resume'; service: MenuService }
  | { at: 'refused'; precheck: PreCheck }
  /** The office asks to put something right: all of it on one page, before a question is asked. */
  | { at: 'asked'; held: Held }
  | { at: 'step'; held: Held; page: Page; notice?: 'stale' }
  | { at: 'check'; held: Held }
  | { at: 'waiting'; held: Held }

export type Ending = { at: 'issuing' | 'outcome'; held: Held } | { at: 'rating' }

/** States with a person in front of the machine. */
export type Active =
  | { kind: 'identify'; stage: 'document' }
  /** The machine cannot tell who it is: off to a window with what was entered, and back with the number it gives. */
  | { kind: 'identify'; stage: 'lane'; why: Why }
  | { kind: 'identify'; stage: 'code' }
  | { kind: 'identify'; stage: 'consent'; document: DocumentKind; mismatch: boolean }
  | { kind: 'identify'; stage: 'face' | 'staff'; document: DocumentKind }
  | { kind: 'task'; session: Session; task: Task }
  | { kind: 'pay'; session: Session; held: Held }
  | { kind: 'result'; session: Session; ending: Ending }

export type State =
  | { kind: 'out-of-service'; reason: OutOfService }
  | { kind: 'farewell'; reason: EndReason }
  | { kind: 'attract' }
  | Active
  | { kind: 'idle-warning'; resume: Active }
  | { kind: 'clearing'; reason: EndReason }

export type Event =
  | { type: 'out-of-service'; reason: OutOfService }
  | { type: 'ready' }
  | { type: 'farewell'; reason: EndReason }
  | { type: 'start' }
  | { type: 'document'; document: DocumentKind }
  | { type: 'agreed' }
  | { type: 'other-way' }
  | { type: 'mismatch' }
  | { type: 'back-to-document' }
  | { type: 'to-window'; why: Why }
  | { type: 'from-window' }
  | { type: 'identified'; session: Session }
  | { type: 'menu'; open?: string }
  | { type: 'unfinished' }
  | { type: 'choose-resume'; service: MenuService }
  | { type: 'refused'; precheck: PreCheck }
  | { type: 'application'; held: Held; stale?: boolean }
  | { type: 'asked'; held: Held }
  | { type: 'correct'; held: Held }
  | { type: 'page'; held: Held; page: Page }
  | { type: 'rate' }
  | { type: 'idle' }
  | { type: 'more-time' }
  | { type: 'end'; reason: EndReason }

/**
 * The one place that decides which screen stands. An event that makes no sense in a state leaves it as it was: a late
 * answer of the server must never bring an ended session back.
 */
export function reduce(state: State, event: Event): State {
  switch (state.kind) {
    case 'clearing':
      return state // only a new document leads out of here
    case 'out-of-service':
    case 'farewell':
    case 'attract':
      return unattended(state, event)
    case 'idle-warning':
      if (event.type === 'more-time') return state.resume
      if (event.type === 'end') return { kind: 'clearing', reason: event.reason }
      // What the server answers meanwhile is kept for the moment the person is back.
      return { kind: 'idle-warning', resume: resumed(state.resume, event) }
    case 'identify':
    case 'task':
    case 'pay':
    case 'result':
      if (event.type === 'end') return { kind: 'clearing', reason: event.reason }
      if (event.type === 'idle') return { kind: 'idle-warning', resume: state }
      return active(state, event)
    default:
      return unreachable(state)
  }
}

function unattended(state: State, event: Event): State {
  if (event.type === 'out-of-service') return { kind: 'out-of-service', reason: event.reason }
  if (event.type === 'farewell') return { kind: 'farewell', reason: event.reason }
  if (event.type === 'ready') return { kind: 'attract' }
  if (event.type === 'start' && state.kind !== 'out-of-service') return { kind: 'identify', stage: 'document' }
  return state
}

function resumed(state: Active, event: Event): Active {
  return event.type === 'idle' ? state : active(state, event)
}

function active(state: Active, event: Event): Active {
  return state.kind === 'identify' ? identifying(state, event) : identified(state, event)
}

function identifying(state: Extract<Active, { kind: 'identify' }>, event: Event): Active {
  if (event.type === 'identified') return { kind: 'task', session: event.session, task: { at: 'menu' } }
  if (event.type === 'back-to-document') return { kind: 'identify', stage: 'document' }
  if (event.type === 'to-window') return { kind: 'identify', stage: 'lane', why: event.why }
  if (event.type === 'from-window') return { kind: 'identify', stage: 'code' }
  if (event.type === 'document') return { kind: 'identify', stage: 'consent', document: event.document, mismatch: false }
  if (!('document' in state)) return state
  const { document } = state
  if (event.type === 'agreed') return { kind: 'identify', stage: 'face', document }
  if (event.type === 'other-way') return { kind: 'identify', stage: 'staff', document }
  if (event.type === 'mismatch') return { kind: 'identify', stage: 'consent', document, mismatch: true }
  return state
}

function identified(state: Exclude<Active, { kind: 'identify' }>, event: Event): Active {
  const { session } = state
  const task = (next: Task): Active => ({ kind: 'task', session, task: next })
  switch (event.type) {
    case 'menu':
      return task(event.open === undefined ? { at: 'menu' } : { at: 'menu', open: event.open })
    case 'unfinished':
      return task({ at: 'unfinished' })
    case 'choose-resume':
      return task({ at: 'resume', service: event.service })
    case 'refused':
      return task({ at: 'refused', precheck: event.precheck })
    case 'application':
      return arrived(state, event.held, event.stale ?? false)
    case 'asked':
      return task({ at: 'asked', held: event.held })
    case 'correct':
      return answering(session, event.held, false)
    case 'page':
      return task({ at: 'step', held: event.held, page: event.page })
    case 'rate':
      return { kind: 'result', session, ending: { at: 'rating' } }
    default:
      return state
  }
}

/** An application as the server answered it. Who is in the middle of a correction goes on with it. */
function arrived(state: Exclude<Active, { kind: 'identify' }>, held: Held, stale: boolean): Active {
  const now = state.kind === 'task' && (state.task.at === 'step' || state.task.at === 'check') ? state.task.held.application : undefined
  const goesOn = held.application.state === 'correction' && now?.state === 'correction' && now.id === held.application.id
  return goesOn ? answering(state.session, held, stale) : standing(state.session, held, stale)
}

/** The next page to answer, or the look at all of it. */
function answering(session: Session, held: Held, stale: boolean): Active {
  const { page } = held.application
  const task = (next: Task): Active => ({ kind: 'task', session, task: next })
  if (page === undefined) return task({ at: 'check', held })
  return task(stale ? { at: 'step', held, page, notice: 'stale' } : { at: 'step', held, page })
}

/** The screen an application asks for. The server's state decides; nothing is worked out here. */
export function standing(session: Session, held: Held, stale = false): Active {
  const { state } = held.application
  const task = (next: Task): Active => ({ kind: 'task', session, task: next })
  switch (state) {
    case 'draft':
      return answering(session, held, stale)
    case 'correction':
      return task({ at: 'asked', held })
    case 'queued':
    case 'approved':
      return task({ at: 'waiting', held })
    case 'awaiting-payment':
      return { kind: 'pay', session, held }
    case 'issuing':
      return { kind: 'result', session, ending: { at: madeElsewhere(held.application) ? 'outcome' : 'issuing', held } }
    case 'in-post':
    case 'completed':
    case 'rejected':
    case 'withdrawn':
    case 'abandoned':
    case 'handed-over':
    case 'needs-staff':
      return { kind: 'result', session, ending: { at: 'outcome', held } }
    default:
      return unreachable(state)
  }
}

/** Nothing is left for this machine: what is still to come is made somewhere else, and nobody has to wait for it here. */
function madeElsewhere({ results }: Application): boolean {
  const open = results.filter((result) => result.state !== 'done')
  return open.length > 0 && open.every((result) => result.state === 'waiting' && (result.kind === 'produce' || result.kind === 'post'))
}

/** The state of the person behind an idle warning, or the state itself. */
export function behind(state: State): State {
  return state.kind === 'idle-warning' ? state.resume : state
}

/** The running session, if a holder has been identified. */
export function sessionOf(state: State): Session | undefined {
  const under = behind(state)
  return under.kind === 'task' || under.kind === 'pay' || under.kind === 'result' ? under.session : undefined
}

function unreachable(value: never): never {
  throw new Error(`no case for ${JSON.stringify(value)}`)
}
