const shape = /^#([A-Za-z0-9_-]{20,100})$/

/**
 * The secret of the link, read once. It stands behind the #, which a browser never sends, and is taken off the address
 * at once, so that neither the history nor a shared screen keeps it.
 */
export function takeToken(): string | undefined {
  const found = shape.exec(location.hash)?.[1]
  if (location.hash !== '' || location.search !== '') history.replaceState(null, '', location.pathname)
  return found
}

/** A second touch on a link while the page stands changes only what is behind the #: begin anew with it. */
export function followNewLinks(): void {
  addEventListener('hashchange', () => {
    if (shape.test(location.hash)) location.reload()
  })
}

/** A page that comes back out of the browser's cache would show what was wiped: load it anew. */
export function refuseRestoredPages(): void {
  addEventListener('pageshow', (event) => {
    if (event.persisted) location.reload()
  })
}
