import { computed, onScopeDispose, reactive, ref, shallowRef } from 'vue'
import { useLoader } from '@/console/load'
import { usePoll } from '@/console/poll'
import type { DeskApi, Queue, QueueRow } from './deskApi'
import { type Filter, type ShownRow, arrange, candidates, neighbour, passes, renew } from './shownQueue'

/** How often the queue is asked for. */
export const queueEvery = 4000
const pageSize = 100

/** The queue on the left: read every few seconds, reordered only when the clerk asks or has just decided. */
export function useQueue(api: DeskApi, active: () => boolean) {
  const loader = useLoader<Queue>()
  const shown = shallowRef<ShownRow[]>([])
  const fresh = shallowRef<QueueRow[]>([])
  const arrived = ref(0)
  const cursor = ref<string>()
  const service = ref('')
  const services = reactive(new Map<string, string>())
  const filter = reactive<Filter>({ text: '', mine: false })
  const readAt = ref<number>()
  const now = ref(Date.now())
  let pages = 1

  async function readPages(): Promise<Queue> {
    const query = { limit: pageSize, ...(service.value ? { service: service.value } : {}) }
    const first = await api.queue(query)
    const whole = { ...first, cases: [...first.cases] }
    for (let page = 1; page < pages && whole.next; page++) {
      const more = await api.queue({ ...query, cursor: whole.next })
      whole.cases.push(...more.cases)
      if (more.next) whole.next = more.next
      else delete whole.next
    }
    return whole
  }

  async function refresh(reorder: boolean) {
    if (!active()) return
    await loader.load(readPages)
    now.value = Date.now()
    const got = loader.data.value
    if (!got || loader.failure.value) return
    readAt.value = now.value
    fresh.value = got.cases
    for (const row of got.cases) services.set(row.service, row.serviceTitle)
    if (reorder || shown.value.length === 0) {
      settle()
      return
    }
    const next = renew(shown.value, got.cases)
    shown.value = next.shown
    arrived.value = next.arrived
  }

  /** Takes over the server's order. */
  function settle() {
    shown.value = arrange(fresh.value)
    arrived.value = 0
    if (!fresh.value.some((row) => row.id === cursor.value)) cursor.value = fresh.value[0]?.id
  }

  const poll = usePoll(() => refresh(false), queueEvery)
  const visible = computed(() => shown.value.filter(({ row }) => passes(row, filter)))

  onScopeDispose(() => loader.clear())

  return {
    loader,
    visible,
    arrived,
    cursor,
    service,
    services,
    filter,
    readAt,
    now,
    counts: computed(() => loader.data.value),
    hasMore: computed(() => loader.data.value?.next !== undefined),
    start: () => refresh(true),
    stop: poll.stop,
    again: () => refresh(false),
    refreshAll: () => refresh(true),
    /** Shows what arrived and drops what left. */
    showNew: settle,
    async more() {
      pages++
      await refresh(true)
    },
    async chooseService(name: string) {
      service.value = name
      pages = 1
      await refresh(true)
    },
    move(step: number): string | undefined {
      const to = neighbour(visible.value, cursor.value, step)
      cursor.value = to?.row.id
      return to?.row.id
    },
    after: (id: string) => candidates(visible.value, id),
    /** A case this clerk has just decided leaves at once; nobody is surprised by that. */
    remove(id: string) {
      shown.value = shown.value.filter(({ row }) => row.id !== id)
      fresh.value = fresh.value.filter((row) => row.id !== id)
    },
    rowOf: (id: string): QueueRow | undefined => shown.value.find(({ row }) => row.id === id)?.row,
  }
}

export type QueueModel = ReturnType<typeof useQueue>
