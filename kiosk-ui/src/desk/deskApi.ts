import { reply } from '@/api/client'
import { consoleClient } from '@/console/client'
import type { components, paths } from '@/api/desk'
import { eventStream } from '@/api/events'
import { type HallApi, hallApi } from './hall/hallApi'

type Schemas = components['schemas']
export type Queue = Schemas['Queue']
export type QueueRow = Schemas['QueueRow']
export type QueueQuery = NonNullable<paths['/queue']['get']['parameters']['query']>
export type Lane = NonNullable<QueueQuery['lane']>
export type Counts = Schemas['Counts']
export type CaseEvent = Schemas['CaseEvent']
export type Presence = Schemas['Presence']
export type Onlooker = Schemas['Onlooker']
export type Doing = Schemas['PresenceReport']['doing']
export type Duty = Schemas['RosterEntry']
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
export type Correctables = Schemas['Correctables']
export type Correctable = Schemas['Correctable']
export type Finding = Schemas['Finding']
export type Mark = Schemas['Mark']
export type Bulk = Schemas['Bulk']
export type BulkPreview = Schemas['BulkPreview']
export type BulkDecided = Schemas['BulkDecided']
export type DeviceCode = Schemas['DeviceCode']

/** What the desk asks of the server. Every `key` is the idempotency key of one act of the clerk. */
export interface DeskApi extends HallApi {
  queue: (query: QueueQuery) => Promise<Queue>
  duty: () => Promise<Duty>
  setDuty: (onDuty: boolean, key: string) => Promise<Duty>
  claimNext: (key: string) => Promise<Claim>
  claim: (caseId: string, key: string) => Promise<Claim>
  renew: (caseId: string, fence: number) => Promise<Claim>
  release: (caseId: string, fence: number, key: string) => Promise<void>
  read: (caseId: string) => Promise<Case>
  reveal: (caseId: string, reveal: { field: string; reason: RevealReason; note?: string }) => Promise<Revealed>
  decide: (caseId: string, decision: Decision, key: string) => Promise<Decided>
  reasons: () => Promise<Reason[]>
  presence: (caseId: string, doing: Doing) => Promise<Presence>
  correctables: (caseId: string) => Promise<Correctables>
  call: (caseId: string, key: string) => Promise<void>
  previewBulk: (bulk: Bulk) => Promise<BulkPreview>
  decideBulk: (bulk: Bulk, key: string) => Promise<BulkDecided>
  undoBulk: (bulkId: string, key: string) => Promise<BulkDecided>
  deviceCode: (name: string, key: string) => Promise<DeviceCode>
}

export function deskApi(language: () => string, fetch?: (request: Request) => Promise<Response>): DeskApi {
  const client = consoleClient<paths>('/api/desk', language, fetch)
  const once = (key: string) => ({ 'Idempotency-Key': key })
  const at = (caseId: string) => ({ path: { caseId } })
  const keyed = (caseId: string, key: string) => ({ path: { caseId }, header: once(key) })
  return {
    ...hallApi(client),
    queue: async (query) => (await reply(client.GET('/queue', { params: { query } }))).data,
    duty: async () => (await reply(client.GET('/duty'))).data,
    setDuty: async (onDuty, key) => (await reply(client.PUT('/duty', { params: { header: once(key) }, body: { onDuty } }))).data,
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
    presence: async (caseId, doing) =>
      (await reply(client.PUT('/cases/{caseId}/presence', { params: at(caseId), body: { doing } }))).data,
    correctables: async (caseId) => (await reply(client.GET('/cases/{caseId}/correctables', { params: at(caseId) }))).data,
    call: async (caseId, key) => {
      await reply(client.POST('/cases/{caseId}/call', { params: keyed(caseId, key) }))
    },
    previewBulk: async (body) => (await reply(client.POST('/bulk/preview', { body }))).data,
    decideBulk: async (body, key) => (await reply(client.POST('/bulk', { params: { header: once(key) }, body }))).data,
    undoBulk: async (bulkId, key) =>
      (await reply(client.POST('/bulk/{bulkId}/undo', { params: { path: { bulkId }, header: once(key) } }))).data,
    reasons: async () => (await reply(client.GET('/reasons'))).data.reasons,
    deviceCode: async (name, key) =>
      (await reply(client.POST('/device-codes', { params: { header: once(key) }, body: { name } }))).data,
  }
}

/** What the server tells the desk by itself. */
export const deskEvents = eventStream('/api/desk/events', ['counts', 'case', 'presence'])

/** The address of a picture; the server answers it to the holder of the claim only and logs that it was seen. */
export const imageUrl = (caseId: string, name: string): string =>
  `/api/desk/cases/${encodeURIComponent(caseId)}/images/${encodeURIComponent(name)}`
