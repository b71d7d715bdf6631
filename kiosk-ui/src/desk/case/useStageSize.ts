import { type Ref, onBeforeUnmount, watch } from 'vue'
import type { Measured } from './placement'

/** Keeps `size` at the inner size of `element` while it stands on the screen. */
export function useStageSize(element: Ref<HTMLElement | undefined>, size: Measured): void {
  const observer = new ResizeObserver((entries) => {
    const box = entries[entries.length - 1]?.contentRect
    if (box) Object.assign(size, { width: box.width, height: box.height })
  })
  watch(
    element,
    (now) => {
      observer.disconnect()
      if (now) observer.observe(now)
    },
    { immediate: true },
  )
  onBeforeUnmount(() => observer.disconnect())
}
