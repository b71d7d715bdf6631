import type { ComputedRef, Ref } from 'vue'
import { idempotencyKey } from '@/api/client'
import { type Failure, type Loader, failureOf } from '@/console/load'
import type { Case, Claim, DeskApi, QueueRow } from './deskApi'
import type { News, Stale } from './deskNews'
import { markDecided, markPainted } from './paintTime'
import type { BulkModel } from './useBulk'
import type { CaseCache } from './useCaseCache'
import type { ClaimsModel } from './useClaims'
import type { DecisionModel, SentDecision } from './useDecision'
import type { QueueModel } from './useQueue'
import type { SelectionModel } from './useSelection'
import type { Undoable, UndoModel } from './useUndo'

interface Parts {
  api: DeskApi
  queue: QueueModel
  claims: ClaimsModel
  cache: CaseCache
  decision: DecisionModel
  selection: SelectionModel
  bulk: BulkModel
  undo: UndoModel
  opened: Loader<Case>
  openId: Ref<string | undefined>
  theCase: ComputedRef<Case | undefined>
  claim: ComputedRef<Claim | undefined>
  /** The next case is claimed by itself after a decision. */
  claimNext: Ref<boolean>
  stale: Ref<Stale | undefined>
  say: (news: News | undefined) => void
  turnTo: (id: string) => void
  open: (id: string) => Promise<void>
  close: () => void
  attempt: (act: () => Promise<void>) => Promise<boolean>
}

/** How many taken cases are skipped before the desk stops looking for the next one. */
const tries = 5
/** Refusals that say that the case is no longer what, or whose, the screen shows. */
const movedOn = ['lease-expired', 'not-claimed', 'already-decided', 'claimed-by-other', 'stale-version', 'case-closed']

/** Deciding: the next case stands there at once, the answer comes after, and either can be taken back. */
export function useDeciding(parts: Parts) {
  const { api, queue, claims, cache, decision, selection, bulk, undo, opened, openId, theCase, claim, claimNext, stale, say, turnTo, open, close, attempt } = parts

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

  return { decide, backTo, takeBack, decideBulk }
}
