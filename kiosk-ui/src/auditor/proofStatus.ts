import { type InjectionKey, type Ref, inject } from 'vue'
import type { LogLevel, LogStatus } from './auditorApi'

/** Why the badge has its colour, the worst first. `unknown`: the log could not be asked. */
export const badgeReasons = ['unknown', 'stalled', 'fault', 'checkpointOld', 'witnessOld', 'checkpointLate', 'witnessLate', 'noWitness', 'other', 'good'] as const
export type BadgeReason = (typeof badgeReasons)[number]

export interface Badge {
  level: LogLevel
  reason: BadgeReason
}

function reasonOf(status: LogStatus): BadgeReason {
  if (status.stalled) return 'stalled'
  if (status.faults.length > 0 || status.alarm) return 'fault'
  if (status.checkpoint === 'red') return 'checkpointOld'
  if (status.witness === 'red') return 'witnessOld'
  if (status.checkpoint === 'amber') return 'checkpointLate'
  if (status.witness === 'amber' && status.witnesses.length > 0) return 'witnessLate'
  if (status.witnesses.length === 0) return 'noWitness'
  return status.level === 'green' ? 'good' : 'other'
}

/** The badge of the log's state; the colour is the server's, the words say why. */
export function badgeOf(status: LogStatus | undefined): Badge {
  return status ? { level: status.level, reason: reasonOf(status) } : { level: 'none', reason: 'unknown' }
}

export interface ProofStatus {
  status: Ref<LogStatus | undefined>
  /** Asks at once. */
  ask: () => Promise<void>
}

export const proofStatusKey: InjectionKey<ProofStatus> = Symbol('state of the log')

export function useProofStatus(): ProofStatus {
  const found = inject(proofStatusKey)
  if (!found) throw new Error('no state of the log was provided')
  return found
}
