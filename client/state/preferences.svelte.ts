import { z } from 'zod'
import { readPreferences, savePreferences } from '../../api/me/contract.ts'
import { call } from '../api.ts'

const preferencesSchema = z
  .object({
    theme: z.enum(['light', 'dark', 'system']).optional(),
    language: z.enum(['zh', 'en']).optional(),
    layers: z.string().optional(),
    panelWidth: z.number().optional(),
    drawerWidth: z.number().optional(),
    panelOpen: z.boolean().optional(),
    legendOpen: z.boolean().optional(),
    /** Layers whose kinds the legend lists. */
    legendExpanded: z.array(z.string()).optional(),
  })
  .loose()

export type Preferences = z.infer<typeof preferencesSchema>

const SAVE_DELAY_MS = 800

/** What the account remembers between visits and machines. Saved a moment after the last change; a failed save costs nothing but the memory. */
class PreferencesState {
  #values = $state.raw<Preferences>({})
  #timer: ReturnType<typeof setTimeout> | undefined
  #loaded = false

  get values(): Preferences {
    return this.#values
  }

  async load(): Promise<void> {
    this.#values = await call(readPreferences)
      .then((values) => preferencesSchema.parse(values))
      .catch(() => ({}))
    this.#loaded = true
  }

  set(changes: Preferences): void {
    this.#values = { ...this.#values, ...changes }
    if (!this.#loaded) return
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      call(savePreferences, { body: JSON.parse(JSON.stringify(this.#values)) }).catch(() => undefined)
    }, SAVE_DELAY_MS)
  }

  forget(): void {
    clearTimeout(this.#timer)
    this.#values = {}
    this.#loaded = false
  }
}

export const preferences = new PreferencesState()
