import { onScopeDispose } from 'vue'
import { isTyping } from '@/console/commands'

/** A scanner sends its characters faster than this; no hand does. In milliseconds. */
export const burstGap = 80
/** So many quick characters may be a hand's: two strokes one after another. */
const handful = 2

/**
 * Hears a code scanner wherever the focus is. A scanner is a keyboard: its letters would press shortcuts. A character
 * outside a field waits for a moment; if more follow at once it is a scan, which ends with Enter, else it is a key
 * like any other. Once three characters came quickly none of them is a key any more, however late they are heard.
 */
export function useScanner(enabled: () => boolean, onScan: (text: string) => void): void {
  const replayed = new WeakSet<Event>()
  let text = ''
  let held: KeyboardEvent[] = []
  let last = Number.NEGATIVE_INFINITY
  let timer: ReturnType<typeof setTimeout> | undefined

  function drop(): KeyboardEvent[] {
    const keys = held
    held = []
    if (timer !== undefined) clearTimeout(timer)
    timer = undefined
    return keys
  }

  function replay() {
    for (const key of drop()) {
      const again = new KeyboardEvent('keydown', { key: key.key, code: key.code, shiftKey: key.shiftKey, bubbles: true, cancelable: true })
      replayed.add(again)
      ;(key.target ?? document.body).dispatchEvent(again)
    }
  }

  function onKey(event: KeyboardEvent) {
    if (replayed.has(event) || !enabled() || event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.repeat) return
    if (isTyping(event.target) || document.querySelector('dialog[open]')) return
    // The event's own time: when the key was pressed, not when this page found time for it.
    const quick = event.timeStamp - last <= burstGap
    if (event.key === 'Enter' && quick && text.length > handful) {
      const scanned = text
      text = ''
      drop()
      swallow(event)
      onScan(scanned)
      return
    }
    if (event.key.length !== 1 || event.key === ' ') return
    swallow(event)
    if (!quick) replay()
    text = quick ? text + event.key : event.key
    last = event.timeStamp
    if (text.length > handful) {
      drop()
      return
    }
    held.push(event)
    if (timer !== undefined) clearTimeout(timer)
    timer = setTimeout(replay, burstGap)
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
