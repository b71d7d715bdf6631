import { type Ref, onScopeDispose, watch } from 'vue'
import type { EventStream, OpenEvents } from '@/api/events'
import type { CaseEvent, Counts, Presence } from './deskApi'

/** Pauses before a broken stream is opened again: growing, so that a server that comes back is not stormed. */
export const reopenAfter = [1000, 2000, 4000, 8000, 16_000, 30_000] as const
/** Changes of many cases within so short a time are read once, and in a busy hall the queue is read once a second. */
const gather = 150
const readAtMostEvery = 1000

interface Listener {
  counts: (counts: Counts) => void
  /** Rows came, went or changed hands; read the queue again without moving anything. */
  changed: (cases: CaseEvent[]) => void
  presence: (presence: Presence) => void
  /** The stream is open (again): whatever happened meanwhile was missed. */
  opened: () => void
}

/** The stream of changes of this hall while somebody works here. `live` is false while it is broken; then the queue is polled. */
export function useLive(open: OpenEvents, live: Ref<boolean>, active: () => boolean, listener: Listener) {
  let stream: EventStream | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let gathering: ReturnType<typeof setTimeout> | undefined
  let broken = 0
  let heard: CaseEvent[] = []
  let told = 0

  function tellChanges() {
    gathering = undefined
    const all = heard
    told = Date.now()
    heard = []
    listener.changed(all)
  }

  function connect() {
    timer = undefined
    if (stream || !active()) return
    stream = open({
      opened() {
        broken = 0
        live.value = true
        listener.opened()
      },
      message(name, data) {
        if (name === 'counts') listener.counts(data as Counts)
        if (name === 'presence') listener.presence(data as Presence)
        if (name !== 'case') return
        heard.push(data as CaseEvent)
        gathering ??= setTimeout(tellChanges, Math.max(gather, told + readAtMostEvery - Date.now()))
      },
      broken() {
        stream = undefined
        live.value = false
        const wait = reopenAfter[Math.min(broken, reopenAfter.length - 1)] ?? reopenAfter[0]
        broken++
        // Half of the wait is chance: the desks of a hall do not come back in the same moment.
        timer = setTimeout(connect, wait / 2 + Math.random() * (wait / 2))
      },
    })
  }

  /** The network is back: whoever waits to open the stream again need not wait out a pause that grew meanwhile. */
  function online() {
    if (timer === undefined) return
    clearTimeout(timer)
    broken = 0
    timer = setTimeout(connect, Math.random() * reopenAfter[0])
  }

  function disconnect() {
    for (const each of [timer, gathering]) if (each !== undefined) clearTimeout(each)
    timer = undefined
    gathering = undefined
    stream?.close()
    stream = undefined
    live.value = false
  }

  watch(active, (now) => (now ? connect() : disconnect()), { immediate: true })
  window.addEventListener('online', online)
  onScopeDispose(() => {
    window.removeEventListener('online', online)
    disconnect()
  })
}
