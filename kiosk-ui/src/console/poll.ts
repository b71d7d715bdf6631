import { onScopeDispose } from 'vue'

/**
 * Runs `work` again `every` milliseconds after it last ended, never twice at once; the first time after the same
 * wait. Stops with the component. A hidden
 * tab waits until it is looked at, then runs at once; so does one whose network comes back.
 */
export function usePoll(work: () => Promise<void>, every: number | (() => number)): { now: () => Promise<void>; stop: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined
  let running: Promise<void> | undefined
  let stopped = false

  function plan() {
    if (timer !== undefined) clearTimeout(timer)
    timer = stopped ? undefined : setTimeout(() => void tick(), typeof every === 'number' ? every : every())
  }

  async function tick() {
    if (document.visibilityState === 'hidden') {
      plan()
      return
    }
    await run()
  }

  function run(): Promise<void> {
    running ??= work().finally(() => {
      running = undefined
      plan()
    })
    return running
  }

  const seen = () => {
    if (document.visibilityState === 'visible' && !stopped) void run()
  }
  document.addEventListener('visibilitychange', seen)
  window.addEventListener('online', seen)
  plan()

  function stop() {
    stopped = true
    document.removeEventListener('visibilitychange', seen)
    window.removeEventListener('online', seen)
    if (timer !== undefined) clearTimeout(timer)
  }
  onScopeDispose(stop)
  return { now: run, stop }
}
