import { url } from './url.svelte.ts'

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
    const match = /^([a-z-]+)\/(\d+)$/.exec(url.get('s') ?? '')
    return match?.[1] && match[2] ? { layer: match[1], id: Number(match[2]) } : null
  })
  #hovered = $state.raw<Target | null>(null)

  get current(): Target | null {
    return this.#current
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

  hover(target: Target | null): void {
    if (!sameTarget(this.#hovered, target)) this.#hovered = target
  }
}

export const selection = new SelectionState()
