import { nextTick } from 'vue'

// How long the next case takes from the key that decided to the picture on the screen, as measures of the browser:
// an end-to-end test reads them, and so can anybody in the browser's tools.
const start = 'desk-decided'
export const nextCaseMeasure = 'desk-next-case'

export function markDecided(): void {
  performance.mark(start)
}

/** To be called when the next case was put in place: measures when it is on the screen. */
export async function markPainted(): Promise<void> {
  await nextTick()
  requestAnimationFrame(() => {
    // The first task after a frame begins when that frame has been painted.
    setTimeout(() => {
      performance.measure(nextCaseMeasure, start)
      performance.clearMarks(start)
    })
  })
}
