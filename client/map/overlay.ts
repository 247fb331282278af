import type { Layer } from '@deck.gl/core'
import type { MapLibreOverlay } from '@deck.gl/maplibre'
import { mapState } from './map.svelte.ts'
import { OVERLAY_SLOT } from './style.ts'

const overlayLayers = new Map<string, Layer>()
let overlay: Promise<MapLibreOverlay> | null = null
let attachedTo: unknown = null

/** Waits for the map's first style: the overlay must be added after it. */
function loadedMap() {
  const map = mapState.instance
  if (!map) throw new Error('the overlay needs the map: wait for mapState.instance')
  return map
}

function load(): Promise<MapLibreOverlay> {
  const map = loadedMap()
  if (overlay && attachedTo === map) return overlay
  attachedTo = map
  overlay = import('@deck.gl/maplibre').then(({ MapLibreOverlay }) => {
    const made = new MapLibreOverlay({ interleaved: true, layers: [] })
    map.addControl(made)
    return made
  })
  return overlay
}

/**
 * Shows a deck.gl layer under the names of streets and places, replaces the one of the same name, or takes it away (null).
 * deck.gl is loaded with the first layer.
 */
export async function setOverlay(name: string, layer: Layer | null): Promise<void> {
  if (layer) overlayLayers.set(name, layer.clone({ beforeId: OVERLAY_SLOT } as object))
  else overlayLayers.delete(name)
  if (!layer && (!overlay || attachedTo !== mapState.instance)) return
  const loaded = await load()
  loaded.setProps({ layers: [...overlayLayers.values()] })
}
