import { inject, type InjectionKey, type Ref, ref, watchEffect } from 'vue'
import type { TextMode } from '@/styles/sizes'

/** What a person may set for the session. It is never stored: the next document begins with the defaults. */
export interface Settings {
  size: Ref<TextMode>
}

export const settingsKey: InjectionKey<Settings> = Symbol('settings')

export function createSettings(): Settings {
  const size = ref<TextMode>('default')
  watchEffect(() => {
    document.documentElement.dataset['size'] = size.value
  })
  return { size }
}

export function useSettings(): Settings {
  const settings = inject(settingsKey)
  if (!settings) throw new Error('no settings were provided')
  return settings
}
