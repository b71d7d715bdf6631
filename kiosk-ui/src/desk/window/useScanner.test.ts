import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type EffectScope, effectScope } from 'vue'
import { useScanner } from './useScanner'

let scope: EffectScope
let scans: string[]
let heard: string[]
let enabled: boolean
const listen = (event: KeyboardEvent) => heard.push(event.key)

/** Presses keys, `gap` milliseconds apart. */
function type(text: string[], gap: number, target: EventTarget = document.body) {
  for (const key of text) {
    vi.advanceTimersByTime(gap)
    const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true })
    Object.defineProperty(event, 'timeStamp', { value: Date.now() })
    target.dispatchEvent(event)
  }
}

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 })
  scans = []
  heard = []
  enabled = true
  scope = effectScope()
  scope.run(() => useScanner(() => enabled, (text) => scans.push(text)))
  document.addEventListener('keydown', listen)
})
afterEach(() => {
  scope.stop()
  document.removeEventListener('keydown', listen)
  document.body.innerHTML = ''
  vi.useRealTimers()
})

describe('a scanner', () => {
  it('is heard wherever the focus is, and presses no shortcut', () => {
    type([...'onevisit:261124-ABC123', 'Enter'], 3)
    vi.advanceTimersByTime(500)
    expect(scans).toEqual(['onevisit:261124-ABC123'])
    expect(heard).toEqual([])
  })

  it('whose Enter never comes does nothing', () => {
    type([...'onevisit:2611'], 3)
    vi.advanceTimersByTime(500)
    expect(scans).toEqual([])
    expect(heard).toEqual([])
  })

  it('presses at most its first character when the page is slow to hear it', () => {
    type(['O'], 100)
    vi.advanceTimersByTime(500)
    // Pressed at once after the first, heard half a second later.
    let pressed = 1_000_100
    for (const key of [...'V1-26', 'Enter']) {
      const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true })
      Object.defineProperty(event, 'timeStamp', { value: (pressed += 3) })
      document.body.dispatchEvent(event)
    }
    expect(scans).toEqual(['OV1-26'])
    expect(heard).toEqual(['O'])
  })

  it('types into a field like a keyboard', () => {
    const field = document.body.appendChild(document.createElement('input'))
    type([...'261124', 'Enter'], 3, field)
    expect(scans).toEqual([])
    expect(heard).toHaveLength(7)
  })
})

describe('a hand', () => {
  it('presses keys as ever, a moment later', () => {
    type(['1'], 100)
    expect(heard).toEqual([])
    vi.advanceTimersByTime(100)
    expect(heard).toEqual(['1'])
  })

  it('presses two keys one after another', () => {
    type(['g', 'w'], 120)
    vi.advanceTimersByTime(100)
    expect(heard).toEqual(['g', 'w'])
  })

  it('presses Enter at once', () => {
    type(['Enter'], 100)
    expect(heard).toEqual(['Enter'])
    expect(scans).toEqual([])
  })
})

it('a page that is not shown hears nothing', () => {
  enabled = false
  type([...'onevisit:1', 'Enter'], 3)
  expect(scans).toEqual([])
  expect(heard).toHaveLength(11)
})
