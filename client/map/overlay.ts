import type { Layer } from '@deck.gl/core'
import type { MapLibreOverlay } from '@deck.gl/maplibre'
import type { Map as MapLibreMap } from 'maplibre-gl'
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

/** Whether deck.gl's layer stands right below its slot. */
function isInPlace(map: MapLibreMap): boolean {
  const order = map.getLayersOrder()
  const below = order[order.indexOf(OVERLAY_SLOT) - 1]
  return below !== undefined && map.getLayer(below)?.type === 'custom'
}

/**
 * Hands the layers to deck.gl. It adds and moves its layer only where the map says that its style is loaded, by which the map means every tile
 * too; on a busy map that is long after the heat is there. The style itself is complete here, so that it is told so for this call.
 */
function place(map: MapLibreMap, made: MapLibreOverlay): void {
  const answers = map as { isStyleLoaded?: () => boolean }
  answers.isStyleLoaded = () => true
  try {
    made.setProps({ layers: [...overlayLayers.values()] })
  } finally {
    // The map's own method shows again.
    delete answers.isStyleLoaded
  }
}

function load(): Promise<MapLibreOverlay> {
  const map = loadedMap()
  if (overlay && attachedTo === map) return overlay
  attachedTo = map
  overlay = import('@deck.gl/maplibre').then(({ MapLibreOverlay }) => {
    const made = new MapLibreOverlay({ interleaved: true, layers: [] })
    map.addControl(made)
    // A style layer that comes later may have slipped in between.
    map.on('styledata', () => {
      if (overlayLayers.size > 0 && !isInPlace(map)) place(map, made)
    })
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
  const made = await load()
  const map = mapState.instance
  if (map && attachedTo === map) place(map, made)
}
