import { onScopeDispose, reactive } from 'vue'
import { idempotencyKey } from '@/api/client'
import { OfflineError, ProblemError } from '@/api/problem'
import type { Claim, DeskApi } from './deskApi'

/** How often a claim tells the server that somebody still works on it; the lease is five minutes. */
export const heartbeatEvery = 30_000
/** A clerk who has not touched anything for so long is taken to have left: the claim is no longer renewed. */
export const renewWhileIdleFor = 5 * 60_000

/** A claim that was ours: `title` is the server's sentence, or empty when the lease simply ran out. */
export interface LostClaim {
  title: string
}

/** The claims this desk holds, kept alive by a heartbeat, and those it lost. */
export function useClaims(api: DeskApi, options: { active: () => boolean; idleFor: () => number; now?: () => number }) {
  const now = options.now ?? (() => Date.now())
  const held = reactive(new Map<string, Claim>())
  const lost = reactive(new Map<string, LostClaim>())
  /** The fence under which a case was last given back or decided: an answer read before that does not bring it back. */
  const ended = new Map<string, number>()
  let timer: ReturnType<typeof setTimeout> | undefined

  function plan() {
    timer = setTimeout(() => void beat().finally(plan), heartbeatEvery)
  }
  plan()
  onScopeDispose(() => {
    if (timer !== undefined) clearTimeout(timer)
  })

  function lose(caseId: string, title: string) {
    if (held.delete(caseId)) lost.set(caseId, { title })
  }

  async function beat() {
    if (!options.active()) return
    await Promise.all([...held.values()].map(renewOne))
  }

  async function renewOne(claim: Claim) {
    if (options.idleFor() < renewWhileIdleFor) {
      try {
        const renewed = await api.renew(claim.caseId, claim.fence)
        if (held.get(claim.caseId)?.fence === claim.fence) held.set(claim.caseId, renewed)
        return
      } catch (cause) {
        if (cause instanceof ProblemError && cause.status !== 401 && cause.status !== 429 && cause.status < 500) {
          if (held.get(claim.caseId)?.fence === claim.fence) lose(claim.caseId, cause.problem.title)
          return
        }
        if (!(cause instanceof ProblemError) && !(cause instanceof OfflineError)) throw cause
      }
    }
    if (now() >= Date.parse(claim.expiresAt)) lose(claim.caseId, '')
  }

  function adopt(claim: Claim): Claim {
    held.set(claim.caseId, claim)
    lost.delete(claim.caseId)
    return claim
  }

  return {
    held,
    lost,
    beat,
    adopt,
    /** Takes over a claim that came with a case that was read, unless it ended while the answer was on its way. */
    recall(claim: Claim) {
      if (claim.fence > (ended.get(claim.caseId) ?? 0)) adopt(claim)
    },
    /** Marks a claim as lost, because the server refused a write that named it. */
    lose,
    claim: async (caseId: string) => adopt(await api.claim(caseId, idempotencyKey())),
    claimNext: async () => adopt(await api.claimNext(idempotencyKey())),
    async release(caseId: string) {
      const claim = held.get(caseId)
      if (!claim) return
      held.delete(caseId)
      ended.set(caseId, claim.fence)
      await api.release(caseId, claim.fence, idempotencyKey())
    },
    releaseAll: () => Promise.allSettled([...held.values()].map((claim) => api.release(claim.caseId, claim.fence, idempotencyKey()))),
    /** The case was decided: nothing is left to hold. */
    done(caseId: string) {
      ended.set(caseId, held.get(caseId)?.fence ?? 0)
      held.delete(caseId)
      lost.delete(caseId)
    },
    forgetLost: (caseId: string) => void lost.delete(caseId),
  }
}

export type ClaimsModel = ReturnType<typeof useClaims>
