import type { Client } from 'openapi-fetch'
import { reply } from '@/api/client'
import type { components, paths } from '@/api/desk'
import { pictureAt } from '@/api/picture'

type Schemas = components['schemas']
export type Board = Schemas['Board']
export type ClerkLoad = Schemas['ClerkLoad']
export type ServiceLoad = Schemas['ServiceLoad']
export type SiteLoad = Schemas['SiteLoad']
export type Roster = Schemas['Roster']
export type RosterEntry = Schemas['RosterEntry']
export type RosterChange = Schemas['RosterChange']
export type Assignment = Schemas['Assignment']
export type TakeOver = Schemas['TakeOver']
export type TakeOverReason = TakeOver['reasonCode']
export type Decisions = Schemas['Decisions']
export type DecisionLine = Schemas['DecisionLine']
export type DecisionSeen = Schemas['DecisionSeen']
export type DecisionWithdrawal = Schemas['DecisionWithdrawal']
export type WithdrawalReason = DecisionWithdrawal['reasonCode']
export type MatterVisits = Schemas['MatterVisits']
export type MatterVisit = Schemas['MatterVisit']
export type CauseAmendment = Schemas['CauseAmendment']
export type AmendReason = CauseAmendment['reasonCode']
export type RecordLine = Schemas['RecordLine']
export type CaseRecord = Schemas['Record']
export type WindowQuery = Schemas['WindowQuery']
export type WindowFile = Schemas['WindowFile']
export type WindowItem = Schemas['WindowItem']
export type WindowAct = Schemas['WindowAct']
export type WindowActKind = WindowAct['act']
export type WindowPurpose = NonNullable<WindowAct['purpose']>
export type WindowDone = Schemas['WindowDone']
export type Identity = Schemas['Identity']
export type IdentityProof = Schemas['IdentityProof']
export type IdentityCode = Schemas['IdentityCode']
export type IdentityRefusal = Schemas['IdentityRefusal']
export type WindowPaper = Schemas['Paper']
export type WindowPrint = Schemas['PaperCopy']
type Queue = Schemas['Queue']
type Claim = Schemas['Claim']

/** What the pages beside the queue ask of the server: window, board, roster, second signatures, history, records. */
export interface HallApi {
  lane: (lane: 'second' | 'supervisor' | 'correction', cursor?: string) => Promise<Queue>
  board: () => Promise<Board>
  /** Makes another hall the one looked at, from the next call on. */
  chooseHall: (site: string) => Promise<void>
  roster: () => Promise<Roster>
  setRoster: (clerkId: string, change: RosterChange, key: string) => Promise<RosterEntry>
  takeOver: (caseId: string, why: TakeOver, key: string) => Promise<Claim>
  assign: (caseId: string, to: Assignment, key: string) => Promise<void>
  decisions: (whose: 'mine' | 'hall', cursor?: string) => Promise<Decisions>
  undoDecision: (decisionId: string, key: string) => Promise<Claim>
  withdrawDecision: (decisionId: string, why: DecisionWithdrawal, key: string) => Promise<void>
  matterVisits: (matterId: string) => Promise<MatterVisits>
  amendCause: (matterId: string, seq: number, amendment: CauseAmendment, key: string) => Promise<MatterVisit>
  records: (caseId: string) => Promise<RecordLine[]>
  record: (caseId: string, decisionId: string) => Promise<CaseRecord>
  lookUp: (query: WindowQuery) => Promise<WindowFile>
  recordAct: (act: WindowAct, key: string) => Promise<WindowDone>
  identities: () => Promise<Identity[]>
  takeIdentity: (requestId: string, key: string) => Promise<Identity>
  releaseIdentity: (requestId: string, fence: number, key: string) => Promise<void>
  revealIdentity: (requestId: string, reveal: Schemas['Reveal']) => Promise<Schemas['Revealed']>
  proveIdentity: (requestId: string, proof: IdentityProof, key: string) => Promise<IdentityCode>
  refuseIdentity: (requestId: string, refusal: IdentityRefusal, key: string) => Promise<void>
  papers: (itemId: string) => Promise<WindowPaper[]>
  /** Counts one more print. Its pages are pictures at paperPage's addresses. */
  printPaper: (itemId: string, paper: string, key: string) => Promise<WindowPrint>
  paperPage: (itemId: string, paper: string, copy: number, page: number) => Promise<string>
}

export function hallApi(client: Client<paths>): HallApi {
  const header = (key: string) => ({ header: { 'Idempotency-Key': key } })
  const from = (cursor: string | undefined) => (cursor ? { cursor } : {})
  return {
    lane: async (lane, cursor) =>
      (await reply(client.GET('/queue', { params: { query: { lane, limit: 200, ...from(cursor) } } }))).data,
    board: async () => (await reply(client.GET('/board'))).data,
    chooseHall: async (site) => {
      await reply(client.PUT('/hall', { body: { site } }))
    },
    roster: async () => (await reply(client.GET('/roster'))).data,
    setRoster: async (clerkId, body, key) =>
      (await reply(client.PUT('/roster/{clerkId}', { params: { path: { clerkId }, ...header(key) }, body }))).data,
    takeOver: async (caseId, body, key) =>
      (await reply(client.POST('/cases/{caseId}/take-over', { params: { path: { caseId }, ...header(key) }, body }))).data,
    assign: async (caseId, body, key) => {
      await reply(client.PUT('/cases/{caseId}/assignment', { params: { path: { caseId }, ...header(key) }, body }))
    },
    decisions: async (whose, cursor) =>
      (await reply(client.GET('/decisions', { params: { query: { whose, limit: 50, ...from(cursor) } } }))).data,
    undoDecision: async (decisionId, key) =>
      (await reply(client.POST('/decisions/{decisionId}/undo', { params: { path: { decisionId }, ...header(key) } }))).data,
    withdrawDecision: async (decisionId, body, key) => {
      await reply(client.POST('/decisions/{decisionId}/withdrawal', { params: { path: { decisionId }, ...header(key) }, body }))
    },
    matterVisits: async (matterId) => (await reply(client.GET('/matters/{matterId}/visits', { params: { path: { matterId } } }))).data,
    amendCause: async (matterId, seq, body, key) =>
      (await reply(client.POST('/matters/{matterId}/visits/{seq}/cause', { params: { path: { matterId, seq }, ...header(key) }, body }))).data,
    records: async (caseId) => (await reply(client.GET('/cases/{caseId}/records', { params: { path: { caseId } } }))).data.records,
    record: async (caseId, decisionId) =>
      (await reply(client.GET('/cases/{caseId}/records/{decisionId}', { params: { path: { caseId, decisionId } } }))).data,
    lookUp: async (body) => (await reply(client.POST('/window/lookup', { body }))).data,
    identities: async () => (await reply(client.GET('/identity'))).data.requests,
    takeIdentity: async (requestId, key) =>
      (await reply(client.POST('/identity/{requestId}/claim', { params: { path: { requestId }, ...header(key) } }))).data,
    releaseIdentity: async (requestId, fence, key) => {
      await reply(client.POST('/identity/{requestId}/release', { params: { path: { requestId }, ...header(key) }, body: { fence } }))
    },
    revealIdentity: async (requestId, body) =>
      (await reply(client.POST('/identity/{requestId}/reveal', { params: { path: { requestId } }, body }))).data,
    proveIdentity: async (requestId, body, key) =>
      (await reply(client.POST('/identity/{requestId}/proof', { params: { path: { requestId }, ...header(key) }, body }))).data,
    refuseIdentity: async (requestId, body, key) => {
      await reply(client.POST('/identity/{requestId}/refusal', { params: { path: { requestId }, ...header(key) }, body }))
    },
    recordAct: async (body, key) => (await reply(client.POST('/window/acts', { params: header(key), body }))).data,
    papers: async (itemId) => (await reply(client.GET('/window/items/{itemId}/papers', { params: { path: { itemId } } }))).data.papers,
    printPaper: async (itemId, paper, key) =>
      (await reply(client.POST('/window/items/{itemId}/papers/{paper}/copies', { params: { path: { itemId, paper }, ...header(key) }, body: { format: 'usual' } }))).data,
    paperPage: (itemId, paper, copy, page) => pictureAt(`/api/desk/window/items/${itemId}/papers/${paper}/copies/${copy}/pages/${page}`),
  }
}
