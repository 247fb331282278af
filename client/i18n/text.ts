import { language } from '../state/language.svelte.ts'

/**
 * The messages of one area in the chosen language. Reading it in a template or `$derived` follows the language.
 * Areas of lazily loaded workspaces use it directly, so that their words load with them:
 * `const t = $derived(text({ en, zh }))`.
 */
export function text<T>(area: { en: T; zh: T }): T {
  return area[language.current]
}
