import { VectorTile } from '@mapbox/vector-tile'
import { PbfReader } from 'pbf'

export interface DecodedFeature {
  id: number | undefined
  type: 'Point' | 'LineString' | 'Polygon'
  attributes: Record<string, string | number | boolean>
  /** Points, lines or rings in tile units; a ring is closed. */
  parts: [number, number][][]
}

const types = ['Point', 'Point', 'LineString', 'Polygon'] as const

/** The features of a tile by layer, each in the order of ids. */
export function decodeTile(tile: Uint8Array): Record<string, DecodedFeature[]> {
  const decoded = new VectorTile(new PbfReader(tile))
  return Object.fromEntries(
    Object.entries(decoded.layers).map(([name, layer]) => {
      const features = Array.from({ length: layer.length }, (_, index) => {
        const feature = layer.feature(index)
        const parts = feature.loadGeometry().map((part) => part.map(({ x, y }): [number, number] => [x, y]))
        return { id: feature.id, type: types[feature.type], attributes: feature.properties, parts }
      })
      return [name, features.sort((left, right) => (left.id ?? 0) - (right.id ?? 0))]
    }),
  )
}

/** Twice the signed area of a ring, y downwards: positive for the outer rings of MVT. */
export function ringArea(ring: [number, number][]): number {
  return ring.reduce((sum, [x, y], index) => {
    const [nextX, nextY] = ring[(index + 1) % ring.length] ?? [x, y]
    return sum + x * nextY - nextX * y
  }, 0)
}

/** The tile of a zoom that holds a position. */
export function tileNumbers(zoom: number, longitude: number, latitude: number): [number, number, number] {
  const side = 2 ** zoom
  const sine = Math.sin((latitude * Math.PI) / 180)
  const y = 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)
  return [zoom, Math.floor(((longitude + 180) / 360) * side), Math.floor(y * side)]
}
