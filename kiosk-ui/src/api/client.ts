import createClient, { type Client, type Middleware } from 'openapi-fetch'
import { OfflineError, type Problem, ProblemError } from './problem'

/** How a client gets at what changes while it lives. `fetch` is replaced in tests. */
export interface ClientOptions {
  baseUrl: string
  language: () => string
  fetch?: (request: Request) => Promise<Response>
}

const unsafe = new Set(['POST', 'PUT', 'PATCH', 'DELETE'])

/** A typed client of one audience: `apiClient<paths>({baseUrl: '/api/kiosk', language})`. */
export function apiClient<Paths extends object>(options: ClientOptions): Client<Paths> {
  const client = createClient<Paths>({
    baseUrl: options.baseUrl,
    credentials: 'same-origin',
    cache: 'no-store',
    fetch: options.fetch ?? ((request) => globalThis.fetch(request)),
  })
  client.use(headers(options.language))
  return client
}

function headers(language: () => string): Middleware {
  return {
    onRequest({ request }) {
      request.headers.set('Accept-Language', language())
      // A form of another site cannot send this header, which is why the server asks for it.
      if (unsafe.has(request.method)) request.headers.set('X-OneVisit', '1')
      return request
    },
  }
}

/** What openapi-fetch resolves to, as far as we look at it. */
interface Outcome<T> {
  data?: T
  error?: unknown
  response: Response
}

export interface Reply<T> {
  data: T
  status: number
  etag: string | undefined
}

/** Waits for a call and turns each failure into ProblemError or OfflineError. */
export async function reply<T>(call: Promise<Outcome<T>>): Promise<Reply<T>> {
  let outcome: Outcome<T>
  try {
    outcome = await call
  } catch (cause) {
    throw new OfflineError(cause)
  }
  const { response } = outcome
  if (!response.ok) throw new ProblemError(problemOf(outcome.error, response), retryAfter(response))
  return {
    data: outcome.data as T,
    status: response.status,
    etag: response.headers.get('ETag') ?? undefined,
  }
}

function problemOf(body: unknown, response: Response): Problem {
  if (isProblem(body)) return body
  return { type: 'about:blank', title: '', status: response.status, code: `http.${response.status}` }
}

function isProblem(body: unknown): body is Problem {
  return typeof body === 'object' && body !== null && 'code' in body && 'title' in body && 'status' in body
}

function retryAfter(response: Response): number | undefined {
  const seconds = Number(response.headers.get('Retry-After') ?? Number.NaN)
  return Number.isFinite(seconds) ? seconds : undefined
}

/** A new Idempotency-Key. Make one per act of the person and keep it for every retry of that act. */
export function idempotencyKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
