import type { Ref } from 'vue'

/**
 * Moves the focus through the rows of a table. A row's first control carries `data-row` with the row's id; the row
 * that holds the focus is the current one.
 */
export function useRows(root: Ref<HTMLElement | undefined>) {
  const all = () => [...(root.value?.querySelectorAll<HTMLElement>('[data-row]') ?? [])]
  const holder = () => document.activeElement?.closest('tr, li')?.querySelector<HTMLElement>('[data-row]')

  return {
    /** The id of the row the focus is in. */
    current: () => holder()?.dataset['row'],
    move(by: number) {
      const rows = all()
      const at = rows.findIndex((row) => row === holder())
      const next = at < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, at + by))
      rows[next]?.focus()
    },
    focus: (id: string) => all().find((row) => row.dataset['row'] === id)?.focus(),
  }
}
