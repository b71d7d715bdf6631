import { type InjectionKey, computed, inject, onScopeDispose, readonly, ref, shallowReactive } from 'vue'
import type { Role } from '@/console/staff'
import { type DeskAddress, readAddress, writeAddress } from './deskAddress'
import type { DeskCommand } from './deskCommands'
import { type DeskPage, type PageName, pagesFor } from './deskPages'

/** Which page is open, kept with the queue's filter in the address, and the commands pages bring along. */
export function usePages(role: () => Role) {
  const address = ref<DeskAddress>(readAddress(location.search))
  const extra = shallowReactive(new Set<() => DeskCommand[]>())

  const pages = computed(() => pagesFor(role()))
  const page = computed<DeskPage>(() => pages.value.find((each) => each.name === address.value.page) ?? (pages.value[0] as DeskPage))

  function change(to: Partial<DeskAddress>, how: 'push' | 'replace') {
    address.value = { ...address.value, ...to }
    const search = writeAddress(address.value)
    const url = `${location.pathname}${search}`
    if (how === 'push') history.pushState(null, '', url)
    else history.replaceState(null, '', url)
  }

  const back = () => (address.value = readAddress(location.search))
  window.addEventListener('popstate', back)
  onScopeDispose(() => window.removeEventListener('popstate', back))

  return {
    pages,
    page,
    address: readonly(address),
    go(name: PageName) {
      if (name !== page.value.name) change({ page: name }, 'push')
    },
    filter: (to: Partial<DeskAddress>) => change(to, 'replace'),
    extraCommands: computed(() => [...extra].flatMap((each) => each())),
    add(commands: () => DeskCommand[]) {
      extra.add(commands)
      return () => void extra.delete(commands)
    },
  }
}

export type PagesModel = ReturnType<typeof usePages>
export const pagesKey: InjectionKey<PagesModel> = Symbol('pages')

export function injectPages(): PagesModel {
  const pages = inject(pagesKey)
  if (!pages) throw new Error('no pages were provided')
  return pages
}

/** Adds a page's own commands to the table of all commands while the page is on the screen. */
export function usePageCommands(commands: () => DeskCommand[]): void {
  onScopeDispose(injectPages().add(commands))
}
