import type { Map as MapLibreMap } from 'maplibre-gl'

/** A tool takes the map's clicks for itself from `start` until the function it returned is called. */
export interface Tool {
  name: string
  start(map: MapLibreMap): (() => void) | Promise<() => void>
}

/** At most one tool at a time; changing it always stops the old one first. */
class ToolsState {
  #active = $state.raw<string | null>(null)
  #stop: (() => void) | null = null

  get active(): string | null {
    return this.#active
  }

  async start(tool: Tool, map: MapLibreMap): Promise<void> {
    this.stop()
    this.#active = tool.name
    const stop = await tool.start(map)
    // Left while it was still loading.
    if (this.#active === tool.name) this.#stop = stop
    else stop()
  }

  stop(): void {
    this.#stop?.()
    this.#stop = null
    this.#active = null
  }
}

export const tools = new ToolsState()
