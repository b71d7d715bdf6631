import { base } from './browser'

// A clerk without a screen: the desk's own tests show the screens.

interface Queue {
  cases: { id: string; number: string }[]
  next?: string
}

class Clerk {
  private cookie = ''

  async call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(base + path, {
      method,
      headers: { 'Content-Type': 'application/json', 'X-OneVisit': '1', 'Idempotency-Key': crypto.randomUUID(), Cookie: this.cookie },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
    const set = response.headers.get('Set-Cookie')
    if (set) this.cookie = set.split(';')[0] ?? ''
    return response.status === 204 ? (undefined as T) : ((await response.json()) as T)
  }
}

/** A clerk claims the one case of this number and approves it. */
export async function approve(number: string): Promise<void> {
  const clerk = new Clerk()
  await clerk.call('POST', '/api/staff/login', { login: 'clerk', password: 'demo-clerk-2026' })
  let cursor = ''
  for (;;) {
    const { cases, next } = await clerk.call<Queue>('GET', `/api/desk/queue${cursor}`)
    const found = cases.find((each) => each.number === number)
    if (found) {
      const { fence } = await clerk.call<{ fence: number }>('POST', `/api/desk/cases/${found.id}/claim`)
      await clerk.call('POST', `/api/desk/cases/${found.id}/decision`, { fence, outcome: 'approve' })
      return
    }
    if (!next) throw new Error(`${number} is not in the queue`)
    cursor = `?cursor=${encodeURIComponent(next)}`
  }
}
