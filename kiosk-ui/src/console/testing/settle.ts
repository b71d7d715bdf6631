import { nextTick } from 'vue'
import { vi } from 'vitest'

/** Lets answers arrive and the screen follow, with fake timers, and then `ms` pass. */
export async function settle(ms = 0): Promise<void> {
  for (let turn = 0; turn < 6; turn++) {
    await vi.advanceTimersByTimeAsync(0)
    await nextTick()
  }
  if (ms === 0) return
  await vi.advanceTimersByTimeAsync(ms)
  await settle()
}

/** Presses a key where the focus is. */
export function press(key: string, more: KeyboardEventInit = {}): void {
  // Vue skips a listener attached in the very millisecond of the event; a person is never that fast.
  vi.advanceTimersByTime(2)
  const target = document.activeElement ?? document.body
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more })
  const free = target.dispatchEvent(event)
  // What a browser does by itself: Enter presses the focused button.
  if (free && key === 'Enter' && target instanceof HTMLButtonElement && !target.disabled) target.click()
}

/** Presses one key after another and lets the screen follow each; `Shift+j` and `Ctrl+k` as commands write them. */
export async function keys(...all: string[]): Promise<void> {
  for (const key of all) {
    const [last = key, ...held] = key.length > 1 ? key.split('+').reverse() : [key]
    press(last, { shiftKey: held.includes('Shift'), ctrlKey: held.includes('Ctrl') })
    await settle()
  }
}
