import type { Client } from 'openapi-fetch'
import { apiClient } from '@/api/client'

type Fetch = (request: Request) => Promise<Response>

/** How often, and for how many seconds, the server may put a reader off before that is a failure to be told. */
const mostTries = 6
const longestWait = 5

/**
 * Repeats a reading that the server put off for a moment (429): a page of the consoles asks for many things at once, and
 * somebody who turns pages quickly must not see that as a failure. What changes something is never repeated here.
 */
function patient(fetch: Fetch): Fetch {
  return async (request) => {
    for (let tries = 1; ; tries++) {
      const response = await fetch(request.method === 'GET' ? request.clone() : request)
      if (request.method !== 'GET' || response.status !== 429 || tries === mostTries) return response
      const seconds = Number(response.headers.get('Retry-After') ?? 1)
      if (!(seconds <= longestWait)) return response
      await new Promise((resolve) => setTimeout(resolve, seconds * 1000))
    }
  }
}

/** A typed client of the consoles. `fetch` is replaced in tests. */
export function consoleClient<Paths extends object>(baseUrl: string, language: () => string, fetch?: Fetch): Client<Paths> {
  return apiClient<Paths>({ baseUrl, language, fetch: patient(fetch ?? ((request) => globalThis.fetch(request))) })
}
