import type { Case, CaseRow } from './deskApi'

/** What a comparison needs of a case, or of one kept as it was. */
export type Compared = Pick<Case, 'id' | 'sections' | 'facts'>

/** One line of the comparison: what was answered, and what the register says where it says anything. */
export interface ComparedRow {
  answer: CaseRow
  register: string | undefined
  differs: boolean
}

export interface ComparedSection {
  title: string
  rows: ComparedRow[]
  /** Whether any row has a register value, so that the column is worth its space. */
  hasRegister: boolean
}

/** Sets the answers beside the register's values. A row differs when the server says so, never by comparing masks here. */
export function compare(whole: Compared): { sections: ComparedSection[]; rest: CaseRow[] } {
  const facts = new Map(whole.facts.map((fact) => [fact.field, fact]))
  const used = new Set<string>()
  const sections = whole.sections.map((section) => {
    const rows = section.rows.map((answer): ComparedRow => {
      const fact = facts.get(answer.field)
      if (fact) used.add(answer.field)
      return { answer, register: answer.register ?? fact?.value, differs: answer.register !== undefined }
    })
    return { title: section.title, rows, hasRegister: rows.some((row) => row.register !== undefined) }
  })
  return { sections, rest: whole.facts.filter((fact) => !used.has(fact.field)) }
}

/** All masked fields in the order they stand on the screen. */
export function maskedFields(whole: Compared): string[] {
  const { sections, rest } = compare(whole)
  const rows = [...sections.flatMap((section) => section.rows.map((row) => row.answer)), ...rest]
  return [...new Set(rows.filter((row) => row.masked).map((row) => row.field))]
}
