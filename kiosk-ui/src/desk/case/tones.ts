import type { DecisionSeen } from '../hall/hallApi'

/** Colours of chips; the word inside always says the same. */
export const outcomeTones: Record<DecisionSeen['outcome'], string> = { approve: 'success', reject: 'danger', correction: 'warning', 'hand-over': 'primary' }
export const decisionTones: Record<DecisionSeen['state'], string> = { provisional: 'warning', final: 'plain', undone: 'plain', withdrawn: 'danger', overturned: 'danger' }
