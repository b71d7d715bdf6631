import { onBeforeUnmount, onMounted, type Ref, ref } from 'vue'
import type { Language } from '@/i18n/texts'

export interface Speech {
  /** Whether this machine has a voice for the language: without one there is no button. */
  available: Ref<boolean>
  speaking: Ref<boolean>
  read: (element: HTMLElement | undefined) => void
  stop: () => void
}

const skipped = 'svg, nav, .hidden-visually, [aria-hidden="true"]'

/** Reads the visible text of a screen aloud with a voice of the machine. Any touch or key stops it. */
export function useSpeech(language: () => Language): Speech {
  const available = ref(false)
  const speaking = ref(false)
  const synthesis = typeof speechSynthesis === 'undefined' ? undefined : speechSynthesis

  const voice = () => synthesis?.getVoices().find((each) => each.localService && each.lang.replace('_', '-').startsWith(language().slice(0, 2)))
  const look = () => (available.value = voice() !== undefined)
  const stop = () => {
    synthesis?.cancel()
    speaking.value = false
  }

  function read(element: HTMLElement | undefined) {
    if (!synthesis || !element) return
    const copy = element.cloneNode(true) as HTMLElement
    for (const part of copy.querySelectorAll(skipped)) part.remove()
    const words = [...copy.querySelectorAll('h1, h2, p, li, dt, dd, label, button')].map((part) => part.textContent?.trim()).filter(Boolean)
    const utterance = new SpeechSynthesisUtterance(words.join('。'))
    utterance.lang = language()
    const chosen = voice()
    if (chosen) utterance.voice = chosen
    // The default pace of voices is about 180 words a minute; 120 to 125 is what is understood in a hall.
    utterance.rate = 0.8
    utterance.onend = () => (speaking.value = false)
    synthesis.cancel()
    speaking.value = true
    synthesis.speak(utterance)
  }

  onMounted(() => {
    look()
    synthesis?.addEventListener?.('voiceschanged', look)
    addEventListener('pointerdown', stop, { capture: true })
    addEventListener('keydown', stop, { capture: true })
  })
  onBeforeUnmount(() => {
    stop()
    synthesis?.removeEventListener?.('voiceschanged', look)
    removeEventListener('pointerdown', stop, { capture: true })
    removeEventListener('keydown', stop, { capture: true })
  })
  return { available, speaking, read, stop }
}
