import { createActs } from '@/api/acts'
import { apiClient, idempotencyKey, reply } from '@/api/client'
import type { components, paths } from '@/api/phone'
import { upload } from '@/api/upload'

type Schemas = components['schemas']
export type Application = Schemas['Application']
export type Page = Schemas['Page']
export type Attachment = Schemas['Attachment']
export type Answers = Record<string, string | boolean | string[]>

/** An application as it was last read, with the tag a change of it has to name. */
export interface Held {
  application: Application
  etag: string
}

export interface ApiOptions {
  language: () => string
  fetch?: (request: Request) => Promise<Response>
  upload?: typeof upload
}

/** The phone's API in the words of the pages. Every failure is a ProblemError or an OfflineError. */
export function createApi(options: ApiOptions) {
  const client = apiClient<paths>({ baseUrl: '/api/phone', ...options })
  const send = options.upload ?? upload
  const act = createActs()

  const held = (answer: { data: Application; etag: string | undefined }): Held => ({
    application: answer.data,
    etag: answer.etag ?? `"${answer.data.version}"`,
  })

  return {
    open: async (token: string, factor: string) => held(await reply(client.POST('/session', { body: { token, factor } }))),
    /** A new message in the place of a dead link; the answer tells nothing of the link. */
    renew: async (token: string) => {
      await reply(client.POST('/link', { body: { token } }))
    },
    end: async () => {
      await reply(client.POST('/session/end', { keepalive: true }))
    },
    application: async () => held(await reply(client.GET('/application'))),
    step: async (step: string) => {
      const answer = await reply(client.GET('/steps/{step}', { params: { path: { step } } }))
      return { page: answer.data, etag: answer.etag }
    },
    saveStep: (current: Held, step: string, answers: Answers) =>
      act('save', [current.etag, step, answers], async (key) =>
        held(await reply(client.PUT('/steps/{step}', { params: { path: { step }, header: { 'Idempotency-Key': key, 'If-Match': current.etag } }, body: { answers } }))),
      ),
    attach: (field: string, body: Blob, progress: (part: number) => void, signal: AbortSignal) =>
      send<Attachment>({ url: `/api/phone/attachments/${encodeURIComponent(field)}`, body, language: options.language(), idempotencyKey: idempotencyKey(), progress, signal }),
    imageUrl: (image: string) => `/api/phone/images/${encodeURIComponent(image)}`,
    submit: (current: Held, confirmedFen: number) =>
      act('submit', [current.etag, confirmedFen], async (key) =>
        held(await reply(client.POST('/submission', { params: { header: { 'Idempotency-Key': key, 'If-Match': current.etag } }, body: { confirmedFen } }))),
      ),
  }
}

export type PhoneApi = ReturnType<typeof createApi>
