import { inject, type InjectionKey, type ShallowRef, shallowRef } from 'vue'
import { type Event, reduce, type State } from './session'

export interface SessionStore {
  state: Readonly<ShallowRef<State>>
  dispatch: (event: Event) => void
}

export const sessionStore: InjectionKey<SessionStore> = Symbol('session')

export function createSessionStore(initial: State = { kind: 'out-of-service', reason: 'starting' }): SessionStore {
  const state = shallowRef<State>(initial)
  return { state, dispatch: (event) => (state.value = reduce(state.value, event)) }
}

export function useSession(): SessionStore {
  const store = inject(sessionStore)
  if (!store) throw new Error('no session store was provided')
  return store
}
