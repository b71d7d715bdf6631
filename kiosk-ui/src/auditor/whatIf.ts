import { reply } from '@/api/client'
import { consoleClient } from '@/console/client'
import type { components, paths } from '@/api/auditor'
import { percentText, type ShownShare } from './figures'
import type { Period } from './period'

type Schemas = components['schemas']
export type WhatIfRequest = Schemas['WhatIfRequest']
export type WhatIfResult = Schemas['WhatIfResult']
export type WhatIfRate = Schemas['WhatIfRate']
export type WhatIfComparison = Schemas['WhatIfComparison']

export interface CauseChoice {
  code: string
  text: string
  count: number
}

export interface ServiceChoice {
  value: string
  title: string
}

/** What the page asks. Running a what-if changes nothing; it is a POST because a definition is too large for an address. */
export interface WhatIfApi {
  services: (period: Period) => Promise<ServiceChoice[]>
  causes: (period: Period, service: string) => Promise<CauseChoice[]>
  run: (request: WhatIfRequest) => Promise<WhatIfResult>
}

export function whatIfApi(language: () => string): WhatIfApi {
  const client = consoleClient<paths>('/api/auditor', language)
  return {
    async services(period) {
      const { data } = await reply(client.GET('/rate/breakdown', { params: { query: { ...period, by: 'service' } } }))
      return data.rows.flatMap((row) => (row.service ? [{ value: row.service, title: row.serviceTitle ?? row.service }] : []))
    },
    async causes(period, service) {
      const { data } = await reply(client.GET('/causes', { params: { query: { ...period, ...(service ? { service } : {}) } } }))
      return data.causes.map(({ code, text, count }) => ({ code, text, count }))
    },
    run: async (body) => (await reply(client.POST('/what-if', { body }))).data,
  }
}

/** Percentage points with their sign, cut off and never made larger: +2.3, −0.4, 0.0. */
export function pointsText(points: number): string {
  const text = percentText(Math.abs(points))
  if (Number(text) === 0) return '0.0'
  return points < 0 ? `−${text}` : `+${text}`
}

/** A rate as the bars draw it; undefined where there is none. */
export function shareOfRate(rate: WhatIfRate): ShownShare | undefined {
  if (rate.percent === undefined) return undefined
  const { numerator, denominator, percent, low = percent, high = percent } = rate
  return { kind: 'share', numerator, denominator, percent, low, high }
}

/** An expected number of matters: whole where it is whole, else with one decimal. */
export const expectedText = (value: number): string => (Number.isInteger(value) ? String(value) : value.toFixed(1))

/** The largest file the server reads. */
export const mostBytes = 131_072

/** Whether three shares make sense: whole percents, the least not above, the most not below. */
export const sharesFit = (share: number, low: number, high: number): boolean =>
  [share, low, high].every((each) => Number.isInteger(each) && each >= 0 && each <= 100) && low <= share && share <= high
