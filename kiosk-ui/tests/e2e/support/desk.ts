import { base } from './browser'

// A clerk without a screen: the desk's own tests show the screens.

export interface Queue {
  cases: { id: string; number: string; checked: string; claimedBy?: string; claimedByMe?: boolean }[]
  next?: string
}

interface Check {
  code: string
  mandatory: boolean
  result: string
}

export interface Held {
  caseId: string
  fence: number
}

const passwords = { clerk: 'demo-clerk-2026', clerk2: 'demo-clerk-2026', supervisor: 'demo-supervisor-2026' }
const signedIn = new Map<string, Clerk>()

export class Clerk {
  private cookie = ''

  /** The clerk of this account. An account signs in once in a file, because the server counts. */
  static async of(account: keyof typeof passwords): Promise<Clerk> {
    const known = signedIn.get(account)
    if (known) return known
    const clerk = new Clerk()
    await clerk.call('POST', '/api/staff/login', { login: account, password: passwords[account] })
    signedIn.set(account, clerk)
    return clerk
  }

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

  /** The case of this number, wherever it stands in a lane. */
  async find(number: string, lane = 'all'): Promise<string> {
    let cursor = ''
    for (;;) {
      const { cases, next } = await this.call<Queue>('GET', `/api/desk/queue?lane=${lane}${cursor}`)
      const found = cases.find((each) => each.number === number)
      if (found) return found.id
      if (!next) throw new Error(`${number} is not in the queue`)
      cursor = `&cursor=${encodeURIComponent(next)}`
    }
  }

  claim(caseId: string): Promise<Held> {
    return this.call('POST', `/api/desk/cases/${caseId}/claim`)
  }

  claimNext(): Promise<Held> {
    return this.call('POST', '/api/desk/queue/claim-next')
  }

  release(held: Held): Promise<void> {
    return this.call('POST', `/api/desk/cases/${held.caseId}/release`, { fence: held.fence })
  }

  /** Ticks what has to be ticked and approves. The decision is final when its time to undo has passed. */
  async approve(held: Held): Promise<void> {
    const { checks } = await this.call<{ checks: Check[] }>('GET', `/api/desk/cases/${held.caseId}`)
    const ticked = checks.filter((check) => check.mandatory || check.result === 'human').map((check) => check.code)
    await this.decide(held, { outcome: 'approve', checks: ticked })
  }

  async decide(held: Held, decision: object): Promise<void> {
    await this.call('POST', `/api/desk/cases/${held.caseId}/decision`, { fence: held.fence, ...decision })
  }
}

/** A clerk claims the one case of this number and approves it. */
export async function approve(number: string): Promise<void> {
  const clerk = await Clerk.of('clerk')
  await clerk.approve(await clerk.claim(await clerk.find(number)))
}
