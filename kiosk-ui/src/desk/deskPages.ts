import { type Component, defineAsyncComponent } from 'vue'
import type { Role } from '@/console/staff'
import type { Lane } from './deskApi'
import type { DeskKey } from './texts'

/**
 * A page of the desk. A page with a lane is the queue's workspace showing that lane; any other brings its component,
 * loaded when it is first opened, with the prop `me`. Pages inject the desk (`injectDesk`) and the way to other pages
 * (`injectPages`), and add commands of their own with `usePageCommands`.
 */
export interface DeskPage {
  name: PageName
  /** The two strokes that open it: `g q`. */
  keys: string
  label: DeskKey
  /** Who sees it: `clerk` for everybody at a desk. */
  role: Extract<Role, 'clerk' | 'supervisor'>
  lane?: Lane
  component?: Component
}

export type PageName = 'queue' | 'mine' | 'correction' | 'second' | 'supervisor' | 'history' | 'window' | 'identity' | 'board' | 'roster' | 'definitions'

/** Every page of the desk, in the order of the navigation. */
export const deskPages: DeskPage[] = [
  { name: 'queue', keys: 'g q', label: 'desk.pages.queue', role: 'clerk', lane: 'all' },
  { name: 'mine', keys: 'g m', label: 'desk.pages.mine', role: 'clerk', lane: 'mine' },
  { name: 'correction', keys: 'g r', label: 'desk.pages.correction', role: 'clerk', lane: 'correction' },
  { name: 'second', keys: 'g 2', label: 'desk.pages.second', role: 'clerk', lane: 'second' },
  { name: 'supervisor', keys: 'g s', label: 'desk.pages.supervisor', role: 'supervisor', lane: 'supervisor' },
  { name: 'history', keys: 'g h', label: 'desk.pages.history', role: 'clerk', component: defineAsyncComponent(async () => (await import('./hall/HistoryPage.vue')).default) },
  { name: 'window', keys: 'g w', label: 'desk.pages.window', role: 'clerk', component: defineAsyncComponent(async () => (await import('./window/WindowPage.vue')).default) },
  { name: 'identity', keys: 'g i', label: 'desk.pages.identity', role: 'clerk', component: defineAsyncComponent(async () => (await import('./identity/IdentityPage.vue')).default) },
  { name: 'board', keys: 'g b', label: 'desk.pages.board', role: 'supervisor', component: defineAsyncComponent(async () => (await import('./supervisor/BoardPage.vue')).default) },
  { name: 'roster', keys: 'g o', label: 'desk.pages.roster', role: 'supervisor', component: defineAsyncComponent(async () => (await import('./supervisor/RosterPage.vue')).default) },
  { name: 'definitions', keys: 'g v', label: 'publication.title', role: 'supervisor', component: defineAsyncComponent(async () => (await import('./supervisor/DefinitionsPage.vue')).default) },
]

/** The pages somebody of this role sees. */
export const pagesFor = (role: Role): DeskPage[] => deskPages.filter((page) => page.role === 'clerk' || role === 'supervisor')
