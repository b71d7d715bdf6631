import { computed, type ComputedRef, onBeforeUnmount, onMounted, type Ref, ref } from 'vue'
import { type Panel, panels } from '@/styles/sizes'

/**
 * The screens are drawn for two fixed panels. A kiosk shows one of them at its own size; any other window, such as a
 * developer's browser, shows it scaled to fit beside what is docked at the right.
 */
export function useFrame(chosen: Ref<Panel | undefined>, dockWidth: Ref<number>): { panel: ComputedRef<Panel>; transform: ComputedRef<string>; docked: ComputedRef<boolean> } {
  const width = ref(innerWidth)
  const height = ref(innerHeight)
  const measure = () => {
    width.value = innerWidth
    height.value = innerHeight
  }
  onMounted(() => addEventListener('resize', measure))
  onBeforeUnmount(() => removeEventListener('resize', measure))

  const panel = computed<Panel>(() => chosen.value ?? (height.value > width.value ? 'portrait' : 'landscape'))
  const exact = computed(() => width.value === panels[panel.value].width && height.value === panels[panel.value].height)
  const docked = computed(() => dockWidth.value > 0 && !exact.value && width.value - dockWidth.value >= 480)
  const transform = computed(() => {
    if (exact.value) return 'none'
    const { width: w, height: h } = panels[panel.value]
    const room = width.value - (docked.value ? dockWidth.value : 0)
    const scale = Math.min(room / w, height.value / h)
    const left = Math.max(0, (room - w * scale) / 2)
    const top = Math.max(0, (height.value - h * scale) / 2)
    return `translate(${left}px, ${top}px) scale(${scale})`
  })
  return { panel, transform, docked }
}
