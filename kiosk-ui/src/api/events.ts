/** A stream of server-sent events that is open until it is closed or breaks; then it stays closed. */
export interface EventStream {
  close: () => void
}

export interface EventListener {
  opened: () => void
  /** An event with its name and its data, read as JSON. */
  message: (name: string, data: unknown) => void
  /** The stream broke or never opened. Nothing comes any more: open another, after a while. */
  broken: () => void
}

export type OpenEvents = (listener: EventListener) => EventStream

/**
 * Opens the stream at `url` and passes on the events with these names. The browser's own reconnecting is not used: it
 * has no growing pauses and does not tell that something was missed.
 */
export function eventStream(url: string, names: readonly string[]): OpenEvents {
  return (listener) => {
    const source = new EventSource(url, { withCredentials: true })
    let done = false
    source.addEventListener('open', () => listener.opened())
    source.addEventListener('error', () => {
      source.close()
      if (!done) listener.broken()
      done = true
    })
    for (const name of names) {
      source.addEventListener(name, (event) => {
        if (event instanceof MessageEvent && typeof event.data === 'string') listener.message(name, JSON.parse(event.data))
      })
    }
    return {
      close() {
        done = true
        source.close()
      },
    }
  }
}
