import { computed, ref, shallowRef } from 'vue'
import { useLoader } from '@/console/load'
import type { DeskApi } from '../deskApi'
import type { WindowAct, WindowActKind, WindowDone, WindowFile, WindowItem, WindowPaper, WindowPurpose, WindowQuery } from '../hall/hallApi'
import { useAct } from '../hall/useAct'
import { readScan } from './scanned'

/** What the clerk is choosing: an act, or what an act still needs to know. */
export type Panel = 'acts' | 'papers' | 'purpose' | 'reason' | 'result' | 'service' | 'confirm'

export interface Choice {
  code: string
  text: string
  hint?: string
}

/** What was recorded last. */
export interface Recorded {
  done: WindowDone
  title: string
  act: WindowActKind
}

/** A paper that was counted and is on its way to the browser's printer. */
export interface Sheet {
  title: string
  copy: number
  format: WindowPaper['format']
  pages: string[]
}

export const purposes: WindowPurpose[] = ['ask', 'papers', 'photo', 'biometrics', 'identity', 'payment', 'other']

type Prepared = Pick<WindowAct, 'act' | 'item' | 'personId' | 'service' | 'resultId'>

/** One person at the window: found by one scan, each act one or two keys, nothing typed that the kiosk knows. */
export function useWindow(api: DeskApi) {
  const loader = useLoader<WindowFile>()
  const act = useAct()
  const text = ref('')
  const empty = ref(false)
  const at = ref(0)
  const panel = ref<Panel>('acts')
  const note = ref('')
  const recorded = shallowRef<Recorded>()
  const prepared = shallowRef<Prepared>()
  const papers = shallowRef<WindowPaper[]>([])
  const sheet = shallowRef<Sheet>()
  let query: WindowQuery | undefined

  const items = computed(() => loader.data.value?.items ?? [])
  const item = computed(() => items.value[at.value])
  const collectable = computed(() => (item.value?.results ?? []).filter((result) => result.collectable))

  function first(found: WindowFile, asked: WindowQuery): number {
    const named = (each: WindowItem) => asked.number === each.number || (asked.code?.toUpperCase().includes(each.number.toUpperCase()) ?? false)
    const scanned = found.items.findIndex(named)
    if (scanned >= 0) return scanned
    return Math.max(0, found.items.findIndex((each) => each.acts.length > 0))
  }

  function begin() {
    panel.value = items.value.length === 0 ? 'service' : 'acts'
    prepared.value = undefined
    papers.value = []
    sheet.value = undefined
    note.value = ''
    act.forget()
  }

  async function look(asked: WindowQuery, keep?: string) {
    query = asked
    // The last person's data go before the next one's are read.
    if (keep === undefined) loader.clear()
    await loader.load(() => api.lookUp(asked))
    const found = loader.failure.value ? undefined : loader.data.value
    if (!found) return false
    const kept = found.items.findIndex((each) => each.id === keep)
    at.value = kept >= 0 ? kept : first(found, asked)
    begin()
    return true
  }

  /** Finds who stands at the window; false when nothing was typed or nobody found. */
  async function find(typed: string): Promise<boolean> {
    const asked = readScan(typed)
    empty.value = asked === undefined
    if (!asked) return false
    recorded.value = undefined
    // What was typed may be an ID number: it does not stay on the screen.
    text.value = ''
    return look(asked)
  }

  function clear() {
    loader.clear()
    query = undefined
    text.value = ''
    empty.value = false
    recorded.value = undefined
    begin()
  }

  async function send(more: Partial<WindowAct> = {}): Promise<boolean> {
    const base = prepared.value
    if (!base) return false
    const said = note.value.trim()
    const body: WindowAct = { ...base, ...more, ...(said ? { note: said } : {}) }
    const title = base.service ? (serviceName(base.service) ?? base.service) : (item.value?.serviceTitle ?? '')
    const answer = await act.run(body, (key) => api.recordAct(body, key))
    if (!answer) return false
    recorded.value = { done: answer.done, title, act: body.act }
    if (query) await look(query, answer.done.item)
    return true
  }

  /** Shows what can be printed of the chosen item. */
  async function openPapers() {
    const on = item.value
    if (!on?.prints) return
    begin()
    panel.value = 'papers'
    const answer = await act.run({ papers: on.id }, () => api.papers(on.id))
    papers.value = answer?.done ?? []
  }

  /** Counts a print and fetches its pages; the page that shows them prints them. */
  async function print(name: string) {
    const on = item.value
    if (!on) return
    const answer = await act.run({ print: on.id, name }, async (key) => {
      const made = await api.printPaper(on.id, name, key)
      const pages = await Promise.all(Array.from({ length: made.pages }, (_, page) => api.paperPage(on.id, name, made.copy, page + 1)))
      return { title: made.title, copy: made.copy, format: made.format, pages }
    })
    if (!answer) return
    sheet.value = answer.done
    papers.value = papers.value.map((each) => (each.name === name ? { ...each, copies: answer.done.copy } : each))
  }

  const serviceName = (code: string) => loader.data.value?.services?.find((each) => each.code === code)?.name

  /** Starts an act on the chosen item: sends it, or asks for what it needs. True when it was sent. */
  function start(kind: WindowActKind) {
    const on = item.value
    if (!on || !on.acts.includes(kind)) return
    act.forget()
    prepared.value = { act: kind, item: on.id }
    if (kind === 'attended') panel.value = 'purpose'
    else if (kind === 'refused') panel.value = 'reason'
    else if (kind === 'collected' && collectable.value.length > 1) panel.value = 'result'
    else {
      const only = kind === 'collected' ? collectable.value[0] : undefined
      if (only) prepared.value = { ...prepared.value, resultId: only.id }
      panel.value = 'confirm'
    }
  }

  function startService(service: string) {
    const person = loader.data.value?.person.id
    if (!person) return
    prepared.value = { act: 'attended', personId: person, service }
    panel.value = 'purpose'
  }

  return {
    loader,
    text,
    empty,
    at,
    panel,
    note,
    recorded,
    prepared,
    papers,
    sheet,
    openPapers,
    print,
    busy: act.busy,
    actFailure: act.failure,
    forget: act.forget,
    items,
    item,
    collectable,
    serviceName,
    find,
    clear,
    begin,
    send,
    start,
    startService,
    pick(to: number) {
      if (to < 0 || to >= items.value.length) return
      at.value = to
      begin()
    },
  }
}

export type WindowModel = ReturnType<typeof useWindow>
