import { inject, type InjectionKey } from 'vue'
import type { Field } from './answers'

/** Who brings the keyboard: the screen itself at a kiosk, the system on a phone. */
export type Keyboard = 'ours' | 'system'

export const keyboardKey: InjectionKey<Keyboard> = Symbol('keyboard')

export const useKeyboard = (): Keyboard => inject(keyboardKey, 'ours')

/** Which keyboard the system is asked for; none where the screen has its own, and a plugged-in one works all the same. */
export function inputModeOf(kind: Field['kind'], keyboard: Keyboard): 'none' | 'tel' | 'numeric' | 'text' {
  if (keyboard === 'ours') return 'none'
  if (kind === 'mobile') return 'tel'
  return kind === 'digits' || kind === 'date' ? 'numeric' : 'text'
}
