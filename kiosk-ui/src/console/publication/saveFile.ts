/** Gives the person a text as a file of this name. */
export function saveFile(name: string, text: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/yaml' }))
  link.download = name
  link.click()
  URL.revokeObjectURL(link.href)
}

/** What is shown of a version's hash. */
export const short = (hash: string): string => hash.slice(0, 12)
