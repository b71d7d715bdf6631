import type { EndReason } from './session'

const endings: readonly EndReason[] = ['finished', 'cancelled', 'idle', 'reloaded', 'device']
const parameter = 'ended'

/**
 * Leaves the document for a new one. Nothing is cleared piece by piece: memory, forms, timers and listeners go with the
 * document, and replace leaves no entry to go back to. How the visit ended is the only thing carried over.
 */
export function leaveDocument(reason: EndReason): void {
  globalThis.getSelection?.()?.removeAllRanges()
  location.replace(`${location.pathname}?${parameter}=${reason}`)
}

/** How the visit before this document ended, read once and taken off the address. */
export function endingOfLastVisit(): EndReason | undefined {
  const value = new URLSearchParams(location.search).get(parameter)
  if (location.search !== '' || location.hash !== '') history.replaceState(null, '', location.pathname)
  return endings.find((ending) => ending === value)
}

/** A page that comes back out of the browser's cache would show the person before: load it anew. */
export function refuseRestoredPages(): void {
  addEventListener('pageshow', (event) => {
    if (event.persisted) location.reload()
  })
}
