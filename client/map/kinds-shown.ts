import type { Map as MapLibreMap } from 'maplibre-gl'
import { layerNamed } from '../layers/registry.ts'

/** By name, the collection layers of the present picture and the kinds of each that are to be seen. */
export function kindsShown(map: MapLibreMap): ReadonlyMap<string, ReadonlySet<string>> {
  const ids = map.getLayersOrder().filter((id) => {
    const [name = '', part = ''] = id.split(':')
    return layerNamed(name) !== undefined && part !== '' && !part.startsWith('halo')
  })
  const shown = new Map<string, Set<string>>()
  for (const { layer, properties } of map.queryRenderedFeatures({ layers: ids })) {
    const name = layer.id.split(':')[0] ?? ''
    const kinds = shown.get(name) ?? new Set()
    const { kind } = properties
    if (typeof kind === 'string') kinds.add(kind)
    shown.set(name, kinds)
  }
  return shown
}
