import { apiClient, reply } from '@/api/client'
import type { components, paths } from '@/api/demo'

type Schemas = components['schemas']
export type Person = Schemas['Persons']['persons'][number]
export type Message = Schemas['Messages']['messages'][number]
export type PhoneAct = Schemas['Pay']['act']
export type DemoDocument = Schemas['ReadingRequest']['document']
export type PhotoQuality = 'good' | 'small'

/** The demo hall's stand-ins for card reader, camera and phone. A real hall has no such API. */
export function createDemoApi(language: () => string, fetch?: (request: Request) => Promise<Response>) {
  const client = apiClient<paths>({ baseUrl: '/api/demo', language, ...(fetch ? { fetch } : {}) })
  return {
    persons: async (q: string) => (await reply(client.GET('/persons', { params: { query: q === '' ? {} : { q } } }))).data.persons,
    enrolmentCode: async () => (await reply(client.POST('/enrolment-code'))).data.code,
    reading: async (person: string, document: DemoDocument) => (await reply(client.POST('/readings', { body: { person, document } }))).data.token,
    factor: async (person: string, matches: boolean) => (await reply(client.POST('/factors', { body: { person, matches } }))).data.token,
    photo: async (person: string, quality: PhotoQuality): Promise<Blob> =>
      (await reply(client.GET('/photo', { params: { query: { person, quality } }, parseAs: 'blob' }))).data as unknown as Blob,
    pay: async (qr: string, act: PhoneAct) => void (await reply(client.POST('/payments', { body: { qr, act } }))),
    /** What the citizens' phones received last, newest first. */
    messages: async () => (await reply(client.GET('/messages'))).data.messages,
    deliver: async () => void (await reply(client.POST('/deliveries'))),
  }
}

export type DemoApi = ReturnType<typeof createDemoApi>
