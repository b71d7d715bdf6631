import { type InjectionKey, type Ref, inject, onScopeDispose, shallowRef } from 'vue'
import type { FigureBy, FigureQuery, MattersQuery, Scope } from './auditorApi'
import { chinaDate, isDate, presetPeriod } from './period'

export const views = ['overview', 'figure', 'records', 'matters', 'matter', 'proof', 'log', 'definition', 'what-if', 'services'] as const
export type View = (typeof views)[number]
export const divisions: FigureBy[] = ['month', 'day', 'service', 'month-service', 'category', 'site', 'region', 'channel', 'device', 'language', 'aid', 'age']
export const channels = ['kiosk', 'phone', 'window'] as const
export const aids = ['none', 'aided'] as const
export const ages = ['0-15', '16-29', '30-44', '45-59', '60-69', '70+', 'unknown'] as const
export const sets = ['open-two', 'turned-away', 'spared'] as const

/** What narrows a figure beside its period, in the order it is shown and written. */
export const filterNames = ['service', 'category', 'site', 'region', 'channel', 'device', 'language', 'aid', 'age'] as const
export type FilterName = (typeof filterNames)[number]

/** Everything the page shows follows from its address: the same link shows the same question tomorrow. */
export interface Address extends Record<FilterName, string> {
  view: View
  from: string
  to: string
  /** The size of the audit log at which the figures are pinned; empty: as they are now. */
  asOf: string
  by: FigureBy
  /** The figure of a figure's page or of a list of records. */
  figure: string
  /** The part of the figure whose records are listed. */
  bucket: string
  /** The service whose path is drawn on the overview. */
  path: string
  /** One of the counts of now that stand beside the rates. */
  set: '' | (typeof sets)[number]
  cursor: string
  matter: string
  /** The audit entry whose proof is shown. */
  entry: string
}

const oneOf = <Text extends string>(known: readonly Text[], text: string | null): Text | undefined => known.find((each) => each === text)

const known: Partial<Record<FilterName, readonly string[]>> = { channel: channels, aid: aids, age: ages }

function filtersOf(query: URLSearchParams): Record<FilterName, string> {
  const read = (name: FilterName) => {
    const text = query.get(name) ?? ''
    return known[name] === undefined || known[name].includes(text) ? text : ''
  }
  return Object.fromEntries(filterNames.map((name) => [name, read(name)])) as Record<FilterName, string>
}

/** Reads an address; what is missing or makes no sense gets its default. */
export function parseAddress(search: string, today: string): Address {
  const query = new URLSearchParams(search)
  const usual = presetPeriod('twelve', today)
  const date = (name: 'from' | 'to') => {
    const text = query.get(name) ?? ''
    return isDate(text) ? text : usual[name]
  }
  const fitting = (name: string, pattern: RegExp) => {
    const text = query.get(name) ?? ''
    return pattern.test(text) ? text : ''
  }
  return {
    view: oneOf(views, query.get('view')) ?? 'overview',
    from: date('from'),
    to: date('to'),
    ...filtersOf(query),
    asOf: fitting('as_of', /^[1-9]\d{0,15}$/),
    by: oneOf(divisions, query.get('by')) ?? 'month',
    figure: fitting('figure', /^[a-z][a-z-]{1,39}$/),
    bucket: query.get('bucket') ?? '',
    path: query.get('path') ?? '',
    set: oneOf(sets, query.get('set')) ?? '',
    cursor: query.get('cursor') ?? '',
    matter: query.get('matter') ?? '',
    entry: fitting('entry', /^[1-9]\d{0,15}$/),
  }
}

/** What belongs to a page of its own and is not carried to the others. */
const ofView: Record<View, (keyof Address)[]> = {
  overview: ['by', 'path'],
  figure: ['figure', 'by'],
  records: ['figure', 'bucket', 'cursor'],
  matters: ['set', 'cursor'],
  matter: ['matter'],
  proof: ['entry'],
  log: [],
  definition: [],
  'what-if': [],
  services: [],
}

const defaults: Partial<Address> = { view: 'overview', by: 'month' }

/** Writes an address, leaving out what is default or has no meaning in its view. */
export function formatAddress(address: Address): string {
  const query = new URLSearchParams()
  const put = (name: keyof Address, as: string = name) => {
    if (address[name] !== (defaults[name] ?? '')) query.set(as, address[name])
  }
  put('view')
  put('from')
  put('to')
  filterNames.forEach((name) => put(name))
  put('asOf', 'as_of')
  ofView[address.view].forEach((name) => put(name))
  return `?${query.toString()}`
}

/** What the counts of now can be narrowed by. */
export const scopeOf = (address: Address): Scope => ({
  from: address.from,
  to: address.to,
  ...(address.service ? { service: address.service } : {}),
  ...(address.site ? { site: address.site } : {}),
})

/** The question a figure is asked for, without how it is divided. */
export function figureQueryOf(address: Address): FigureQuery {
  const channel = oneOf(channels, address.channel)
  const aid = oneOf(aids, address.aid)
  const age = oneOf(ages, address.age)
  return {
    ...scopeOf(address),
    ...(address.category ? { category: address.category } : {}),
    ...(address.region ? { region: address.region } : {}),
    ...(channel ? { channel } : {}),
    ...(address.device ? { device: address.device } : {}),
    ...(address.language ? { language: address.language } : {}),
    ...(aid ? { aid } : {}),
    ...(age ? { age } : {}),
    ...(address.asOf ? { as_of: Number(address.asOf) } : {}),
  }
}

export const mattersQueryOf = (address: Address, limit: number): MattersQuery => ({
  ...scopeOf(address),
  ...(address.set ? { set: address.set } : {}),
  ...(address.cursor ? { cursor: address.cursor } : {}),
  limit,
})

/** The patch that opens the records of a figure, or of one of its parts, with nothing left of an earlier list. */
export const recordsOf = (figure: string, bucket = '', patch: Partial<Address> = {}): Partial<Address> => ({ view: 'records', figure, bucket, cursor: '', ...patch })

/** The patch that opens the matters of one of the counts of now. */
export const listOf = (set: Address['set']): Partial<Address> => ({ view: 'matters', set, cursor: '' })

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
