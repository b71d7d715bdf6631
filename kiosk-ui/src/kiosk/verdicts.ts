import type { components } from '@/api/kiosk'
import type { IconName } from '@/kit/icons'

export type Verdict = components['schemas']['Verdict']

interface Sign {
  tone: 'good' | 'warn' | 'bad' | 'info' | 'plain'
  icon: IconName
}

/** How each verdict looks. What it means is the server's affair. */
export const verdictSigns: Record<Verdict, Sign> = {
  yes: { tone: 'good', icon: 'check' },
  'only-with': { tone: 'warn', icon: 'warning' },
  later: { tone: 'info', icon: 'post' },
  window: { tone: 'warn', icon: 'window' },
  no: { tone: 'bad', icon: 'cross' },
  unknown: { tone: 'plain', icon: 'clock' },
}

/** A picture for a group of services; one that is not known gets a neutral one. */
export function groupIcon(code: string): IconName {
  if (code === 'exit-entry') return 'plane'
  if (code === 'traffic') return 'car'
  if (code === 'household') return 'house'
  return 'list'
}
