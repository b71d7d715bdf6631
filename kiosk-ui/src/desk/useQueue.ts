import { computed, onScopeDispose, reactive, ref, shallowRef, watch } from 'vue'
import { useLoader } from '@/console/load'
import { usePoll } from '@/console/poll'
import { type DeskAddress, noFilter } from './deskAddress'
import type { Counts, DeskApi, Lane, Queue, QueueQuery, QueueRow } from './deskApi'
import { type ShownRow, arrange, candidates, neighbour, passes, renew } from './shownQueue'

/** How often the queue is asked for while nothing tells the desk of changes, at first and at most. */
export const queueEvery = 4000
const queueAtMost = 30_000
/** How often it is asked for although the server tells of every change. */
const whileLive = 60_000
const pageSize = 100
/** What is typed is asked of the server once it looks like the beginning of a number and the typing has stopped. */
const numberAfter = 250
const looksLikeNumber = /^[A-Za-z0-9-]{3,20}$/

interface Options {
  active: () => boolean
  live: () => boolean
  lane: () => Lane
  address: () => DeskAddress
  setFilter: (to: Partial<DeskAddress>) => void
}

/** The queue on the left: told of changes or read every few seconds, reordered only when the clerk asks or has just decided. */
export function useQueue(api: DeskApi, options: Options) {
  const loader = useLoader<Queue>()
  const shown = shallowRef<ShownRow[]>([])
  const fresh = shallowRef<QueueRow[]>([])
  const arrived = ref(0)
  const cursor = ref<string>()
  const text = ref('')
  const number = ref('')
  const services = reactive(new Map<string, string>())
  const languages = reactive(new Set<string>())
  const counts = shallowRef<Counts>()
  const viewers = reactive(new Map<string, string[]>())
  /** Cases that were just decided here: an answer that was on its way does not bring them back. */
  const hidden = new Set<string>()
  const readAt = ref<number>()
  const now = ref(Date.now())
  let pages = 1
  let failures = 0

  function query(): QueueQuery {
    const { service, language, risk, inHall, checked } = options.address()
    return {
      lane: options.lane(),
      limit: pageSize,
      ...(service ? { service } : {}),
      ...(language ? { language } : {}),
      ...(risk ? { risk } : {}),
      ...(inHall ? { inHall } : {}),
      ...(checked ? { checked } : {}),
      ...(number.value ? { number: number.value } : {}),
    }
  }

  async function readPages(): Promise<Queue> {
    const asked = query()
    const first = await api.queue(asked)
    const whole = { ...first, cases: [...first.cases] }
    for (let page = 1; page < pages && whole.next; page++) {
      const more = await api.queue({ ...asked, cursor: whole.next })
      whole.cases.push(...more.cases)
      if (more.next) whole.next = more.next
      else delete whole.next
    }
    return whole
  }

  async function refresh(reorder: boolean) {
    if (!options.active()) return
    await loader.load(readPages)
    now.value = Date.now()
    const got = loader.data.value
    failures = loader.failure.value ? failures + 1 : 0
    if (!got || loader.failure.value) return
    readAt.value = now.value
    counts.value = got.counts
    viewers.clear()
    fresh.value = got.cases.filter((row) => !hidden.has(row.id))
    for (const row of got.cases) {
      services.set(row.service, row.serviceTitle)
      languages.add(row.language)
    }
    if (reorder || shown.value.length === 0) {
      settle()
      return
    }
    const next = renew(shown.value, fresh.value)
    shown.value = next.shown
    arrived.value = next.arrived
  }

  /** Takes over the server's order. */
  function settle() {
    shown.value = arrange(fresh.value)
    arrived.value = 0
    if (!fresh.value.some((row) => row.id === cursor.value)) cursor.value = fresh.value[0]?.id
  }

  const poll = usePoll(
    () => refresh(false),
    () => (options.live() ? whileLive : Math.min(queueAtMost, queueEvery * 2 ** Math.min(failures, 4))),
  )
  const visible = computed(() => shown.value.filter(({ row }) => passes(row, text.value)))

  // Another lane or filter is another list: nobody's cursor is on it yet.
  watch(
    () => JSON.stringify([options.lane(), options.address().service, options.address().language, options.address().risk, options.address().inHall, options.address().checked, number.value]),
    () => {
      pages = 1
      shown.value = []
      void refresh(true)
    },
  )
  let typing: ReturnType<typeof setTimeout> | undefined
  watch(text, (typed) => {
    if (typing !== undefined) clearTimeout(typing)
    const wanted = looksLikeNumber.test(typed.trim()) ? typed.trim().toUpperCase() : ''
    typing = setTimeout(() => (number.value = wanted), numberAfter)
  })
  onScopeDispose(() => {
    if (typing !== undefined) clearTimeout(typing)
    loader.clear()
  })

  const filtered = computed(() => {
    const { service, language, risk, inHall, checked } = options.address()
    return text.value !== '' || Boolean(service || language || risk || inHall || checked)
  })

  return {
    loader,
    visible,
    arrived,
    cursor,
    services,
    languages,
    text,
    filtered,
    readAt,
    now,
    counts,
    viewers,
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
    setFilter: options.setFilter,
    clearFilter() {
      text.value = ''
      options.setFilter(noFilter)
    },
    move(step: number): string | undefined {
      const to = neighbour(visible.value, cursor.value, step)
      cursor.value = to?.row.id
      return to?.row.id
    },
    after: (id: string | undefined) => candidates(visible.value, id),
    /** A case this clerk has just decided leaves at once; nobody is surprised by that. */
    hide(id: string) {
      hidden.add(id)
      shown.value = shown.value.filter(({ row }) => row.id !== id)
      fresh.value = fresh.value.filter((row) => row.id !== id)
    },
    unhide: (id: string) => void hidden.delete(id),
    rowOf: (id: string): QueueRow | undefined => shown.value.find(({ row }) => row.id === id)?.row,
  }
}

export type QueueModel = ReturnType<typeof useQueue>
