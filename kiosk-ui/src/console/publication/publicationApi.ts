import { reply } from '@/api/client'
import { consoleClient } from '@/console/client'
import type { components, paths } from '@/api/ops'

type Schemas = components['schemas']
export type Standing = Schemas['Standing']
export type Definitions = Schemas['Definitions']
export type DefinitionHistory = Schemas['DefinitionHistory']
export type DefinitionCheck = Schemas['DefinitionCheck']
export type Finding = Schemas['Finding']
export type Proposal = Schemas['Proposal']
export type ProposalSeen = Schemas['ProposalSeen']
export type ProposalRequest = Schemas['ProposalRequest']

/** The size of the largest definition the server takes. */
export const mostBytes = 131_072

/** What the pages about service definitions ask of the server. */
export interface PublicationApi {
  list: () => Promise<Definitions>
  history: (service: string) => Promise<DefinitionHistory>
  source: (service: string, hash: string) => Promise<string>
  check: (yaml: string, from?: string) => Promise<DefinitionCheck>
  submit: (request: ProposalRequest, key: string) => Promise<Proposal>
  see: (id: string) => Promise<ProposalSeen>
  approve: (id: string, against: string, key: string) => Promise<Proposal>
  sendBack: (id: string, reason: string, key: string) => Promise<Proposal>
  withdraw: (id: string, reason: string, key: string) => Promise<Proposal>
}

export function publicationApi(language: () => string, fetch?: (request: Request) => Promise<Response>): PublicationApi {
  const client = consoleClient<paths>('/api/ops', language, fetch)
  const header = (key: string) => ({ header: { 'Idempotency-Key': key } })
  const at = (proposalId: string) => ({ path: { proposalId } })
  return {
    list: async () => (await reply(client.GET('/definitions'))).data,
    history: async (service) => (await reply(client.GET('/definitions/{service}', { params: { path: { service } } }))).data,
    source: async (service, hash) =>
      (await reply(client.GET('/definitions/{service}/versions/{hash}', { params: { path: { service, hash } } }))).data.yaml,
    check: async (yaml, from) => (await reply(client.POST('/checks', { body: { yaml, ...(from ? { from } : {}) } }))).data,
    submit: async (body, key) => (await reply(client.POST('/proposals', { params: header(key), body }))).data,
    see: async (id) => (await reply(client.GET('/proposals/{proposalId}', { params: at(id) }))).data,
    approve: async (id, against, key) =>
      (await reply(client.POST('/proposals/{proposalId}/approval', { params: { ...at(id), ...header(key) }, body: { against } }))).data,
    sendBack: async (id, reason, key) =>
      (await reply(client.POST('/proposals/{proposalId}/return', { params: { ...at(id), ...header(key) }, body: { reason } }))).data,
    withdraw: async (id, reason, key) =>
      (await reply(
        client.POST('/proposals/{proposalId}/withdrawal', { params: { ...at(id), ...header(key) }, body: reason ? { reason } : {} }),
      )).data,
  }
}
