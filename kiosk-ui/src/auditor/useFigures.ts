import { type ComputedRef, computed, watch } from 'vue'
import { type Loader, useLoader } from '@/console/load'
import { figureQueryOf, useNavigator } from './address'
import type { AuditorApi, FigureBy, FigureReport } from './auditorApi'
import { useAuditorTexts } from './texts'

/** One wish: a figure, perhaps divided, perhaps of one service only. */
export interface Wish {
  code: string
  by?: FigureBy
  service?: string
}

export interface Figures {
  loader: Loader<FigureReport[]>
  /** In the order of the wishes; undefined until all were read. */
  reports: ComputedRef<FigureReport[] | undefined>
  read: () => void
}

/** Figures that belong together, read again whenever period, filters, pin, language or the wish changes. */
export function useFigures(api: AuditorApi, wishes: () => Wish[]): Figures {
  const { address } = useNavigator()
  const { language } = useAuditorTexts()
  const loader = useLoader<FigureReport[]>()
  const asked = computed(() => JSON.stringify([figureQueryOf(address.value), wishes(), language()]))

  function read() {
    const query = figureQueryOf(address.value)
    const list = wishes()
    if (list.length > 0) void loader.load(() => Promise.all(list.map(({ code, by, service }) => api.figure(code, service ? { ...query, service } : query, by))))
  }

  watch(asked, read, { immediate: true })
  // A report of another wish must not be drawn as this one's while it is being read.
  const reports = computed(() => {
    const got = loader.data.value
    return got && got.length === wishes().length && wishes().every((wish, at) => got[at]?.code === wish.code) ? got : undefined
  })
  return { loader, reports, read }
}
