import { type InjectionKey, computed, inject, reactive, ref, shallowRef } from 'vue'
import { type Failure, failureOf, useLoader } from '@/console/load'
import type { Case, DeskApi, Outcome, QueueRow } from './deskApi'
import { useClaims } from './useClaims'
import { type Panel, useDecision } from './useDecision'
import { useQueue } from './useQueue'

/** The last thing that happened, said beside the decision bar and read aloud. */
export type News =
  | { kind: 'decided'; outcome: Outcome; holder: string; service: string }
  | { kind: 'released' }
  | { kind: 'empty' }
  | { kind: 'claim-first' }
  | { kind: 'failed'; failure: Failure }

/** Whose hands the open case is in. */
export type Hold =
  | { kind: 'free' }
  | { kind: 'mine'; expiresAt: string }
  | { kind: 'other'; name: string }
  | { kind: 'lost'; title: string }

interface Options {
  active: () => boolean
  idleFor: () => number
}

/** How many taken cases are skipped before the desk stops looking for the next one. */
const tries = 5

/** Everything the desk knows and can do. One for each signed-in person. */
export function useDesk(api: DeskApi, options: Options) {
  const queue = useQueue(api, options.active)
  const claims = useClaims(api, options)
  const decision = useDecision(api, () => theCase.value?.service)
  const opened = useLoader<Case>()
  const openId = ref<string>()
  const news = shallowRef<News>()
  const claiming = ref(false)
  const claimNext = ref(true)
  const ticks = reactive(new Map<string, Set<string>>())

  const theCase = computed(() => (opened.data.value?.id === openId.value ? opened.data.value : undefined))
  const claim = computed(() => (openId.value ? claims.held.get(openId.value) : undefined))

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

  function say(next: News | undefined) {
    news.value = next
  }

  async function open(id: string) {
    if (openId.value !== id) {
      decision.show('none')
      if (openId.value) claims.forgetLost(openId.value)
    }
    openId.value = id
    queue.cursor.value = id
    await opened.load(() => api.read(id))
    const got = opened.data.value
    if (got?.id === id && got.claim) claims.adopt(got.claim)
  }

  function close() {
    openId.value = undefined
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

  /** Opens the decision panel, but only on a case one holds. */
  function prepare(panel: Panel) {
    if (claim.value) {
      say(undefined)
      decision.show(panel)
    } else say({ kind: 'claim-first' })
  }

  async function decide() {
    const held = claim.value
    const outcome = decision.panel.value
    const row = held ? queue.rowOf(held.caseId) : undefined
    const whole = theCase.value
    if (!held || outcome === 'none') return
    const done = await decision.send(held)
    if (!done) {
      const why = decision.failure.value
      // Refused because of the claim: say whose it is now and keep what was written.
      if (why && ['lease-expired', 'not-claimed', 'already-decided', 'claimed-by-other'].includes(why.code)) {
        claims.lose(held.caseId, why.title)
        decision.show('none')
        void queue.again()
      }
      return
    }
    const next = queue.after(held.caseId)
    claims.done(held.caseId)
    ticks.delete(held.caseId)
    queue.remove(held.caseId)
    say({ kind: 'decided', outcome, holder: row?.holder ?? '', service: whole?.serviceTitle ?? '' })
    await advance(next)
  }

  async function advance(rows: QueueRow[]) {
    close()
    queue.cursor.value = rows[0]?.id
    if (!claimNext.value && rows[0]) await open(rows[0].id)
    for (const row of claimNext.value ? rows.slice(0, tries) : []) {
      try {
        await claims.claim(row.id)
      } catch (cause) {
        if (failureOf(cause).kind === 'offline') break
        continue
      }
      await open(row.id)
      break
    }
    await queue.refreshAll()
  }

  function tick(code: string) {
    const id = openId.value
    if (!id) return
    const now = new Set(ticks.get(id))
    if (!now.delete(code)) now.add(code)
    ticks.set(id, now)
  }

  return {
    api,
    queue,
    claims,
    decision,
    opened,
    openId,
    theCase,
    claim,
    hold,
    news,
    claiming,
    claimNext,
    ticked: (code: string) => (openId.value ? (ticks.get(openId.value)?.has(code) ?? false) : false),
    /** Points of the check-list that a person has to look at and has not ticked. */
    unticked: computed(() =>
      (theCase.value?.checks ?? []).filter((check) => check.result === 'human' && !(openId.value && ticks.get(openId.value)?.has(check.code))),
    ),
    differences: computed(() => (theCase.value?.sections ?? []).flatMap((section) => section.rows).filter((row) => row.register !== undefined)),
    say,
    open,
    close,
    take,
    takeNext,
    release,
    prepare,
    decide,
    tick,
    async start() {
      await Promise.all([queue.start(), decision.loadReasons()])
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
