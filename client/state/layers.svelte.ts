import type { LayerDefinition, LayerName } from '../layers/definition.ts'
import { movedInBand } from '../layers/order.ts'
import { isLayerName, layerNamed, LAYERS } from '../layers/registry.ts'
import { preferences } from './preferences.svelte.ts'
import { session } from './session.svelte.ts'
import { url } from './url.svelte.ts'

export interface LayerSetting {
  name: LayerName
  /** 0 to 100. */
  opacityPercent: number
}

/**
 * `grids,courtyards.60,patrol-lines` -> settings, bottom to top. Unknown names are left out, `none` means no layer at all.
 */
export function parseLayers(text: string): LayerSetting[] {
  return text.split(',').flatMap((part) => {
    const [name = '', opacity] = part.split('.')
    const opacityPercent = opacity === undefined ? 100 : Math.min(100, Math.max(10, Number(opacity) || 100))
    return isLayerName(name) ? [{ name, opacityPercent }] : []
  })
}

export function writeLayers(settings: readonly LayerSetting[]): string {
  if (settings.length === 0) return 'none'
  return settings
    .map(({ name, opacityPercent }) => (opacityPercent === 100 ? name : `${name}.${opacityPercent}`))
    .join(',')
}

/** Which layers are drawn, how strongly, in which order: in the URL as `l`, remembered with the account. */
class LayersState {
  #settings = $derived.by((): LayerSetting[] => {
    const text = url.get('l') ?? preferences.values.layers
    return text === undefined ? this.#usual() : parseLayers(text)
  })

  /** The layers that this person may see, in the registry's order. */
  get available(): readonly LayerDefinition[] {
    return LAYERS.filter((layer) => session.maySee(layer.name))
  }

  /** Visible layers, bottom to top. */
  get visible(): readonly LayerSetting[] {
    return this.#settings.filter(({ name }) => session.maySee(name))
  }

  isVisible(name: LayerName): boolean {
    return this.#settings.some((setting) => setting.name === name)
  }

  opacityPercent(name: LayerName): number {
    return this.#settings.find((setting) => setting.name === name)?.opacityPercent ?? 100
  }

  show(name: LayerName): void {
    if (this.isVisible(name)) return
    const rank = (layer: string) => LAYERS.findIndex((definition) => definition.name === layer)
    const next = [...this.#settings]
    const above = next.findIndex((setting) => rank(setting.name) > rank(name))
    next.splice(above === -1 ? next.length : above, 0, { name, opacityPercent: 100 })
    this.#write(next)
  }

  hide(name: LayerName): void {
    this.#write(this.#settings.filter((setting) => setting.name !== name))
  }

  toggle(name: LayerName): void {
    if (this.isVisible(name)) this.hide(name)
    else this.show(name)
  }

  /** For a workspace that opens with its own picture: shows exactly these, once, without touching what is remembered. */
  showOnly(names: readonly LayerName[]): void {
    const chosen = LAYERS.filter((layer) => names.includes(layer.name))
    url.set({ l: writeLayers(chosen.map(({ name }) => ({ name, opacityPercent: 100 }))) }, { replace: true })
  }

  setOpacity(name: LayerName, opacityPercent: number): void {
    this.#write(
      this.#settings.map((setting) => (setting.name === name ? { ...setting, opacityPercent } : setting)),
      true,
    )
  }

  /** Moves a visible layer among those of its band; `fromTop` 0 is the topmost of them. */
  moveTo(name: LayerName, fromTop: number): void {
    const drawn = this.#settings.map((setting) => ({ ...setting, band: layerNamed(setting.name)!.band }))
    this.#write(movedInBand(drawn, name, fromTop))
  }

  reset(): void {
    preferences.set({ layers: undefined })
    url.set({ l: null })
  }

  #usual(): LayerSetting[] {
    return LAYERS.filter((layer) => session.role && layer.defaultFor.includes(session.role)).map(
      ({ name }) => ({
        name,
        opacityPercent: 100,
      }),
    )
  }

  #write(settings: readonly LayerSetting[], replace = false): void {
    const text = writeLayers(settings)
    preferences.set({ layers: text })
    url.set({ l: text }, { replace })
  }
}

export const layers = new LayersState()
