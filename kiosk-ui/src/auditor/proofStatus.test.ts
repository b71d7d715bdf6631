import { expect, it } from 'vitest'
import type { LogStatus } from './auditorApi'
import { badgeOf } from './proofStatus'

const witness = { name: 'w', level: 'green', entries: 5 } as const
const good: LogStatus = { level: 'green', entries: 5, waiting: 0, signedEntries: 5, checkpoint: 'green', witness: 'green', witnesses: [witness], faults: [], stalled: false, breaks: [] }

it.each<[string, Partial<LogStatus>, string]>([
  ['all is well', {}, 'good'],
  ['a row differs from the log', { level: 'red', faults: [{ kind: 'changed', text: 'x', entry: 3 }] }, 'fault'],
  ['something was found wrong and nobody has looked yet', { level: 'red', alarm: 'x' }, 'fault'],
  ['changes are refused', { level: 'red', stalled: true, checkpoint: 'red' }, 'stalled'],
  ['the checkpoint is old', { level: 'red', checkpoint: 'red' }, 'checkpointOld'],
  ['a witness disagrees', { level: 'red', witness: 'red' }, 'witnessOld'],
  ['the checkpoint is late', { level: 'amber', checkpoint: 'amber' }, 'checkpointLate'],
  ['a witness is late', { level: 'amber', witness: 'amber' }, 'witnessLate'],
  ['nobody witnesses', { level: 'amber', witness: 'none', witnesses: [] }, 'noWitness'],
  ['the server sees what we do not', { level: 'amber' }, 'other'],
])('says why when %s', (_, more, reason) => {
  const status = { ...good, ...more }
  expect(badgeOf(status)).toEqual({ level: status.level, reason })
})

it('says that the log could not be asked, and is not green', () => {
  expect(badgeOf(undefined)).toEqual({ level: 'none', reason: 'unknown' })
})
