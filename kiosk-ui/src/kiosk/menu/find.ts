import type { MenuService } from '@/shell/session'

export interface Found {
  service: MenuService
  /** The word it was found by. */
  by: string
}

/**
 * Services that what was typed leads to, the closest first. Each word typed has to be found. Chinese words are typed by
 * their syllables, whole or only begun, so that jz, jiaz and jiazhao all find 驾照; a character with two readings is
 * found by either.
 */
export function find(services: readonly MenuService[], typed: string): Found[] {
  const words = typed.toLowerCase().split(/[\s'’]+/).filter((word) => word !== '')
  if (words.length === 0) return []
  const found: (Found & { far: number; place: number })[] = []
  services.forEach((service, place) => {
    let far = 0
    let by = ''
    for (const word of words) {
      const best = nearest(service, word)
      if (best === undefined) return
      far += best.far
      by ||= best.text
    }
    found.push({ service, by, far, place })
  })
  return found.sort((a, b) => a.far - b.far || a.place - b.place)
}

/** The term a word is nearest to: a word that is the term, one that begins it, one that stands in it. */
function nearest(service: MenuService, word: string): { text: string; far: number } | undefined {
  let best: { text: string; far: number } | undefined
  service.terms.forEach(({ text, typed }, place) => {
    const syllables = typed.split(' ')
    const plain = text.toLowerCase()
    let far = plain === word ? 0 : plain.startsWith(word) ? 1 : plain.includes(word) && word.length > 1 ? 3 : Infinity
    for (let at = 0; at < syllables.length && far > 1; at++) {
      const rest = spelt(syllables, at, word)
      if (rest !== undefined) far = Math.min(far, at > 0 ? 3 : rest === syllables.length ? 0.5 : 1)
    }
    // The title is worth more than another word for it.
    if (place > 0) far += 0.25
    if (far !== Infinity && (best === undefined || far < best.far)) best = { text, far }
  })
  return best
}

/** Which syllable comes after the letters, each syllable from the given one on whole or only begun; undefined where they do not fit. */
function spelt(syllables: readonly string[], at: number, letters: string): number | undefined {
  if (letters === '') return at
  for (const reading of syllables[at]?.split('/') ?? []) {
    let length = 0
    while (length < reading.length && letters[length] === reading[length]) length++
    for (; length > 0; length--) {
      const end = spelt(syllables, at + 1, letters.slice(length))
      if (end !== undefined) return end
    }
  }
  return undefined
}
