import { preferences } from './preferences.svelte.ts'

export type ThemeChoice = 'light' | 'dark' | 'system'

const STORAGE_KEY = 'xunge.theme'
const systemDark = matchMedia('(prefers-color-scheme: dark)')

function remembered(): ThemeChoice {
  const value = localStorage.getItem(STORAGE_KEY)
  return value === 'light' || value === 'dark' ? value : 'system'
}

/** Light or dark: the device's choice unless the person chose. */
class ThemeState {
  #choice = $state<ThemeChoice>(remembered())
  #systemDark = $state(systemDark.matches)
  /** While a sheet is laid out: paper is white, so all that is drawn takes the light colours. The interface around it stays as it is. */
  onPaper = $state(false)

  constructor() {
    systemDark.addEventListener('change', (event) => {
      this.#systemDark = event.matches
      this.#applyToDocument()
    })
    this.#applyToDocument()
  }

  get choice(): ThemeChoice {
    return this.#choice
  }

  get current(): 'light' | 'dark' {
    if (this.onPaper) return 'light'
    if (this.#choice !== 'system') return this.#choice
    return this.#systemDark ? 'dark' : 'light'
  }

  choose(choice: ThemeChoice): void {
    this.#choice = choice
    localStorage.setItem(STORAGE_KEY, choice)
    preferences.set({ theme: choice })
    this.#applyToDocument()
  }

  toggle(): void {
    this.choose(this.current === 'dark' ? 'light' : 'dark')
  }

  #applyToDocument(): void {
    document.documentElement.dataset.theme = this.current
  }
}

export const theme = new ThemeState()
