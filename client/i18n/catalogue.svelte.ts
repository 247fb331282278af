import { language, type Language } from '../state/language.svelte.ts'
import type { catalogue as english } from './en/catalogue.ts'

export type Catalogue = typeof english

const sources: Record<Language, () => Promise<{ catalogue: Catalogue }>> = {
  en: () => import('./en/catalogue.ts'),
  zh: () => import('./zh/catalogue.ts'),
}

/** The words of the first view. Only the languages that are spoken here are loaded. */
class CatalogueState {
  #loaded = $state.raw<Partial<Record<Language, Catalogue>>>({})

  get current(): Catalogue {
    const catalogue = this.#loaded[language.current]
    if (!catalogue) throw new Error(`the words in "${language.current}" were not loaded`)
    return catalogue
  }

  async load(wanted: Language): Promise<void> {
    if (this.#loaded[wanted]) return
    const { catalogue } = await sources[wanted]()
    this.#loaded = { ...this.#loaded, [wanted]: catalogue }
  }
}

export const catalogue = new CatalogueState()

/** Changes the language once its words are here. */
export async function chooseLanguage(next: Language): Promise<void> {
  await catalogue.load(next)
  language.choose(next)
}
