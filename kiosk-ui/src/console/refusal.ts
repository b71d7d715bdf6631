import { OfflineError, ProblemError } from '@/api/problem'
import type { Params } from '@/i18n/texts'
import type { ConsoleKey } from './texts'

type Say = (key: ConsoleKey, params?: Params) => string

/** What a refused sign-in says to the person. What is no answer of the server is thrown on. */
export function refusalOf(t: Say, cause: unknown): string {
  if (cause instanceof OfflineError) return t('console.signIn.offline')
  if (!(cause instanceof ProblemError)) throw cause
  const wait = cause.retryAfter ? ` ${t('console.signIn.retryIn', { seconds: cause.retryAfter })}` : ''
  return (cause.problem.title || t('console.failed')) + wait
}
