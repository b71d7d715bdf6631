import { onBeforeUnmount, onMounted } from 'vue'

/**
 * Asks again and again while the component stands, never two requests at once, and never after it has gone. A failing
 * request is asked again at the same pace: the screen says that it waits.
 */
export function usePoll(ask: () => Promise<unknown>, milliseconds: number, immediately = true): void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let gone = false

  async function round() {
    try {
      await ask()
    } finally {
      if (!gone) timer = setTimeout(() => void round().catch(() => undefined), milliseconds)
    }
  }

  onMounted(() => {
    if (immediately) void round().catch(() => undefined)
    else timer = setTimeout(() => void round().catch(() => undefined), milliseconds)
  })
  onBeforeUnmount(() => {
    gone = true
    clearTimeout(timer)
  })
}
