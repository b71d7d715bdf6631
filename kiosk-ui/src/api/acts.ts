import { idempotencyKey } from './client'

export type Act = <T>(name: string, content: unknown, call: (key: string) => Promise<T>) => Promise<T>

/**
 * One key per act: the same act with the same content keeps its key until it succeeded, so that a retry after a lost
 * answer is recognised by the server; a new content, or the same again later, is a new act.
 */
export function createActs(): Act {
  const open = new Map<string, string>()
  return async (name, content, call) => {
    const id = `${name} ${JSON.stringify(content)}`
    const key = open.get(id) ?? idempotencyKey()
    open.set(id, key)
    const result = await call(key)
    open.delete(id)
    return result
  }
}
