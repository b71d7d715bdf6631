import { computed, reactive, ref } from 'vue'
import { type Measured, clampPan, placePictures } from './case/placement'

const steps = [1, 1.5, 2, 3, 4, 6] as const
const panStep = 60
const slideStep = 5

/** One picture, two beside each other at the same height, or two over each other with a divider. */
export type ViewMode = 'one' | 'beside' | 'slide'

/** How the pictures are looked at: which one, how large, which way up, and whether two are compared at one scale. */
export function useViewer(count: () => number) {
  const index = ref(0)
  const level = ref(0)
  const turn = ref(0)
  const mode = ref<ViewMode>('one')
  /** Where the divider stands, in percent from the left. */
  const split = ref(50)
  const at = reactive({ x: 0, y: 0 })
  const stage = reactive({ width: 0, height: 0 })
  const natural = reactive(new Map<number, Measured>())
  const scale = computed(() => steps[level.value] ?? 1)

  function fit() {
    level.value = 0
    at.x = 0
    at.y = 0
  }

  function pan(x: number, y: number) {
    if (level.value === 0) return
    Object.assign(at, clampPan({ x: at.x + x, y: at.y + y }, stage, scale.value))
  }

  function toggle(wanted: ViewMode) {
    if (count() > 1) mode.value = mode.value === wanted ? 'one' : wanted
  }

  /** Places of the pictures on the stage: the first, and what it is compared with. */
  const shown = computed(() => {
    if (count() === 0) return []
    return mode.value !== 'one' && count() > 1 ? [index.value, (index.value + 1) % count()] : [index.value]
  })

  return {
    index,
    turn,
    mode,
    split,
    stage,
    zoomed: computed(() => level.value > 0),
    scale,
    shown,
    transform: computed(() => `translate(${at.x}px, ${at.y}px) rotate(${turn.value}deg) scale(${scale.value})`),
    /** Size of each shown picture on the stage, or nothing while it is not known. */
    boxes: computed(() =>
      placePictures(shown.value.map((each) => natural.get(each)), { stage, mode: mode.value, lying: turn.value % 180 !== 0 }),
    ),
    reset() {
      index.value = 0
      turn.value = 0
      mode.value = 'one'
      split.value = 50
      natural.clear()
      fit()
    },
    fit() {
      turn.value = 0
      split.value = 50
      fit()
    },
    step(by: number) {
      if (count() === 0) return
      index.value = (index.value + by + count()) % count()
      fit()
    },
    pick(to: number) {
      index.value = to
      fit()
    },
    zoom(by: number) {
      level.value = Math.min(steps.length - 1, Math.max(0, level.value + by))
      if (level.value === 0) fit()
      else pan(0, 0)
    },
    rotate() {
      turn.value = (turn.value + 90) % 360
    },
    single: () => (mode.value = 'one'),
    toggleBeside: () => toggle('beside'),
    toggleSlide: () => toggle('slide'),
    /** Moves the divider one step; the first step lays the pictures over each other. */
    slide(by: number) {
      if (count() < 2) return
      if (mode.value === 'slide') split.value = Math.min(100, Math.max(0, split.value + by * slideStep))
      else mode.value = 'slide'
    },
    know: (place: number, size: Measured) => void natural.set(place, size),
    pan,
    panBy: (x: number, y: number) => pan(x * panStep, y * panStep),
  }
}

export type ViewerModel = ReturnType<typeof useViewer>
