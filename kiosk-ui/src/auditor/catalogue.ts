import { type ComputedRef, type InjectionKey, computed, inject } from 'vue'
import type { FilterName } from './address'
import type { FigureCatalogue, FigureDimension, FigureEntry } from './auditorApi'

export interface Catalogue {
  /** Undefined until it was read. */
  known: ComputedRef<FigureCatalogue | undefined>
  figure: (code: string) => FigureEntry | undefined
  dimension: (name: string) => FigureDimension | undefined
  /** What a value of a filter is called; the value itself where nothing is known of it. */
  textOf: (name: FilterName, value: string) => string
}

export const catalogueKey: InjectionKey<Catalogue> = Symbol('figure catalogue')

export function createCatalogue(known: () => FigureCatalogue | undefined): Catalogue {
  const dimension = (name: string) => known()?.dimensions.find((each) => each.name === name)
  return {
    known: computed(known),
    figure: (code) => known()?.figures.find((each) => each.code === code),
    dimension,
    textOf: (name, value) => dimension(name)?.values.find((each) => each.value === value)?.text ?? value,
  }
}

export function useCatalogue(): Catalogue {
  const catalogue = inject(catalogueKey)
  if (!catalogue) throw new Error('no catalogue was provided')
  return catalogue
}
