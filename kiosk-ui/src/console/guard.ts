type Calls = Record<string, (...args: never[]) => Promise<unknown>>

/** The same calls, each run through `guard`, which notices that the session has ended. */
export function guarded<Api extends object>(api: Api, guard: <T>(call: Promise<T>) => Promise<T>): Api {
  const entries = Object.entries(api as Calls).map(([name, call]) => [name, (...args: never[]) => guard(call(...args))])
  return Object.fromEntries(entries) as Api
}
