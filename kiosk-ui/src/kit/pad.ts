export interface PadTexts {
  erase: string
  eraseAll: string
  letters: string
  digits: string
  provinces: string
  capital: string
  capitalOn: string
  space: string
}
