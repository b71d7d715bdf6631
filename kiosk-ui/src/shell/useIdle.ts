import { onBeforeUnmount, onMounted, ref, type Ref, watch } from 'vue'

// WCAG 2.2.1 asks for at least 20 s of warning and at least ten extensions. The limits come from the server, which holds
// the same clock; extensions are not counted here: only its absolute limit ends a session that is still in use.
export interface IdleLimits {
  /** Seconds without a sign of life until the warning. */
  warnAfter: number
  /** Seconds the warning stands. */
  warnFor: number
}

/** off: nobody to wait for, or something must not be interrupted; watching: waiting for a sign of life; warned: counting down. */
export type IdleMode = 'off' | 'watching' | 'warned'

export interface IdleHooks {
  warn: () => void
  expire: () => void
  active: () => void
}

const signs = ['pointerdown', 'keydown'] as const

/** Watches for signs of life. Returns the seconds left of a standing warning. */
export function useIdle(mode: Ref<IdleMode>, limits: Ref<IdleLimits>, hooks: IdleHooks): { left: Ref<number>; touch: () => void } {
  const left = ref(0)
  let timer: ReturnType<typeof setTimeout> | undefined
  let deadline = 0

  function arm() {
    clearTimeout(timer)
    if (mode.value === 'off') return
    const seconds = mode.value === 'warned' ? limits.value.warnFor : limits.value.warnAfter
    deadline = Date.now() + seconds * 1000
    left.value = seconds
    tick()
  }

  // A timer of a throttled or sleeping page fires late: what counts is the deadline.
  function tick() {
    const rest = deadline - Date.now()
    left.value = Math.max(0, Math.ceil(rest / 1000))
    if (rest > 0) {
      timer = setTimeout(tick, mode.value === 'warned' ? Math.min(rest, 250) : rest)
      return
    }
    if (mode.value === 'watching') hooks.warn()
    else if (mode.value === 'warned') hooks.expire()
  }

  function touch() {
    // A standing warning goes by its own button only: a blind touch must not hide what it says.
    if (mode.value !== 'watching') return
    hooks.active()
    arm()
  }

  watch([mode, limits], arm, { flush: 'sync' })
  onMounted(() => {
    for (const sign of signs) addEventListener(sign, touch, { capture: true, passive: true })
    arm()
  })
  onBeforeUnmount(() => {
    clearTimeout(timer)
    for (const sign of signs) removeEventListener(sign, touch, { capture: true })
  })
  return { left, touch }
}
