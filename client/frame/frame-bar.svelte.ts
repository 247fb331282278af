import type { Component } from 'svelte'

/** The bar below the map that an open workspace brings along, in the place of the time bar. */
class FrameBarState {
  #component = $state.raw<Component | null>(null)

  get component(): Component | null {
    return this.#component
  }

  put(component: Component | null): void {
    this.#component = component
  }
}

export const frameBar = new FrameBarState()
