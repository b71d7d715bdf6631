import { onScopeDispose } from 'vue'
import { isTyping } from '@/console/commands'

/** A scanner sends its characters faster than this; no hand does. In milliseconds. */
export const burstGap = 50

/**
 * Hears a code scanner wherever the focus is. A scanner is a keyboard: its letters would press shortcuts. A character
 * outside a field waits for a moment; if more follow at once it is a scan, which ends with Enter, else it is a key
 * like any other.
 */
export function useScanner(enabled: () => boolean, onScan: (text: string) => void): void {
  const replayed = new WeakSet<Event>()
  let held: KeyboardEvent[] = []
  let last = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  function flush() {
    const keys = held
    held = []
    if (timer !== undefined) clearTimeout(timer)
    timer = undefined
    // A longer burst without its Enter is a broken scan, not a row of commands.
    if (keys.length > 2) return
    for (const key of keys) {
      const again = new KeyboardEvent('keydown', { key: key.key, code: key.code, shiftKey: key.shiftKey, bubbles: true, cancelable: true })
      replayed.add(again)
      ;(key.target ?? document.body).dispatchEvent(again)
    }
  }

  function onKey(event: KeyboardEvent) {
    if (replayed.has(event) || !enabled() || event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.repeat) return
    if (isTyping(event.target) || document.querySelector('dialog[open]')) return
    const now = event.timeStamp
    if (event.key === 'Enter' && held.length > 2 && now - last <= burstGap * 2) {
      const text = held.map((each) => each.key).join('')
      held = []
      if (timer !== undefined) clearTimeout(timer)
      swallow(event)
      onScan(text)
      return
    }
    if (event.key.length !== 1 || event.key === ' ') return
    swallow(event)
    held.push(event)
    last = now
    if (timer !== undefined) clearTimeout(timer)
    timer = setTimeout(flush, held.length > 2 ? burstGap * 2 : burstGap)
  }

  document.addEventListener('keydown', onKey, true)
  onScopeDispose(() => {
    document.removeEventListener('keydown', onKey, true)
    if (timer !== undefined) clearTimeout(timer)
  })
}

function swallow(event: KeyboardEvent) {
  event.preventDefault()
  event.stopImmediatePropagation()
}
