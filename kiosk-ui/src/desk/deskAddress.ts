import type { Risk } from './deskApi'
import type { PageName } from './deskPages'

/** What the address of the desk says: the page, and the filter of the queue. Nothing personal, and never what was typed. */
export interface DeskAddress {
  page: PageName
  service: string
  language: string
  risk: Risk | ''
  inHall: boolean
  checked: 'clean' | 'attention' | ''
}

export const noFilter = { service: '', language: '', risk: '', inHall: false, checked: '' } as const

const pages: readonly string[] = ['queue', 'mine', 'correction', 'second', 'supervisor', 'history', 'window', 'identity', 'board', 'roster', 'definitions'] satisfies PageName[]
const risks: readonly string[] = ['overdue', 'today', 'soon', 'none'] satisfies Risk[]
const found: readonly string[] = ['clean', 'attention']

/** Reads `?page=mine&risk=today`; what it does not know it leaves out. */
export function readAddress(search: string): DeskAddress {
  const query = new URLSearchParams(search)
  const one = (name: string, known: readonly string[]) => {
    const value = query.get(name) ?? ''
    return known.includes(value) ? value : ''
  }
  const code = (name: string) => {
    const value = query.get(name) ?? ''
    return /^[A-Za-z0-9.-]{1,80}$/.test(value) ? value : ''
  }
  return {
    page: (one('page', pages) || 'queue') as PageName,
    service: code('service'),
    language: code('language'),
    risk: one('risk', risks) as DeskAddress['risk'],
    inHall: query.get('inHall') === '1',
    checked: one('checked', found) as DeskAddress['checked'],
  }
}

/** The same as a query, the shortest that says it. */
export function writeAddress(address: DeskAddress): string {
  const query = new URLSearchParams()
  if (address.page !== 'queue') query.set('page', address.page)
  for (const name of ['service', 'language', 'risk', 'checked'] as const) if (address[name]) query.set(name, address[name])
  if (address.inHall) query.set('inHall', '1')
  const text = query.toString()
  return text === '' ? '' : `?${text}`
}
