export type Language = 'zh' | 'en'

const STORAGE_KEY = 'xunge.language'

/** Chinese first; a choice is remembered in this browser and, once signed in, with the account. */
class LanguageState {
  #current = $state<Language>(localStorage.getItem(STORAGE_KEY) === 'en' ? 'en' : 'zh')
  /** The district's time zone, in which every time is shown. */
  timeZone = $state('Asia/Shanghai')

  constructor() {
    this.#applyToDocument()
  }

  get current(): Language {
    return this.#current
  }

  /** The tag for `Intl` and the `lang` attribute. */
  get tag(): string {
    return this.#current === 'zh' ? 'zh-CN' : 'en'
  }

  choose(next: Language): void {
    this.#current = next
    localStorage.setItem(STORAGE_KEY, next)
    this.#applyToDocument()
  }

  #applyToDocument(): void {
    document.documentElement.lang = this.tag
  }
}

export const language = new LanguageState()
