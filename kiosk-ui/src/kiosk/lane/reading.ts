/** What a document's reading says of its holder. The window judges it: nothing here proves anything. */
export interface Read {
  name: string
  number: string
}

/** Opens the agent's reading, base64url of a JSON text before a dot, so that nobody types what the reader has read. */
export function readingOf(reading: string): Read {
  try {
    const [body = ''] = reading.split('.')
    const bytes = Uint8Array.from(atob(body.replace(/-/g, '+').replace(/_/g, '/')), (each) => each.charCodeAt(0))
    const token = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>
    const text = (key: string) => (typeof token[key] === 'string' ? token[key] : '')
    return { name: text('name'), number: text('id_number') || text('number') }
  } catch {
    return { name: '', number: '' }
  }
}
