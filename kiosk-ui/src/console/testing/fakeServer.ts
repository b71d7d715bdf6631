/** What a test answers to one route. `times` calls are expected; 'any' allows none or many, for what is polled. */
interface Route {
  method: string
  path: RegExp
  times: number | 'any'
  answer: (request: FakeRequest) => Promise<Response> | Response
  used: number
}

export interface FakeRequest {
  method: string
  path: string
  query: URLSearchParams
  headers: Headers
  body: unknown
}

export const json = (body: unknown, status = 200, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json', ...headers } })

export const noContent = (): Response => new Response(null, { status: 204 })

export const problem = (status: number, code: string, title: string, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify({ type: `urn:onevisit:problem:${code}`, title, status, code }), {
    status,
    headers: { 'Content-Type': 'application/problem+json', ...headers },
  })

/** As when the cable is out. */
export const offline = (): Promise<Response> => Promise.reject(new TypeError('Failed to fetch'))

/**
 * A server that knows only what a test told it: a call nobody expected and an expected call that never came both fail
 * the test in `verify`. Later routes win over earlier ones while they have calls left.
 */
export class FakeServer {
  readonly calls: FakeRequest[] = []
  private readonly routes: Route[] = []
  private readonly strangers: string[] = []

  on(method: string, path: string | RegExp, answer: Route['answer'] | object, times: Route['times'] = 1): this {
    const pattern = typeof path === 'string' ? new RegExp(`^${path.replace(/[.?+*()[\]]/g, '\\$&')}$`) : path
    const reply = typeof answer === 'function' ? (answer as Route['answer']) : () => json(answer)
    this.routes.push({ method, path: pattern, times, answer: reply, used: 0 })
    return this
  }

  always(method: string, path: string | RegExp, answer: Route['answer'] | object): this {
    return this.on(method, path, answer, 'any')
  }

  readonly fetch = async (request: Request): Promise<Response> => {
    const url = new URL(request.url)
    const text = await request.text()
    const call: FakeRequest = {
      method: request.method,
      path: url.pathname,
      query: url.searchParams,
      headers: request.headers,
      body: text === '' ? undefined : JSON.parse(text),
    }
    this.calls.push(call)
    const route = [...this.routes]
      .reverse()
      .find((each) => each.method === call.method && each.path.test(call.path) && (each.times === 'any' || each.used < each.times))
    if (!route) {
      this.strangers.push(`${call.method} ${call.path}`)
      return problem(404, 'unexpected-call', `unexpected ${call.method} ${call.path}`)
    }
    route.used++
    return route.answer(call)
  }

  to(method: string, path: RegExp): FakeRequest[] {
    return this.calls.filter((call) => call.method === method && path.test(call.path))
  }

  /** Throws when the calls were not those the test expected. */
  verify(): void {
    const missing = this.routes.filter((each) => each.times !== 'any' && each.used < each.times)
    const faults = [
      ...this.strangers.map((each) => `unexpected: ${each}`),
      ...missing.map((each) => `never called: ${each.method} ${each.path.source} (${each.used} of ${each.times})`),
    ]
    if (faults.length > 0) throw new Error(faults.join('\n'))
  }
}
