import { describe, expect, it } from 'vitest'
import { figureQueryOf, filterNames, formatAddress, listOf, mattersQueryOf, parseAddress, recordsOf, scopeOf, views } from './address'
import { chinaDate, monthWithin, periodFault, presetPeriod } from './period'

const today = '2026-11-24'

describe('the address', () => {
  it('begins with the last twelve months, written out', () => {
    expect(formatAddress(parseAddress('', today))).toBe('?from=2025-12-01&to=2026-11-24')
  })

  it.each([
    '?from=2026-01-01&to=2026-06-30&service=traffic.camera-violation&site=hall&by=service',
    '?from=2026-01-01&to=2026-06-30&service=s&category=traffic&site=hall&region=110101&channel=kiosk&device=d1&language=en&aid=aided&age=70%2B&as_of=184233&path=s',
    '?view=figure&from=2026-01-01&to=2026-06-30&figure=promise-kept&by=age',
    '?view=records&from=2026-01-01&to=2026-06-30&as_of=7&figure=causes&bucket=R05&cursor=abc',
    '?view=matters&from=2026-01-01&to=2026-06-30&set=open-two&cursor=abc',
    '?view=matter&from=2026-01-01&to=2026-06-30&matter=01abc',
    '?view=proof&from=2026-01-01&to=2026-06-30&entry=812',
    '?view=log&from=2026-01-01&to=2026-06-30',
    '?view=definition&from=2026-01-01&to=2026-06-30',
  ])('reads and writes %s unchanged', (search) => {
    expect(formatAddress(parseAddress(search, today))).toBe(search)
  })

  it('takes what makes no sense as not given', () => {
    const address = parseAddress('?view=x&from=2026-02-31&to=nonsense&by=hour&channel=fax&aid=2&age=99&as_of=-3&figure=A&entry=x&set=y', today)
    expect(address).toMatchObject({ view: 'overview', from: '2025-12-01', to: today, by: 'month', channel: '', aid: '', age: '', asOf: '', figure: '', entry: '', set: '' })
  })

  it('carries filters and pin to every page', () => {
    const address = parseAddress('?from=2026-01-01&to=2026-06-30&site=hall&age=60-69&as_of=9', today)
    for (const view of views) expect(formatAddress({ ...address, view })).toContain('site=hall&age=60-69&as_of=9')
  })

  it('asks the server only for what was chosen', () => {
    const address = parseAddress('?from=2026-01-01&to=2026-06-30', today)
    expect(scopeOf(address)).toEqual({ from: '2026-01-01', to: '2026-06-30' })
    expect(figureQueryOf(address)).toEqual({ from: '2026-01-01', to: '2026-06-30' })
    expect(figureQueryOf({ ...address, age: '70+', asOf: '12', channel: 'phone' })).toEqual({ from: '2026-01-01', to: '2026-06-30', age: '70+', as_of: 12, channel: 'phone' })
    expect(mattersQueryOf({ ...address, ...listOf('spared') }, 50)).toEqual({ from: '2026-01-01', to: '2026-06-30', set: 'spared', limit: 50 })
  })

  it('opens records with nothing left of an earlier list', () => {
    const address = parseAddress('?view=records&from=2026-01-01&to=2026-06-30&figure=ends&bucket=rejected&cursor=abc', today)
    expect(formatAddress({ ...address, ...recordsOf('causes') })).toBe('?view=records&from=2026-01-01&to=2026-06-30&figure=causes')
  })

  it('knows every filter the server has', () => {
    expect(filterNames).toHaveLength(9)
  })
})

describe('periods', () => {
  it('follow the calendar of China', () => {
    expect(chinaDate(Date.parse('2026-11-23T16:00:00Z'))).toBe('2026-11-24')
    expect(chinaDate(Date.parse('2026-11-23T15:59:59Z'))).toBe('2026-11-23')
  })

  it.each([
    ['month', '2026-11-01', '2026-11-24'],
    ['last-month', '2026-10-01', '2026-10-31'],
    ['twelve', '2025-12-01', '2026-11-24'],
    ['year', '2026-01-01', '2026-11-24'],
  ] as const)('preset %s', (preset, from, to) => {
    expect(presetPeriod(preset, today)).toEqual({ from, to })
  })

  it('of last month in January lie in the year before', () => {
    expect(presetPeriod('last-month', '2027-01-05')).toEqual({ from: '2026-12-01', to: '2026-12-31' })
  })

  it.each([
    ['2026-01-01', '2026-01-01', undefined],
    ['2026-01-02', '2026-01-01', 'order'],
    ['2025-01-01', '2026-01-01', undefined],
    ['2025-01-01', '2026-01-02', 'long'],
    ['', '2026-01-01', 'date'],
    ['2026-02-30', '2026-03-01', 'date'],
  ])('from %s to %s', (from, to, fault) => {
    expect(periodFault({ from, to })).toBe(fault)
  })

  it('are cut to the month', () => {
    const period = { from: '2026-01-15', to: '2026-02-10' }
    expect(monthWithin('2026-01', period)).toEqual({ from: '2026-01-15', to: '2026-01-31' })
    expect(monthWithin('2026-02', period)).toEqual({ from: '2026-02-01', to: '2026-02-10' })
  })
})
