import { apiClient, reply } from '@/api/client'
import type { components, paths } from '@/api/staff'

export type Me = components['schemas']['Me']
export type Role = Me['role']

/** Sign-in as the consoles need it. */
export interface StaffApi {
  me: () => Promise<Me>
  login: (login: string, password: string) => Promise<Me>
  logout: () => Promise<void>
}

export function staffApi(language: () => string, fetch?: (request: Request) => Promise<Response>): StaffApi {
  const client = apiClient<paths>({ baseUrl: '/api/staff', language, ...(fetch ? { fetch } : {}) })
  return {
    me: async () => (await reply(client.GET('/me'))).data,
    login: async (login, password) => (await reply(client.POST('/login', { body: { login, password } }))).data,
    logout: async () => {
      await reply(client.POST('/logout'))
    },
  }
}
