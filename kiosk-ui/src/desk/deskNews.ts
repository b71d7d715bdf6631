import type { Failure } from '@/console/load'
import type { Case, Outcome } from './deskApi'
import type { SentDecision } from './useDecision'

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
