/**
 * The keyboards: hanzi spells Chinese by pinyin, letters is Latin only, code is what codes are made of, identity is the
 * digits with the X an identity number may end with, search the letters and nothing that is not looked for.
 */
export type PadLayout = 'search' | 'digits' | 'identity' | 'letters' | 'hanzi' | 'plate' | 'code'

export interface PadTexts {
  erase: string
  eraseAll: string
  letters: string
  digits: string
  provinces: string
  capital: string
  capitalOn: string
  space: string
  chinese: string
  latin: string
  spell: string
  previous: string
  next: string
}
