import { apiClient, reply } from '@/api/client'
import type { components, operations, paths } from '@/api/auditor'

type Schemas = components['schemas']
export type Figure = Schemas['Figure']
export type Stamp = Schemas['Stamp']
export type Overview = Schemas['Overview']
export type Breakdown = Schemas['Breakdown']
export type BreakdownRow = Breakdown['rows'][number]
export type Causes = Schemas['Causes']
export type MatterList = Schemas['MatterList']
export type MatterRow = Schemas['MatterRow']
export type Matter = Schemas['Matter']
export type RateDefinition = Schemas['Definition']

type Query<Name extends keyof operations> = NonNullable<operations[Name]['parameters']['query']>
export type Scope = Query<'getRate'>
export type By = Query<'getBreakdown'>['by']
export type MattersQuery = Query<'listMatters'>

/** What the auditor reads. There is nothing here that could change anything. */
export interface AuditorApi {
  rate: (scope: Scope) => Promise<Overview>
  breakdown: (scope: Scope, by: By) => Promise<Breakdown>
  causes: (scope: Scope) => Promise<Causes>
  matters: (query: MattersQuery) => Promise<MatterList>
  matter: (matterId: string) => Promise<Matter>
  definition: () => Promise<RateDefinition>
}

export function auditorApi(language: () => string, fetch?: (request: Request) => Promise<Response>): AuditorApi {
  const client = apiClient<paths>({ baseUrl: '/api/auditor', language, ...(fetch ? { fetch } : {}) })
  return {
    rate: async (query) => (await reply(client.GET('/rate', { params: { query } }))).data,
    breakdown: async (scope, by) => (await reply(client.GET('/rate/breakdown', { params: { query: { ...scope, by } } }))).data,
    causes: async (query) => (await reply(client.GET('/causes', { params: { query } }))).data,
    matters: async (query) => (await reply(client.GET('/matters', { params: { query } }))).data,
    matter: async (matterId) => (await reply(client.GET('/matters/{matterId}', { params: { path: { matterId } } }))).data,
    definition: async () => (await reply(client.GET('/definition'))).data,
  }
}
