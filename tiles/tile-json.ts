import { namesLayerOf } from './layer.ts'
import type { LayerSet } from './registry.ts'

/**
 * TileJSON 3.0.0 of some layers.
 * @param address where `/tiles` is, as the client reached it
 * @param filters parameters that every tile address carries on
 * @param bounds west, south, east, north of the district
 */
export function tileJson(
  set: LayerSet,
  address: string,
  filters: URLSearchParams,
  bounds: readonly number[] | undefined,
): Record<string, unknown> {
  const query = filters.size > 0 ? `?${filters}` : ''
  return {
    tilejson: '3.0.0',
    name: set.names,
    scheme: 'xyz',
    tiles: [`${address}/${set.names}/{z}/{x}/{y}.mvt${query}`],
    minzoom: set.minZoom,
    maxzoom: set.maxZoom,
    ...(bounds && { bounds }),
    vector_layers: set.layers.flatMap((layer) => {
      const described = { fields: layer.fields, minzoom: layer.minZoom, maxzoom: layer.maxZoom }
      const names = layer.names ? [{ id: namesLayerOf(layer), ...described }] : []
      return [{ id: layer.name as string, ...described }, ...names]
    }),
  }
}
