import { computed, reactive, ref } from 'vue'

const steps = [1, 1.5, 2, 3, 4, 6] as const
const panStep = 60

/** How the pictures are looked at: which one, how large, which way up, and whether two stand side by side at one scale. */
export function useViewer(count: () => number) {
  const index = ref(0)
  const level = ref(0)
  const turn = ref(0)
  const beside = ref(false)
  const at = reactive({ x: 0, y: 0 })

  function fit() {
    level.value = 0
    at.x = 0
    at.y = 0
  }

  function pan(x: number, y: number) {
    if (level.value === 0) return
    at.x += x
    at.y += y
  }

  return {
    index,
    turn,
    beside,
    zoomed: computed(() => level.value > 0),
    scale: computed(() => steps[level.value] ?? 1),
    /** Places of the pictures on the stage. */
    shown: computed(() => {
      if (count() === 0) return []
      return beside.value && count() > 1 ? [index.value, (index.value + 1) % count()] : [index.value]
    }),
    transform: computed(() => `translate(${at.x}px, ${at.y}px) rotate(${turn.value}deg) scale(${steps[level.value] ?? 1})`),
    reset() {
      index.value = 0
      turn.value = 0
      beside.value = false
      fit()
    },
    fit() {
      turn.value = 0
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
    },
    rotate() {
      turn.value = (turn.value + 90) % 360
    },
    toggleBeside() {
      if (count() > 1) beside.value = !beside.value
    },
    pan,
    panBy: (x: number, y: number) => pan(x * panStep, y * panStep),
  }
}
