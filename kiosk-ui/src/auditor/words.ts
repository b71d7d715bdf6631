import type { Words } from './charts/build'
import { count, durationParts } from './figures'
import { useAuditorTexts } from './texts'

/** The words charts and tiles are made of, in the chosen language. */
export function useWords(): Words {
  const { t } = useAuditorTexts()
  return {
    t,
    duration: (seconds) =>
      durationParts(seconds)
        .map(({ unit, n }) => t(`auditor.duration.${unit}`, { n: count(n) }))
        .join(' '),
  }
}
