// Typing Chinese by full pinyin, one character at a time. Nothing is learnt from what somebody typed: the next person
// must not find it.

export type PinyinTable = Readonly<Record<string, string>>

export interface Candidates {
  /** The letters the candidates are for, at the start of what was typed. */
  syllable: string
  characters: string[]
}

const longest = 6

/** The characters for the longest syllable at the start of the letters; a beginning of a syllable offers all it can become. */
export function candidates(table: PinyinTable, letters: string): Candidates {
  for (let length = Math.min(longest, letters.length); length > 0; length--) {
    const syllable = letters.slice(0, length)
    const characters = table[syllable]
    if (characters !== undefined) return { syllable, characters: [...characters] }
  }
  if (letters === '') return { syllable: '', characters: [] }
  const begun = Object.keys(table).filter((syllable) => syllable.startsWith(letters))
  // The most frequent of each syllable, so that one letter already offers something.
  return { syllable: letters, characters: [...new Set(begun.flatMap((syllable) => [...(table[syllable] ?? '')].slice(0, 3)))] }
}

/** The letters that can follow make sense: a syllable, or the beginning of one, after those already complete. */
export function acceptable(table: PinyinTable, letters: string): boolean {
  let rest = letters
  while (rest !== '') {
    const { syllable, characters } = candidates(table, rest)
    if (characters.length === 0) return false
    rest = rest.slice(syllable.length)
  }
  return true
}
