import { list } from '../../api/case-categories/contract.ts'
import { call } from '../api.ts'
import { language } from './language.svelte.ts'

export interface CaseCategory {
  code: string
  name: string
  nameEn: string
  parentCode: string | null
  sortOrder: number
}

/** The categories that filters offer, read when first asked for. */
class CaseCategoriesState {
  #all = $state.raw<readonly CaseCategory[] | null>(null)
  #failure = $state.raw<unknown>(null)
  #asked = false

  /** In their order; null until they have come. */
  get all(): readonly CaseCategory[] | null {
    this.#load()
    return this.#all
  }

  get failure(): unknown {
    return this.#failure
  }

  /** In the chosen language; the code while the names are on their way. */
  nameOf(code: string): string {
    const category = this.all?.find((known) => known.code === code)
    if (!category) return code
    return language.current === 'zh' ? category.name : category.nameEn
  }

  retry(): void {
    this.#failure = null
    this.#asked = false
    this.#load()
  }

  // Asked for while something is drawn: nothing that is followed may change before the answer.
  #load(): void {
    if (this.#asked) return
    this.#asked = true
    call(list, { query: { limit: 1000 } })
      .then(({ features }) => {
        // The filter serves figures too, and no figure holds a restricted case.
        this.#all = features
          .filter(({ properties }) => !properties.restricted)
          .map(({ properties: { parent, ...own } }) => ({ ...own, parentCode: parent?.code ?? null }))
          .toSorted((a, b) => a.sortOrder - b.sortOrder)
      })
      .catch((error: unknown) => {
        this.#failure = error
      })
  }
}

export const caseCategories = new CaseCategoriesState()
