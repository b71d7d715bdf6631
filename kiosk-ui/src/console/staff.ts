import { apiClient, reply } from '@/api/client'
import type { paths as DemoPaths } from '@/api/demo'
import { ProblemError } from '@/api/problem'
import type { components, paths } from '@/api/staff'

export type Me = components['schemas']['Me']
export type Role = Me['role']

/** Sign-in as the consoles need it. */
export interface StaffApi {
  me: () => Promise<Me>
  login: (login: string, password: string) => Promise<Me>
  logout: () => Promise<void>
  /** Whether this is a demo hall. Before anybody is signed in only the presence of the demo's own API tells. */
  isDemo: () => Promise<boolean>
}

export function staffApi(language: () => string, fetch?: (request: Request) => Promise<Response>): StaffApi {
  const client = apiClient<paths>({ baseUrl: '/api/staff', language, ...(fetch ? { fetch } : {}) })
  const demo = apiClient<DemoPaths>({ baseUrl: '/api/demo', language, ...(fetch ? { fetch } : {}) })
  return {
    me: async () => (await reply(client.GET('/me'))).data,
    login: async (login, password) => (await reply(client.POST('/login', { body: { login, password } }))).data,
    logout: async () => {
      await reply(client.POST('/logout'))
    },
    async isDemo() {
      try {
        await reply(demo.GET('/faults'))
        return true
      } catch (cause) {
        return cause instanceof ProblemError && cause.status === 401
      }
    },
  }
}
