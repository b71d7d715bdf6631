import type { components } from './kiosk'

/** The problem document every audience answers with (RFC 9457). */
export type Problem = components['schemas']['Problem']
export type ProblemField = components['schemas']['ProblemField']

/** The server's answer was an error that it explains. `message` is the sentence for the person at the screen. */
export class ProblemError extends Error {
  readonly problem: Problem
  /** Seconds after which the server suggests to try again. */
  readonly retryAfter: number | undefined

  constructor(problem: Problem, retryAfter?: number) {
    super(problem.title)
    this.name = 'ProblemError'
    this.problem = problem
    this.retryAfter = retryAfter
  }

  get status(): number {
    return this.problem.status
  }

  get code(): string {
    return this.problem.code
  }

  get fields(): ProblemField[] {
    return this.problem.errors ?? []
  }
}

/** No answer arrived, so that nobody knows whether the request was carried out: repeat it with the same key. */
export class OfflineError extends Error {
  readonly reason: unknown

  constructor(reason: unknown) {
    super('no answer from the server')
    this.name = 'OfflineError'
    this.reason = reason
  }
}
