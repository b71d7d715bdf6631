import { reply } from '@/api/client'
import { consoleClient } from '@/console/client'
import type { components, operations, paths } from '@/api/auditor'

type Schemas = components['schemas']
export type Overview = Schemas['Overview']
export type MatterList = Schemas['MatterList']
export type MatterRow = Schemas['MatterRow']
export type Matter = Schemas['Matter']
export type RateDefinition = Schemas['Definition']
export type FigureKind = Schemas['FigureKind']
export type FigureSubject = Schemas['FigureSubject']
export type FigureCatalogue = Schemas['FigureCatalogue']
export type FigureEntry = FigureCatalogue['figures'][number]
export type FigureDimension = FigureCatalogue['dimensions'][number]
export type FigureStamp = Schemas['FigureStamp']
export type FigurePart = Schemas['FigurePart']
export type FigureValue = Schemas['FigureValue']
export type FigureReport = Schemas['FigureReport']
export type FigureRow = FigureReport['rows'][number]
export type FigureRecords = Schemas['FigureRecords']
export type FigureRecord = Schemas['FigureRecord']
export type Pin = Schemas['Pin']
export type LogStatus = Schemas['LogStatus']
export type LogLevel = Schemas['LogLevel']
export type LogCheckpoint = Schemas['LogCheckpoint']
export type LogProof = Schemas['LogProof']
export type RevealOrder = Schemas['RevealOrder']
export type Revealed = Schemas['Revealed']
export type ExportOrder = Schemas['ExportOrder']
export type ExportFormat = ExportOrder['format']

type Query<Name extends keyof operations> = NonNullable<operations[Name]['parameters']['query']>
export type Scope = Query<'getRate'>
export type MattersQuery = Query<'listMatters'>
export type FigureQuery = Omit<Query<'getFigure'>, 'by'>
export type FigureBy = NonNullable<Query<'getFigure'>['by']>
export type RecordsQuery = Query<'listFigureRecords'>

/** A file as the server made it. */
export interface ExportFile {
  name: string
  content: Blob
}

/** What the auditor reads. There is nothing here that could change anything but the log, which says that an export was made or somebody shown. */
export interface AuditorApi {
  rate: (scope: Scope) => Promise<Overview>
  matters: (query: MattersQuery) => Promise<MatterList>
  matter: (matterId: string) => Promise<Matter>
  definition: () => Promise<RateDefinition>
  catalogue: () => Promise<FigureCatalogue>
  figure: (figure: string, query: FigureQuery, by?: FigureBy) => Promise<FigureReport>
  records: (figure: string, query: RecordsQuery) => Promise<FigureRecords>
  pin: () => Promise<Pin>
  log: () => Promise<LogStatus>
  checkpoint: (size?: number) => Promise<LogCheckpoint>
  proof: (entry: number) => Promise<LogProof>
  /** Fails with 401 `step-up-required` while the second factor was not shown lately: that does not end the session. */
  export: (order: ExportOrder) => Promise<ExportFile>
  /** Whose matter it is, one field; wants the second factor like an export. */
  reveal: (matterId: string, order: RevealOrder) => Promise<Revealed>
}

/** The name in a Content-Disposition, in its plain or its RFC 5987 form. */
export function fileNameOf(disposition: string | null, otherwise: string): string {
  const coded = /filename\*=UTF-8''([^;]+)/i.exec(disposition ?? '')?.[1]
  if (coded !== undefined) return decodeURIComponent(coded)
  return /filename="?([^";]+)"?/i.exec(disposition ?? '')?.[1] ?? otherwise
}

export function auditorApi(language: () => string, fetch?: (request: Request) => Promise<Response>): AuditorApi {
  const client = consoleClient<paths>('/api/auditor', language, fetch)
  return {
    rate: async (query) => (await reply(client.GET('/rate', { params: { query } }))).data,
    matters: async (query) => (await reply(client.GET('/matters', { params: { query } }))).data,
    matter: async (matterId) => (await reply(client.GET('/matters/{matterId}', { params: { path: { matterId } } }))).data,
    definition: async () => (await reply(client.GET('/definition'))).data,
    catalogue: async () => (await reply(client.GET('/figures'))).data,
    figure: async (figure, query, by) =>
      (await reply(client.GET('/figures/{figure}', { params: { path: { figure }, query: { ...query, ...(by ? { by } : {}) } } }))).data,
    records: async (figure, query) => (await reply(client.GET('/figures/{figure}/records', { params: { path: { figure }, query } }))).data,
    pin: async () => (await reply(client.GET('/pin'))).data,
    log: async () => (await reply(client.GET('/log'))).data,
    checkpoint: async (size) => (await reply(client.GET('/log/checkpoint', { params: { query: size === undefined ? {} : { size } } }))).data,
    proof: async (entry) => (await reply(client.GET('/log/entries/{entry}/proof', { params: { path: { entry } } }))).data,
    reveal: async (matterId, body) => (await reply(client.POST('/matters/{matterId}/reveal', { params: { path: { matterId } }, body }))).data,
    async export(body) {
      const call = client.POST('/exports', { body, parseAs: 'blob' })
      const { data } = await reply(call)
      const { response } = await call
      return { name: fileNameOf(response.headers.get('Content-Disposition'), `onevisit-${body.figure}.${body.format}`), content: data as unknown as Blob }
    },
  }
}
