import { onMounted, type Ref, shallowRef } from 'vue'
import { type Trouble, useAct } from '@/flow/useAct'

/** Loads what a screen shows when it appears, and again when asked. */
export function useLoad<T>(load: () => Promise<T>): { data: Ref<T | undefined>; busy: Ref<boolean>; trouble: Ref<Trouble | undefined>; again: () => Promise<boolean> } {
  const { busy, trouble, run } = useAct()
  const data = shallowRef<T>()
  const again = () =>
    run(async () => {
      data.value = await load()
    })
  onMounted(again)
  return { data, busy, trouble, again }
}
