import { expect } from 'vitest'

/** A request that has to come, and its answer. */
export interface Exchange {
  method: string
  /** Below the audience's address. */
  path: string
  body?: unknown
  status?: number
  reply?: unknown
  etag?: string
  /** The line breaks instead of an answer. */
  broken?: boolean
}

export interface FakeServer {
  fetch: (request: Request) => Promise<Response>
  /** The Idempotency-Key of each request so far, in order. */
  keys: (string | null)[]
  /** Fails unless every expected request came. */
  done: () => void
}

/** Answers exactly the expected requests, in their order: anything else fails the test. */
export function fakeServer(exchanges: Exchange[], audience = '/api/kiosk'): FakeServer {
  const open = [...exchanges]
  const keys: (string | null)[] = []
  return {
    keys,
    async fetch(request) {
      const next = open.shift()
      const line = `${request.method} ${new URL(request.url).pathname}`
      expect(line, 'an unexpected request').toBe(next ? `${next.method} ${audience}${next.path}` : 'no more requests')
      if (next?.body !== undefined) expect(await request.json()).toEqual(next.body)
      keys.push(request.headers.get('Idempotency-Key'))
      if (!['GET', 'HEAD'].includes(request.method)) expect(request.headers.get('X-OneVisit')).toBe('1')
      if (!next || next.broken) throw new TypeError('network down')
      const status = next.status ?? 200
      const headers = new Headers({ 'Content-Type': status >= 400 ? 'application/problem+json' : 'application/json' })
      if (next.etag) headers.set('ETag', next.etag)
      return new Response(status === 204 ? null : JSON.stringify(next.reply ?? {}), { status, headers })
    },
    done: () => expect(open, 'requests that never came').toEqual([]),
  }
}

export const problem = (status: number, code: string, title: string, errors: { field: string; code: string; message: string }[] = [], params: Record<string, string> = {}) => ({
  status,
  reply: { type: `urn:onevisit:problem:${code}`, title, status, code, errors, params },
})
