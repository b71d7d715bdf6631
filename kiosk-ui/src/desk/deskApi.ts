import { apiClient, reply } from '@/api/client'
import type { components, paths } from '@/api/desk'
import { type HallApi, hallApi } from './hall/hallApi'

type Schemas = components['schemas']
export type Queue = Schemas['Queue']
export type QueueRow = Schemas['QueueRow']
export type Risk = QueueRow['risk']
export type Case = Schemas['Case']
export type CaseRow = Schemas['CaseRow']
export type CaseImage = Case['images'][number]
export type Check = Case['checks'][number]
export type Claim = Schemas['Claim']
export type Decision = Schemas['Decision']
export type Outcome = Decision['outcome']
export type Decided = Schemas['Decided']
export type RevealReason = Schemas['Reveal']['reason']
export type Revealed = Schemas['Revealed']
export type Reason = Schemas['Reasons']['reasons'][number]
export type DeviceCode = Schemas['DeviceCode']

/** What the desk asks of the server. Every `key` is the idempotency key of one act of the clerk. */
export interface DeskApi extends HallApi {
  queue: (query: { service?: string; cursor?: string; limit: number }) => Promise<Queue>
  claimNext: (key: string) => Promise<Claim>
  claim: (caseId: string, key: string) => Promise<Claim>
  renew: (caseId: string, fence: number) => Promise<Claim>
  release: (caseId: string, fence: number, key: string) => Promise<void>
  read: (caseId: string) => Promise<Case>
  reveal: (caseId: string, reveal: { field: string; reason: RevealReason; note?: string }) => Promise<Revealed>
  decide: (caseId: string, decision: Decision, key: string) => Promise<Decided>
  reasons: () => Promise<Reason[]>
  deviceCode: (name: string, key: string) => Promise<DeviceCode>
}

export function deskApi(language: () => string, fetch?: (request: Request) => Promise<Response>): DeskApi {
  const client = apiClient<paths>({ baseUrl: '/api/desk', language, ...(fetch ? { fetch } : {}) })
  const once = (key: string) => ({ 'Idempotency-Key': key })
  const at = (caseId: string) => ({ path: { caseId } })
  const keyed = (caseId: string, key: string) => ({ path: { caseId }, header: once(key) })
  return {
    ...hallApi(client),
    queue: async (query) => (await reply(client.GET('/queue', { params: { query } }))).data,
    claimNext: async (key) => (await reply(client.POST('/queue/claim-next', { params: { header: once(key) } }))).data,
    claim: async (caseId, key) => (await reply(client.POST('/cases/{caseId}/claim', { params: keyed(caseId, key) }))).data,
    renew: async (caseId, fence) =>
      (await reply(client.PUT('/cases/{caseId}/claim', { params: at(caseId), body: { fence } }))).data,
    release: async (caseId, fence, key) => {
      await reply(client.POST('/cases/{caseId}/release', { params: keyed(caseId, key), body: { fence } }))
    },
    read: async (caseId) => (await reply(client.GET('/cases/{caseId}', { params: at(caseId) }))).data,
    reveal: async (caseId, body) => (await reply(client.POST('/cases/{caseId}/reveal', { params: at(caseId), body }))).data,
    decide: async (caseId, body, key) =>
      (await reply(client.POST('/cases/{caseId}/decision', { params: keyed(caseId, key), body }))).data,
    reasons: async () => (await reply(client.GET('/reasons'))).data.reasons,
    deviceCode: async (name, key) =>
      (await reply(client.POST('/device-codes', { params: { header: once(key) }, body: { name } }))).data,
  }
}

/** The address of a picture; the server answers it to the holder of the claim only and logs that it was seen. */
export const imageUrl = (caseId: string, name: string): string =>
  `/api/desk/cases/${encodeURIComponent(caseId)}/images/${encodeURIComponent(name)}`
