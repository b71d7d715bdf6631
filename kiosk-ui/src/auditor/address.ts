import { type InjectionKey, type Ref, inject, onScopeDispose, shallowRef } from 'vue'
import type { By, MattersQuery, Scope } from './auditorApi'
import { chinaDate, isDate, presetPeriod } from './period'

export const views = ['overview', 'matters', 'matter', 'definition'] as const
export type View = (typeof views)[number]
export const breakdowns: By[] = ['month', 'service', 'service-month', 'site']
export const ends = ['completed', 'rejected', 'abandoned', 'withdrawn'] as const
export const sets = ['open-two', 'turned-away', 'spared'] as const
export const visitChoices = ['at-most-one', 'more', 'all'] as const

/** Everything the page shows follows from its address: the same link shows the same question tomorrow. */
export interface Address {
  view: View
  from: string
  to: string
  service: string
  site: string
  by: By
  end: '' | (typeof ends)[number]
  visits: '' | (typeof visitChoices)[number]
  cause: string
  /** One of the counts beside the rates, instead of ended matters. */
  set: '' | (typeof sets)[number]
  cursor: string
  matter: string
}

const oneOf = <Text extends string>(known: readonly Text[], text: string | null): Text | undefined => known.find((each) => each === text)

/** Reads an address; what is missing or makes no sense gets its default. */
export function parseAddress(search: string, today: string): Address {
  const query = new URLSearchParams(search)
  const usual = presetPeriod('twelve', today)
  const date = (name: 'from' | 'to') => {
    const text = query.get(name) ?? ''
    return isDate(text) ? text : usual[name]
  }
  const cause = query.get('cause') ?? ''
  return {
    view: oneOf(views, query.get('view')) ?? 'overview',
    from: date('from'),
    to: date('to'),
    service: query.get('service') ?? '',
    site: query.get('site') ?? '',
    by: oneOf(breakdowns, query.get('by')) ?? 'month',
    end: oneOf(ends, query.get('end')) ?? '',
    visits: oneOf(visitChoices, query.get('visits')) ?? '',
    cause: /^R\d{2}$/.test(cause) ? cause : '',
    set: oneOf(sets, query.get('set')) ?? '',
    cursor: query.get('cursor') ?? '',
    matter: query.get('matter') ?? '',
  }
}

/** What belongs to a page of its own and is not carried to the others. */
const ofMatters = ['end', 'visits', 'cause', 'set', 'cursor'] as const

/** Writes an address, leaving out what is default or has no meaning in its view. */
export function formatAddress(address: Address): string {
  const query = new URLSearchParams()
  const put = (name: keyof Address, unless = '') => {
    if (address[name] !== unless) query.set(name, address[name])
  }
  put('view', 'overview')
  put('from')
  put('to')
  put('service')
  put('site')
  if (address.view === 'overview') put('by', 'month')
  if (address.view === 'matters') ofMatters.forEach((name) => put(name))
  if (address.view === 'matter') put('matter')
  return `?${query.toString()}`
}

export const scopeOf = (address: Address): Scope => ({
  from: address.from,
  to: address.to,
  ...(address.service ? { service: address.service } : {}),
  ...(address.site ? { site: address.site } : {}),
})

export const mattersQueryOf = (address: Address, limit: number): MattersQuery => ({
  ...scopeOf(address),
  ...(address.end ? { end: address.end } : {}),
  ...(address.visits ? { visits: address.visits } : {}),
  ...(address.cause ? { cause: address.cause } : {}),
  ...(address.set ? { set: address.set } : {}),
  ...(address.cursor ? { cursor: address.cursor } : {}),
  limit,
})

/** The patch that opens a list of matters with nothing left of an earlier one. */
export const listOf = (patch: Partial<Address>): Partial<Address> => ({ view: 'matters', end: '', visits: '', cause: '', set: '', cursor: '', ...patch })

export interface Navigator {
  address: Ref<Address>
  /** The link of the address changed by `patch`. */
  href: (patch: Partial<Address>) => string
  go: (patch: Partial<Address>) => void
}

export const navigatorKey: InjectionKey<Navigator> = Symbol('navigator')

export function useNavigator(): Navigator {
  const navigator = inject(navigatorKey)
  if (!navigator) throw new Error('no navigator was provided')
  return navigator
}

/** Keeps the address of the window and of the page the same; the browser's Back and Forward work. */
export function createNavigator(now: () => number = () => Date.now()): Navigator {
  const read = () => parseAddress(window.location.search, chinaDate(now()))
  const address = shallowRef(read())
  // Written out at once, so that a copied link does not change its meaning with the calendar.
  window.history.replaceState(null, '', formatAddress(address.value))
  const follow = () => (address.value = read())
  window.addEventListener('popstate', follow)
  onScopeDispose(() => window.removeEventListener('popstate', follow))
  const changed = (patch: Partial<Address>): Address => ({ ...address.value, ...patch })
  return {
    address,
    href: (patch) => formatAddress(changed(patch)),
    go(patch) {
      address.value = changed(patch)
      window.history.pushState(null, '', formatAddress(address.value))
    },
  }
}
