/** Two short tones, so that a warning is heard and not only seen. A machine without sound stays silent. */
export function chime(): void {
  sound((context) => {
    const gain = context.createGain()
    gain.gain.value = 0.12
    gain.connect(context.destination)
    for (const [index, frequency] of [660, 880].entries()) {
      const tone = context.createOscillator()
      tone.frequency.value = frequency
      tone.connect(gain)
      tone.start(context.currentTime + index * 0.22)
      tone.stop(context.currentTime + index * 0.22 + 0.16)
    }
  }, 1000)
}

/** One soft tone that dies away by itself, for a number that is called: heard by who waits for it, no alarm to others. */
export function gong(): void {
  sound((context) => {
    const gain = context.createGain()
    gain.gain.setValueAtTime(0.0001, context.currentTime)
    gain.gain.exponentialRampToValueAtTime(0.07, context.currentTime + 0.04)
    gain.gain.exponentialRampToValueAtTime(0.0001, context.currentTime + 1.4)
    gain.connect(context.destination)
    const tone = context.createOscillator()
    tone.type = 'sine'
    tone.frequency.value = 523.25
    tone.connect(gain)
    tone.start()
    tone.stop(context.currentTime + 1.5)
  }, 2000)
}

function sound(play: (context: AudioContext) => void, milliseconds: number): void {
  if (typeof AudioContext === 'undefined') return
  try {
    const context = new AudioContext()
    play(context)
    setTimeout(() => void context.close(), milliseconds)
  } catch {
    // No output device: what it says is on the screen all the same.
  }
}
