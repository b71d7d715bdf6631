/** A page of a paper, kept as an address of its own: it stays when the session and its addresses are gone. */
export async function pictureAt(address: string): Promise<string> {
  const answer = await fetch(address)
  if (!answer.ok) throw new Error(`no picture of the page: ${answer.status}`)
  return `data:image/svg+xml;charset=utf-8,${encodeURIComponent(await answer.text())}`
}
