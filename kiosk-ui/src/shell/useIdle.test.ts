import { enableAutoUnmount, mount } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h, ref } from 'vue'
import { type IdleMode, useIdle } from './useIdle'

const warn = vi.fn()
const expire = vi.fn()
const active = vi.fn()

function watchFor(limits = { warnAfter: 60, warnFor: 30 }) {
  const mode = ref<IdleMode>('watching')
  const bounds = ref(limits)
  let seconds: () => number = () => 0
  const wrapper = mount(
    defineComponent({
      setup() {
        const { left } = useIdle(mode, bounds, { warn, expire, active })
        seconds = () => left.value
        return () => h('p')
      },
    }),
  )
  return { mode, bounds, left: () => seconds(), wrapper }
}

enableAutoUnmount(afterEach)
beforeEach(() => vi.useFakeTimers())
afterEach(() => {
  vi.useRealTimers()
  vi.clearAllMocks()
})

describe('the idle watch', () => {
  it('warns at 60 s without a sign of life, not before', () => {
    watchFor()
    vi.advanceTimersByTime(59_900)
    expect(warn).not.toHaveBeenCalled()
    vi.advanceTimersByTime(200)
    expect(warn).toHaveBeenCalledTimes(1)
  })

  it('warns at 150 s in large type, and stands 45 s then', () => {
    const { mode, left } = watchFor({ warnAfter: 150, warnFor: 45 })
    vi.advanceTimersByTime(149_000)
    expect(warn).not.toHaveBeenCalled()
    vi.advanceTimersByTime(1_100)
    mode.value = 'warned'
    expect(left()).toBe(45)
    vi.advanceTimersByTime(44_000)
    expect(expire).not.toHaveBeenCalled()
    vi.advanceTimersByTime(1_100)
    expect(expire).toHaveBeenCalledTimes(1)
  })

  it.each(['pointerdown', 'keydown'])('begins anew with every %s', (sign) => {
    watchFor()
    vi.advanceTimersByTime(59_000)
    dispatchEvent(new Event(sign))
    vi.advanceTimersByTime(59_000)
    expect(warn).not.toHaveBeenCalled()
    expect(active).toHaveBeenCalledTimes(1)
  })

  it('does not take a touch beside the warning for an answer', () => {
    const { mode } = watchFor()
    mode.value = 'warned'
    vi.advanceTimersByTime(20_000)
    dispatchEvent(new Event('pointerdown'))
    vi.advanceTimersByTime(10_100)
    expect(expire).toHaveBeenCalledTimes(1)
    expect(active).not.toHaveBeenCalled()
  })

  it('gives the whole time again after each extension, ten times and more', () => {
    const { mode } = watchFor()
    for (let round = 1; round <= 12; round++) {
      vi.advanceTimersByTime(60_100)
      expect(warn).toHaveBeenCalledTimes(round)
      mode.value = 'warned'
      vi.advanceTimersByTime(29_000)
      mode.value = 'watching'
    }
    expect(expire).not.toHaveBeenCalled()
  })

  it('does nothing while it is off, and stops with its component', () => {
    const { mode, wrapper } = watchFor()
    mode.value = 'off'
    vi.advanceTimersByTime(600_000)
    expect(warn).not.toHaveBeenCalled()
    mode.value = 'watching'
    wrapper.unmount()
    vi.advanceTimersByTime(600_000)
    expect(warn).not.toHaveBeenCalled()
  })
})
