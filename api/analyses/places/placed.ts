import type { z } from 'zod'
import type { BoundingBox, geometry } from '../../http/contract.ts'
import type { OutlineMeters } from './tested-places.ts'

type Position = [longitude: number, latitude: number]

interface PlacedOutline {
  outline: z.infer<typeof geometry>
  middle: Position
  bbox: BoundingBox
}

/** Degrees to a tenth of a metre. */
const rounded = (degrees: number): number => Math.round(degrees * 1e6) / 1e6

/** An outline of the metric CRS in degrees, with a middle to fly to. */
export function placed(outline: OutlineMeters, inverse: (x: number, y: number) => Position): PlacedOutline {
  const bbox: BoundingBox = [180, 90, -180, -90]
  const at = ([x, y]: readonly [number, number]): Position => {
    const [lon, lat] = inverse(x, y)
    bbox[0] = Math.min(bbox[0], rounded(lon))
    bbox[1] = Math.min(bbox[1], rounded(lat))
    bbox[2] = Math.max(bbox[2], rounded(lon))
    bbox[3] = Math.max(bbox[3], rounded(lat))
    return [rounded(lon), rounded(lat)]
  }
  if (outline.type === 'LineString') {
    const coordinates = outline.coordinates.map(at)
    return {
      outline: { type: 'LineString', coordinates },
      middle: coordinates[coordinates.length >> 1]!,
      bbox,
    }
  }
  const coordinates = outline.coordinates.map((polygon) => polygon.map((ring) => ring.map(at)))
  return {
    outline: { type: 'MultiPolygon', coordinates },
    middle: [(bbox[0] + bbox[2]) / 2, (bbox[1] + bbox[3]) / 2],
    bbox,
  }
}
