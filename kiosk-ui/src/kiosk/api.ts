import { createActs } from '@/api/acts'
import type { Fault } from '@/device/port'
import { apiClient, idempotencyKey, reply } from '@/api/client'
import type { components, paths } from '@/api/kiosk'
import type { Held } from '@/shell/session'

type Schemas = components['schemas']
export type Device = Schemas['Device']
export type Menu = Schemas['Menu']
export type Order = Schemas['Order']
export type Result = Schemas['Result']
export type Paper = Schemas['Paper']
export type ResultReport = Schemas['ResultReport']
export type Attachment = Schemas['Attachment']
export type ApplicationList = Schemas['ApplicationList']
export type Answers = Record<string, string | boolean | string[]>

export interface ApiOptions {
  language: () => string
  fetch?: (request: Request) => Promise<Response>
}

/** The citizen API in the words of the screens. Every failure is a ProblemError or an OfflineError. */
export function createApi(options: ApiOptions) {
  const client = apiClient<paths>({ baseUrl: '/api/kiosk', ...options })
  const act = createActs()

  const held = (answer: { data: Schemas['Application']; etag: string | undefined }): Held => ({
    application: answer.data,
    etag: answer.etag ?? `"${answer.data.version}"`,
  })

  return {
    device: async () => (await reply(client.GET('/device'))).data,
    calls: async () => (await reply(client.GET('/calls'))).data,
    enrol: async (code: string) => (await reply(client.POST('/device/enrolment', { body: { code } }))).data,

    beginSession: (body: Schemas['BeginSession']) =>
      act('begin', body, async (key) => (await reply(client.POST('/session', { params: { header: { 'Idempotency-Key': key } }, body }))).data),
    services: async () => (await reply(client.GET('/services'))).data.groups,
    askForClerk: (body: Schemas['AskForClerk']) =>
      act('ask-for-clerk', body, async (key) => (await reply(client.POST('/identity', { params: { header: { 'Idempotency-Key': key } }, body }))).data),
    beginProven: (body: Schemas['ProvenSession']) =>
      act('begin-proven', body, async (key) => (await reply(client.POST('/identity/session', { params: { header: { 'Idempotency-Key': key } }, body }))).data),
    touch: async (body: Schemas['Activity']) => (await reply(client.POST('/session/activity', { body }))).data,
    endSession: async (reason: Schemas['EndSession']['reason']) => {
      await reply(client.POST('/session/end', { body: { reason }, keepalive: true }))
    },
    rate: (level: number) =>
      act('rate', level, async (key) => {
        await reply(client.POST('/session/rating', { params: { header: { 'Idempotency-Key': key } }, body: { level } }))
      }),

    menu: async () => (await reply(client.GET('/menu'))).data,
    applications: async () => (await reply(client.GET('/applications'))).data.applications,
    open: (service: string, fresh: boolean) =>
      act('open', [service, fresh], async (key): Promise<{ opened: Held } | { refused: Schemas['PreCheck'] }> => {
        const body = fresh ? { service, fresh } : { service }
        const answer = await reply(client.POST('/applications', { params: { header: { 'Idempotency-Key': key } }, body }))
        // The contract's two successes differ in their status; the typed client knows only the union.
        if (answer.status === 201) return { opened: held(answer as { data: Schemas['Application']; etag: string | undefined }) }
        return { refused: answer.data as Schemas['PreCheck'] }
      }),
    application: async (applicationId: string) =>
      held(await reply(client.GET('/applications/{applicationId}', { params: { path: { applicationId } } }))),
    step: async (applicationId: string, step: string) => {
      const answer = await reply(client.GET('/applications/{applicationId}/steps/{step}', { params: { path: { applicationId, step } } }))
      return { page: answer.data, etag: answer.etag }
    },
    saveStep: (current: Held, step: string, answers: Answers) =>
      act('save', [current.application.id, current.etag, step, answers], async (key) =>
        held(
          await reply(
            client.PUT('/applications/{applicationId}/steps/{step}', {
              params: { path: { applicationId: current.application.id, step }, header: { 'Idempotency-Key': key, 'If-Match': current.etag } },
              body: { answers },
            }),
          ),
        ),
      ),
    attach: async (applicationId: string, field: string, photo: Blob) =>
      (
        await reply(
          client.PUT('/applications/{applicationId}/attachments/{field}', {
            params: { path: { applicationId, field }, header: { 'Idempotency-Key': idempotencyKey() } },
            headers: { 'Content-Type': 'application/octet-stream' },
            body: photo as unknown as string,
            bodySerializer: (body) => body,
          }),
        )
      ).data,
    imageUrl: (applicationId: string, image: string) => `/api/kiosk/applications/${applicationId}/images/${encodeURIComponent(image)}`,
    submit: (current: Held, confirmedFen: number) =>
      act('submit', [current.application.id, current.etag, confirmedFen], async (key) =>
        held(
          await reply(
            client.POST('/applications/{applicationId}/submission', {
              params: { path: { applicationId: current.application.id }, header: { 'Idempotency-Key': key, 'If-Match': current.etag } },
              body: { confirmedFen },
            }),
          ),
        ),
      ),
    sendPhoneLink: async (applicationId: string) => {
      await reply(client.POST('/applications/{applicationId}/phone-link', { params: { path: { applicationId } } }))
    },
    withdraw: (current: Held) =>
      act('withdraw', [current.application.id, current.etag], async (key) =>
        held(
          await reply(
            client.POST('/applications/{applicationId}/withdrawal', {
              params: { path: { applicationId: current.application.id }, header: { 'Idempotency-Key': key, 'If-Match': current.etag } },
            }),
          ),
        ),
      ),
    reportResult: (applicationId: string, resultId: string, body: ResultReport) =>
      act('result', [applicationId, resultId, body], async (key) =>
        held(
          await reply(
            client.PUT('/applications/{applicationId}/results/{resultId}', {
              params: { path: { applicationId, resultId }, header: { 'Idempotency-Key': key } },
              body,
            }),
          ),
        ),
      ),
    createOrder: (applicationId: string, amountFen: number, attempt: number) =>
      act('order', [applicationId, amountFen, attempt], async (key) =>
        (
          await reply(
            client.POST('/applications/{applicationId}/order', {
              params: { path: { applicationId }, header: { 'Idempotency-Key': key } },
              body: { amountFen },
            }),
          )
        ).data,
      ),
    order: async (applicationId: string) =>
      (await reply(client.GET('/applications/{applicationId}/order', { params: { path: { applicationId } } }))).data,
    papers: async (applicationId: string) => (await reply(client.GET('/applications/{applicationId}/papers', { params: { path: { applicationId } } }))).data.papers,
    printPaper: async (applicationId: string, paper: string) =>
      (await reply(client.POST('/applications/{applicationId}/papers/{paper}/copies', { params: { path: { applicationId, paper }, header: { 'Idempotency-Key': idempotencyKey() } }, body: { format: 'usual' } }))).data,
    reportPaper: async (applicationId: string, paper: string, copy: number, fault: Fault) =>
      void (await reply(client.PUT('/applications/{applicationId}/papers/{paper}/copies/{copy}', { params: { path: { applicationId, paper, copy } }, body: { fault } }))),
    sendPapers: async (applicationId: string) => void (await reply(client.POST('/applications/{applicationId}/papers/message', { params: { path: { applicationId } } }))),
    paperUrl: (applicationId: string, paper: string, copy: number) => `/api/kiosk/applications/${applicationId}/papers/${paper}/copies/${copy}`,
  }
}

export type KioskApi = ReturnType<typeof createApi>
