import { type InjectionKey, computed, inject, ref, shallowRef, watch } from 'vue'
import { idempotencyKey } from '@/api/client'
import type { OpenEvents } from '@/api/events'
import { failureOf, useLoader } from '@/console/load'
import type { DeskAddress } from './deskAddress'
import type { Case, DeskApi, Lane } from './deskApi'
import type { Hold, News, Stale } from './deskNews'
import { useBulk } from './useBulk'
import { readAhead, useCaseCache } from './useCaseCache'
import { useClaims } from './useClaims'
import { useDeciding } from './useDeciding'
import { type Panel, useDecision } from './useDecision'
import { useDuty } from './useDuty'
import { useLive } from './useLive'
import { usePresence } from './usePresence'
import { useQueue } from './useQueue'
import { useSelection } from './useSelection'
import { useUndo } from './useUndo'

interface Options {
  active: () => boolean
  idleFor: () => number
  events: OpenEvents
  lane: () => Lane
  address: () => DeskAddress
  setFilter: (to: Partial<DeskAddress>) => void
}

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
    if (got.claim) claims.recall(got.claim)
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

  const { decide, backTo, takeBack, decideBulk } = useDeciding({ api, queue, claims, cache, decision, selection, bulk, undo, opened, openId, theCase, claim, claimNext, stale, say, turnTo, open, close, attempt })

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
