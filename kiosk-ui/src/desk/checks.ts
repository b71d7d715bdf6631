import type { Check } from './deskApi'

/** The lines of the check-list a person ticks: those only a person can tell, and whatever has to be ticked to approve. */
export const tickable = (checks: Check[]): Check[] => checks.filter((check) => check.result === 'human' || check.mandatory)

/** What still has to be ticked before approving. */
export const missing = (checks: Check[], ticked: (code: string) => boolean): Check[] =>
  checks.filter((check) => check.mandatory && !ticked(check.code))
