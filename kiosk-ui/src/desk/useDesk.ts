import { type InjectionKey, computed, inject, ref, shallowRef, watch } from 'vue'
import { idempotencyKey } from '@/api/client'
import type { OpenEvents } from '@/api/events'
import { type Failure, failureOf, useLoader } from '@/console/load'
import type { DeskAddress } from './deskAddress'
import type { Case, DeskApi, Lane, Outcome, QueueRow } from './deskApi'
import { markDecided, markPainted } from './paintTime'
import { useBulk } from './useBulk'
import { readAhead, useCaseCache } from './useCaseCache'
import { useClaims } from './useClaims'
import { type Panel, type SentDecision, useDecision } from './useDecision'
import { useDuty } from './useDuty'
import { useLive } from './useLive'
import { usePresence } from './usePresence'
import { useQueue } from './useQueue'
import { useSelection } from './useSelection'
import { type Undoable, useUndo } from './useUndo'

/** The last thing that happened, said beside the decision bar and read aloud. */
export type News =
  | { kind: 'decided'; outcome: Outcome; holder: string; service: string }
  | { kind: 'bulk-decided'; count: number }
  | { kind: 'undone'; count: number }
  | { kind: 'released' | 'empty' | 'claim-first' | 'nothing-to-undo' | 'called' | 'on-duty' | 'off-duty' | 'limit' }
  | { kind: 'failed'; failure: Failure }
  | { kind: 'not-decided'; sent: SentDecision; failure: Failure }

/** Whose hands the open case is in. */
export type Hold =
  | { kind: 'free' }
  | { kind: 'mine'; expiresAt: string }
  | { kind: 'other'; name: string }
  | { kind: 'lost'; title: string }

/** A decision that was refused because the case had moved on: what the clerk saw, and what it is now. */
export interface Stale {
  before: Case
  now: Case | undefined
  title: string
}

interface Options {
  active: () => boolean
  idleFor: () => number
  events: OpenEvents
  lane: () => Lane
  address: () => DeskAddress
  setFilter: (to: Partial<DeskAddress>) => void
}

/** How many taken cases are skipped before the desk stops looking for the next one. */
const tries = 5
/** Refusals that say that the case is no longer what, or whose, the screen shows. */
const movedOn = ['lease-expired', 'not-claimed', 'already-decided', 'claimed-by-other', 'stale-version', 'case-closed']

/** Everything the desk knows and can do. One for each signed-in person. */
export function useDesk(api: DeskApi, options: Options) {
  const live = ref(false)
  const queue = useQueue(api, { ...options, live: () => live.value })
  const claims = useClaims(api, options)
  const cache = useCaseCache(api)
  const opened = useLoader<Case>()
  const openId = ref<string>()
  const theCase = computed(() => (opened.data.value?.id === openId.value ? opened.data.value : undefined))
  const decision = useDecision(api, () => theCase.value)
  const selection = useSelection()
  const bulk = useBulk(api)
  const duty = useDuty(api)
  const undo = useUndo({ final: (each) => each.caseIds.forEach(forget) })
  const news = shallowRef<News>()
  const stale = shallowRef<Stale>()
  const claiming = ref(false)
  const claimNext = ref(true)

  const claim = computed(() => (openId.value ? claims.held.get(openId.value) : undefined))
  const presence = usePresence(api, {
    active: options.active,
    at: () => (openId.value ? { caseId: openId.value, doing: claim.value ? 'deciding' : 'viewing' } : undefined),
  })
  useLive(options.events, live, options.active, {
    counts: (counts) => (queue.counts.value = counts),
    changed(cases) {
      for (const each of cases) cache.drop(each.caseId)
      void queue.again()
    },
    presence(heard) {
      presence.heard(heard)
      queue.viewers.set(heard.caseId, heard.others.map((each) => each.name))
    },
    opened: () => void queue.again(),
  })

  const hold = computed<Hold>(() => {
    const id = openId.value
    if (!id) return { kind: 'free' }
    const mine = claims.held.get(id)
    if (mine) return { kind: 'mine', expiresAt: mine.expiresAt }
    const gone = claims.lost.get(id)
    if (gone) return { kind: 'lost', title: gone.title }
    const row = queue.rowOf(id)
    const name = row ? row.claimedBy : theCase.value?.claimedBy
    return name && row?.claimedByMe !== true ? { kind: 'other', name } : { kind: 'free' }
  })

  function forget(caseId: string) {
    decision.forget(caseId)
    queue.unhide(caseId)
    cache.drop(caseId)
  }

  function say(next: News | undefined) {
    news.value = next
  }

  /** Turns to a case; what is known of it already stands there at once. */
  function turnTo(id: string) {
    if (openId.value !== id) {
      decision.show('none')
      stale.value = undefined
      if (openId.value) claims.forgetLost(openId.value)
    }
    openId.value = id
    queue.cursor.value = id
    const known = cache.get(id)
    if (known && opened.data.value?.id !== id) opened.put(known)
  }

  async function open(id: string) {
    turnTo(id)
    await opened.load(() => api.read(id))
    const got = opened.data.value
    if (got?.id !== id || opened.failure.value) return
    cache.put(got)
    if (got.claim) claims.adopt(got.claim)
    if (openId.value === id) readNextOnes(id)
  }

  const readNextOnes = (id: string) => void cache.ahead(queue.after(id).slice(0, readAhead).map((row) => row.id))

  function close() {
    openId.value = undefined
    stale.value = undefined
    opened.clear()
    decision.show('none')
  }

  /** Runs an act on a claim and says so when it fails. */
  async function attempt(act: () => Promise<void>): Promise<boolean> {
    if (claiming.value) return false
    claiming.value = true
    try {
      await act()
      return true
    } catch (cause) {
      say({ kind: 'failed', failure: failureOf(cause) })
      return false
    } finally {
      claiming.value = false
    }
  }

  async function take(id: string) {
    say(undefined)
    await attempt(async () => {
      await claims.claim(id)
      stale.value = undefined
      await open(id)
    })
    void queue.again()
  }

  async function takeNext() {
    say(undefined)
    await attempt(async () => {
      const next = await claims.claimNext().catch((cause: unknown) => {
        if (failureOf(cause).code === 'queue.empty') return undefined
        throw cause
      })
      if (next) await open(next.caseId)
      else say({ kind: 'empty' })
    })
    void queue.again()
  }

  async function release() {
    const id = openId.value
    if (!id || !claim.value) return
    const done = await attempt(() => claims.release(id))
    if (done) say({ kind: 'released' })
    decision.show('none')
    void queue.again()
  }

  /** Opens a panel of the decision bar; a decision only on a case one holds. */
  function prepare(panel: Panel) {
    if (!claim.value && panel !== 'note') {
      say({ kind: 'claim-first' })
      return
    }
    say(undefined)
    decision.show(panel)
    const id = openId.value
    if (panel === 'correction' && id) void decision.correction.load(id)
  }

  /** Sends what is in the panel and paints the next case without waiting for the answer. */
  async function decide() {
    const whole = theCase.value
    const sent = whole && claim.value ? decision.compose(whole, claim.value) : undefined
    if (!sent) return
    const { id } = sent.whole
    const row = queue.rowOf(id)
    const next = queue.after(id)
    markDecided()
    queue.hide(id)
    selection.set(id, false)
    const answer = decision.send(sent)
    const going = advance(next)
    const got = await answer
    if ('decisionId' in got) {
      claims.done(id)
      undo.add({ id: got.decisionId, kind: 'decision', caseIds: [id], outcome: sent.body.outcome, holder: row?.holder ?? whole?.holder ?? '', service: sent.whole.serviceTitle, count: 1 }, got.undoSeconds)
      say({ kind: 'decided', outcome: sent.body.outcome, holder: row?.holder ?? whole?.holder ?? '', service: sent.whole.serviceTitle })
      await going
      await queue.refreshAll()
      return
    }
    await going
    await giveBack(openId.value, id)
    await notDecided(sent, got)
    await queue.refreshAll()
  }

  /** What was claimed only because it came next goes back when the clerk returns to another: nobody works on two cases. */
  async function giveBack(held: string | undefined, instead: string) {
    if (held && held !== instead && claims.held.has(held) && !decision.touched(held) && decision.panel.value === 'none') {
      await claims.release(held).catch(() => undefined)
    }
  }

  /** Shows the next case at once, then claims it; a case somebody else took meanwhile is skipped. */
  async function advance(rows: QueueRow[]) {
    const first = rows[0]
    if (!first) {
      close()
      return
    }
    turnTo(first.id)
    void markPainted()
    if (!claimNext.value) {
      await open(first.id)
      return
    }
    for (const row of rows.slice(0, tries)) {
      const before = openId.value
      if (before !== first.id && !rows.some((each) => each.id === before)) return
      try {
        await claims.claim(row.id)
      } catch (cause) {
        if (failureOf(cause).kind === 'offline') break
        continue
      }
      if (openId.value === before) await open(row.id)
      return
    }
    if (openId.value === first.id) await open(first.id)
  }

  /** A decision was refused or its answer lost: the case comes back with everything that was written. */
  async function notDecided(sent: SentDecision, failure: Failure) {
    const { id } = sent.whole
    queue.unhide(id)
    if (movedOn.includes(failure.code)) {
      claims.lose(id, failure.title)
      say(undefined)
      await showStale(sent, failure)
      return
    }
    if (decision.panel.value === 'none') await backTo(sent, failure)
    else say({ kind: 'not-decided', sent, failure })
  }

  async function backTo(sent: SentDecision, failure: Failure) {
    say(undefined)
    openId.value = sent.whole.id
    queue.cursor.value = sent.whole.id
    opened.put(sent.whole)
    decision.restore(sent, failure)
  }

  async function showStale(sent: SentDecision, failure: Failure) {
    openId.value = sent.whole.id
    opened.put(sent.whole)
    decision.show('none')
    stale.value = { before: sent.whole, now: undefined, title: failure.title }
    const fresh = await api.read(sent.whole.id).catch(() => undefined)
    if (stale.value?.before.id !== sent.whole.id) return
    stale.value = { before: sent.whole, now: fresh, title: failure.title }
    if (fresh) cache.put(fresh)
  }

  /** Takes the last decision back; one that is final is refused by the server, in its words. */
  async function takeBack(which: Undoable | undefined = undo.newest.value ?? undo.last.value) {
    if (!which) {
      say({ kind: 'nothing-to-undo' })
      return
    }
    const before = openId.value
    await attempt(async () => {
      if (which.kind === 'bulk') await api.undoBulk(which.id, idempotencyKey())
      else claims.adopt(await api.undoDecision(which.id, idempotencyKey()))
      undo.drop(which.id)
      for (const id of which.caseIds) {
        queue.unhide(id)
        cache.drop(id)
      }
      say({ kind: 'undone', count: which.count })
      const only = which.kind === 'decision' ? which.caseIds[0] : undefined
      if (only) await open(only)
      if (only) await giveBack(before, only)
      if (which.kind === 'bulk') bulk.close()
    })
    await queue.refreshAll()
  }

  async function decideBulk() {
    const got = await bulk.decide()
    if (!got) return
    const decided = got.items.filter((item) => item.status === 'decided')
    const outcome = bulk.outcome.value ?? 'approve'
    if (decided.length > 0) {
      undo.add({ id: got.bulkId, kind: 'bulk', caseIds: decided.map((item) => item.caseId), outcome, holder: '', service: '', count: decided.length }, got.undoSeconds ?? 0)
      say({ kind: 'bulk-decided', count: decided.length })
    }
    for (const item of decided) {
      queue.hide(item.caseId)
      claims.done(item.caseId)
    }
    if (openId.value && decided.some((item) => item.caseId === openId.value)) close()
    selection.clear()
    await queue.refreshAll()
  }

  async function callCitizen() {
    const id = openId.value
    if (id && (await attempt(() => api.call(id, idempotencyKey())))) say({ kind: 'called' })
  }

  async function toggleDuty() {
    const failed = await duty.toggle()
    if (failed) say({ kind: 'failed', failure: failed })
    else if (duty.duty.value) say({ kind: duty.duty.value.onDuty ? 'on-duty' : 'off-duty' })
    if (duty.duty.value?.onDuty === false) claims.held.clear()
    await queue.again()
  }

  const ticked = (code: string) => (openId.value ? decision.ticked(openId.value, code) : false)

  watch(openId, (id, before) => {
    if (id === undefined && before !== undefined) stale.value = undefined
  })

  return {
    api,
    queue,
    claims,
    cache,
    decision,
    selection,
    bulk,
    duty,
    undo,
    presence,
    live,
    opened,
    openId,
    theCase,
    claim,
    hold,
    news,
    stale,
    claiming,
    claimNext,
    ticked,
    /** Points of the check-list that a person has to look at and has not ticked. */
    unticked: computed(() => (theCase.value?.checks ?? []).filter((check) => check.mandatory && !ticked(check.code))),
    differences: computed(() => (theCase.value?.sections ?? []).flatMap((section) => section.rows).filter((row) => row.register !== undefined)),
    /** Who else has the open case on the screen. */
    onlookers: computed(() => (openId.value ? (presence.others.get(openId.value) ?? []) : [])),
    say,
    open,
    close,
    take,
    takeNext,
    release,
    prepare,
    decide,
    takeBack,
    backTo,
    decideBulk,
    callCitizen,
    toggleDuty,
    tick: (code: string) => {
      if (openId.value) decision.tick(openId.value, code)
    },
    async start() {
      await Promise.all([queue.start(), decision.loadReasons(), duty.load()])
    },
  }
}

export type DeskModel = ReturnType<typeof useDesk>
export const deskKey: InjectionKey<DeskModel> = Symbol('desk')

export function injectDesk(): DeskModel {
  const desk = inject(deskKey)
  if (!desk) throw new Error('no desk was provided')
  return desk
}
