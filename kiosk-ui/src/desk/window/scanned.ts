import type { WindowQuery } from '../hall/hallApi'

const idNumber = /^(\d{17}[\dX]|\d{15}|[A-Z]{1,2}\d{7,9})$/
const number = /^(W?\d{6})-?([0-9A-Z]{6})$/

/**
 * What was scanned or typed, as the server is asked for it: the code of a slip, the number of an application or of an
 * attempt, or the number of an identity document. Full-width characters, spaces and small letters do not matter.
 * Nothing where nothing was typed.
 */
export function readScan(typed: string): WindowQuery | undefined {
  const text = typed.normalize('NFKC').replace(/\s+/g, '')
  if (text === '') return undefined
  if (/^(onevisit:|ov\d+-)/i.test(text) || text.length > 40) return { code: text.slice(0, 600) }
  const upper = text.toUpperCase()
  const found = number.exec(upper)
  if (found) return { number: `${found[1] ?? ''}-${found[2] ?? ''}` }
  if (idNumber.test(upper)) return { idNumber: upper }
  return upper.length <= 20 ? { number: upper } : { idNumber: upper }
}
