import { type Ref, onScopeDispose, ref } from 'vue'

/** One thing that can be done with the keyboard. */
export interface Command {
  /** Stable name, also the key of its text in the sheet. */
  id: string
  /** `j`, `Shift+e`, `Enter`, `ArrowDown`, `?`, or two strokes one after another: `g q`. */
  keys: string[]
  run: () => void
  /** Whether it means something now; the sheet lists it anyway. */
  when?: () => boolean
}

const typing = new Set(['INPUT', 'TEXTAREA', 'SELECT'])

/** Whether keys belong to the element, because the person types there. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target instanceof HTMLInputElement) return !['radio', 'checkbox', 'button', 'submit'].includes(target.type)
  return typing.has(target.tagName) || target.isContentEditable
}

/** The stroke of an event as commands write it. */
export function stroke(event: KeyboardEvent): string {
  const letter = /^[A-Za-z]$/.test(event.key)
  const key = letter ? event.key.toLowerCase() : event.key
  return letter && event.shiftKey ? `Shift+${key}` : key
}

/** Keys that every element uses for itself: they are commands only while nothing has the focus. */
const ofElements = new Set(['Enter', 'ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight'])

/** Whether a stroke is a printable character, which the person can switch off (WCAG 2.1.4). */
export const isCharacter = (keys: string): boolean => keys.split(' ').some((each) => each.replace(/^Shift\+/, '').length === 1)

/** The value of aria-keyshortcuts. */
export const shortcuts = (keys: string[]): string =>
  keys
    .filter((each) => !each.includes(' '))
    .map((each) => (each === ' ' ? 'Space' : each))
    .join(' ')

const secondStrokeWithin = 1500

export interface Keyboard {
  /** Single characters do something. */
  letters: Ref<boolean>
  /** The first stroke of a pair that waits for the second, or nothing. */
  pending: Ref<string>
  stop: () => void
}

/**
 * Listens for the keys of `commands` in the whole document. Keys with Ctrl, Alt or Meta are the browser's, keys in
 * input fields are the person's; Escape alone works everywhere. A dialog that is open takes all keys for itself.
 */
export function useKeyboard(commands: () => Command[]): Keyboard {
  const letters = ref(true)
  const pending = ref('')
  let timer: ReturnType<typeof setTimeout> | undefined

  function forget() {
    pending.value = ''
    if (timer !== undefined) clearTimeout(timer)
  }

  function find(keys: string): Command | undefined {
    return commands().find((each) => each.keys.includes(keys) && (each.when?.() ?? true))
  }

  function onKey(event: KeyboardEvent) {
    if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return
    if (document.querySelector('dialog[open]')) return
    if (isTyping(event.target) && event.key !== 'Escape') return
    if (ofElements.has(event.key) && event.target !== document.body) return
    const last = stroke(event)
    const keys = pending.value ? `${pending.value} ${last}` : last
    forget()
    if (isCharacter(keys) && !letters.value) return
    const command = find(keys)
    if (command) {
      event.preventDefault()
      command.run()
      return
    }
    if (commands().some((each) => each.keys.some((pair) => pair.startsWith(`${keys} `)))) {
      event.preventDefault()
      pending.value = keys
      timer = setTimeout(forget, secondStrokeWithin)
    }
  }

  document.addEventListener('keydown', onKey)
  const stop = () => {
    document.removeEventListener('keydown', onKey)
    forget()
  }
  onScopeDispose(stop)
  return { letters, pending, stop }
}
