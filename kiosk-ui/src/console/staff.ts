import { reply } from '@/api/client'
import { consoleClient } from '@/console/client'
import type { components as DemoComponents, paths as DemoPaths } from '@/api/demo'
import { OfflineError, ProblemError } from '@/api/problem'
import type { components, paths } from '@/api/staff'

export type Me = components['schemas']['Me']
export type Role = Me['role']
/** The password was right; the second factor is missing. */
export type Halfway = components['schemas']['Halfway']
/** A second factor made for an account, shown once. */
export type Offer = components['schemas']['Offer']
/** What the demo staff's device shows. */
export type DemoCode = DemoComponents['schemas']['DeviceCode']

/** Sign-in as the consoles need it. */
export interface StaffApi {
  me: () => Promise<Me>
  login: (login: string, password: string) => Promise<Me | Halfway>
  enterCode: (code: string) => Promise<Me>
  offerFactor: () => Promise<Offer>
  confirmFactor: (code: string) => Promise<Me>
  stepUp: (code: string) => Promise<unknown>
  logout: () => Promise<void>
  /** Whether this is a demo hall. Before anybody is signed in only the presence of the demo's own API tells. */
  isDemo: () => Promise<boolean>
  /** What the device of the demo hall's staff shows; nothing elsewhere. */
  demoCode: () => Promise<DemoCode | undefined>
}

export function staffApi(language: () => string, fetch?: (request: Request) => Promise<Response>): StaffApi {
  const client = consoleClient<paths>('/api/staff', language, fetch)
  const demo = consoleClient<DemoPaths>('/api/demo', language, fetch)
  return {
    me: async () => (await reply(client.GET('/me'))).data,
    login: async (login, password) => (await reply(client.POST('/login', { body: { login, password } }))).data,
    enterCode: async (code) => (await reply(client.POST('/second-factor', { body: { code } }))).data,
    offerFactor: async () => (await reply(client.POST('/enrolment'))).data,
    confirmFactor: async (code) => (await reply(client.POST('/enrolment/confirmation', { body: { code } }))).data,
    stepUp: async (code) => (await reply(client.POST('/step-up', { body: { code } }))).data,
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
    async demoCode() {
      try {
        return (await reply(demo.GET('/second-factor'))).data
      } catch (cause) {
        if (cause instanceof ProblemError || cause instanceof OfflineError) return undefined
        throw cause
      }
    },
  }
}
