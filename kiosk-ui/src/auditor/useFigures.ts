import { type ComputedRef, computed, watch } from 'vue'
import { type Loader, useLoader } from '@/console/load'
import { figureQueryOf, useNavigator } from './address'
import type { AuditorApi, FigureBy, FigureReport } from './auditorApi'
import { useAuditorTexts } from './texts'

/** One wish: a figure, perhaps divided. */
export interface Wish {
  code: string
  by?: FigureBy
}

export interface Figures {
  loader: Loader<FigureReport[]>
  /** In the order of the wishes; undefined until all were read, and when they could not be. */
  reports: ComputedRef<FigureReport[] | undefined>
  read: () => void
}

/** How long an answer is shared, in milliseconds: the tiles' is the charts' that are drawn below them. */
const sharedFor = 1000

/** Questions just asked: parts that ask the same at the same time share the answer. */
const justAsked = new WeakMap<AuditorApi, Map<string, Promise<FigureReport>>>()

function shared(api: AuditorApi, key: string, call: () => Promise<FigureReport>): Promise<FigureReport> {
  const known = justAsked.get(api) ?? new Map<string, Promise<FigureReport>>()
  justAsked.set(api, known)
  const found = known.get(key)
  if (found) return found
  const asked = call()
  const forget = () => known.delete(key)
  asked.then(() => setTimeout(forget, sharedFor), forget)
  known.set(key, asked)
  return asked
}

/** Figures that belong together, read again whenever period, filters, pin, language or the wish changes. */
export function useFigures(api: AuditorApi, wishes: () => Wish[]): Figures {
  const { address } = useNavigator()
  const { language } = useAuditorTexts()
  const loader = useLoader<FigureReport[]>()
  const asked = computed(() => JSON.stringify([figureQueryOf(address.value), wishes(), language()]))

  function read() {
    const query = figureQueryOf(address.value)
    const ask = ({ code, by }: Wish) =>
      shared(api, JSON.stringify([code, by, query, language()]), () => api.figure(code, query, by))
    const list = wishes()
    if (list.length > 0) void loader.load(() => Promise.all(list.map(ask)))
  }

  watch(asked, read, { immediate: true })
  // A report of another wish must not be drawn as this one's while it is being read.
  const reports = computed(() => {
    const got = loader.data.value
    if (loader.failure.value || got?.length !== wishes().length) return undefined
    return wishes().every((wish, at) => got[at]?.code === wish.code) ? got : undefined
  })
  return { loader, reports, read }
}
