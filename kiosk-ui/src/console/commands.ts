import { type Ref, onScopeDispose, ref } from 'vue'

/** One thing that can be done with the keyboard. */
export interface Command {
  /** Stable name of the command. */
  name: string
  /** `j`, `Shift+e`, `Ctrl+k`, `Enter`, `ArrowDown`, `?`, or two strokes one after another: `g q`. */
  keys: string[]
  /** Whether it means something now; sheets and palettes list it anyway. */
  enabled: () => boolean
  run: () => void
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
  if (event.ctrlKey || event.metaKey) return `Ctrl+${key}`
  return letter && event.shiftKey ? `Shift+${key}` : key
}

/** Keys that every element uses for itself: they are commands only while nothing has the focus. */
const ofElements = new Set(['Enter', 'ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight'])

/** Whether a stroke is a printable character, which the person can switch off (WCAG 2.1.4). */
export const isCharacter = (keys: string): boolean => keys.split(' ').some((each) => each.replace(/^Shift\+/, '').length === 1)

/** The value of aria-keyshortcuts, which knows no strokes one after another. */
export const shortcuts = (keys: string[]): string | undefined =>
  keys
    .filter((each) => !each.includes(' '))
    .map((each) => each.replace(/^Ctrl\+/, 'Control+').replace(/\b[a-z]$/, (letter) => letter.toUpperCase()))
    .join(' ') || undefined

const secondStrokeWithin = 1500

export interface Keyboard {
  /** Single characters do something. */
  letters: Ref<boolean>
  /** The first stroke of a pair that waits for the second, or nothing. */
  pending: Ref<string>
  stop: () => void
}

/**
 * Listens for the keys of `commands` in the whole document. Keys in input fields are the person's, keys with Ctrl or
 * Meta the browser's unless a command names them; these and Escape work in fields too. A dialog that is open takes all
 * keys for itself.
 */
export function useKeyboard(commands: () => Command[]): Keyboard {
  const letters = ref(true)
  const pending = ref('')
  let timer: ReturnType<typeof setTimeout> | undefined

  function forget() {
    pending.value = ''
    if (timer !== undefined) clearTimeout(timer)
  }

  const find = (keys: string) => commands().find((each) => each.keys.includes(keys) && each.enabled())

  function isOurs(event: KeyboardEvent, last: string): boolean {
    if (event.defaultPrevented || event.isComposing || event.altKey) return false
    if (['Control', 'Shift', 'Meta', 'Alt'].includes(event.key)) return false
    if (document.querySelector('dialog[open]')) return false
    if (last.startsWith('Ctrl+')) return true
    if (isTyping(event.target) && event.key !== 'Escape') return false
    return !ofElements.has(event.key) || event.target === document.body
  }

  function onKey(event: KeyboardEvent) {
    const last = stroke(event)
    if (!isOurs(event, last)) return
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
