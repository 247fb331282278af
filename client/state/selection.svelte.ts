import { url } from './url.svelte.ts'

const PATTERN = /^([a-z-]+)\/(\d{1,15})$/

export interface Target {
  layer: string
  id: number
}

export function sameTarget(a: Target | null, b: Target | null): boolean {
  return a?.layer === b?.layer && a?.id === b?.id
}

/** What is selected (in the URL as `s=layer/id`) and what the pointer or a table row points at. */
class SelectionState {
  #current = $derived.by((): Target | null => {
    const match = PATTERN.exec(url.get('s') ?? '')
    return match?.[1] && match[2] ? { layer: match[1], id: Number(match[2]) } : null
  })
  #hovered = $state.raw<Target | null>(null)
  /** What a link selected without saying where to look. */
  #unplaced = url.get('m') === null ? url.get('s') : null

  get current(): Target | null {
    return this.#current
  }

  /** Takes what cannot be the name of a thing out of the address; true when it did. */
  dropUnreadable(): boolean {
    const isUnreadable = url.get('s') !== null && this.#current === null
    if (isUnreadable) url.set({ s: null }, { replace: true })
    return isUnreadable
  }

  get hovered(): Target | null {
    return this.#hovered
  }

  select(target: Target): void {
    url.set({ s: `${target.layer}/${target.id}` })
  }

  clear(): void {
    url.set({ s: null })
  }

  /** True once, for what the opening link selected without naming a view: the map is to go there. */
  takeUnplaced({ layer, id }: Target): boolean {
    const isIt = this.#unplaced === `${layer}/${id}`
    this.#unplaced = null
    return isIt
  }

  hover(target: Target | null): void {
    if (!sameTarget(this.#hovered, target)) this.#hovered = target
  }
}

export const selection = new SelectionState()
