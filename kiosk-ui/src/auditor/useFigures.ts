import { type ComputedRef, computed, onScopeDispose, watch } from 'vue'
import { ProblemError } from '@/api/problem'
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

const mostTries = 6

/** Repeats a call that the server has put off, after the time it named, as long as somebody still wants the answer. */
export async function patiently<T>(call: () => Promise<T>, wanted: () => boolean): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await call()
    } catch (cause) {
      if (!(cause instanceof ProblemError) || cause.status !== 429 || tries === mostTries || !wanted()) throw cause
      const seconds = cause.retryAfter ?? 1
      await new Promise((resolve) => setTimeout(resolve, seconds * 1000))
    }
  }
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
  let turn = 0
  onScopeDispose(() => turn++)

  function read() {
    const mine = ++turn
    const query = figureQueryOf(address.value)
    const ask = ({ code, by }: Wish) =>
      shared(api, JSON.stringify([code, by, query, language()]), () => patiently(() => api.figure(code, query, by), () => mine === turn))
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
