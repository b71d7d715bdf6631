/** Two short tones, so that a warning is heard and not only seen. A machine without sound stays silent. */
export function chime(): void {
  if (typeof AudioContext === 'undefined') return
  try {
    const context = new AudioContext()
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
    setTimeout(() => void context.close(), 1000)
  } catch {
    // No output device: the warning is on the screen all the same.
  }
}
