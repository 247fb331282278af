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

function load(): Promise<MapLibreOverlay> {
  const map = loadedMap()
  if (overlay && attachedTo === map) return overlay
  attachedTo = map
  overlay = import('@deck.gl/maplibre').then(({ MapLibreOverlay }) => {
    const made = new MapLibreOverlay({ interleaved: true, layers: [] })
    map.addControl(made)
    // The overlay takes its place only while no source is loading; whenever the style changed meanwhile, it is put there afterwards.
    map.on('idle', () => {
      if (overlayLayers.size > 0 && !isInPlace(map)) made.setProps({ layers: [...overlayLayers.values()] })
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
  const loaded = await load()
  loaded.setProps({ layers: [...overlayLayers.values()] })
}
