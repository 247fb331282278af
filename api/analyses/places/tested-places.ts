import type { WindowFilter } from '../../cases/filter.ts'
import type { Contiguity } from '../../hotspots/contiguity.ts'
import type { PolygonMeters } from '../../hotspots/raster.ts'
import type { Viewer } from '../../auth/viewer.ts'

/** Where a place is, in metres of the metric CRS. */
export type OutlineMeters =
  | { type: 'MultiPolygon'; coordinates: readonly PolygonMeters[] }
  | { type: 'LineString'; coordinates: readonly (readonly [number, number])[] }

export interface PlaceDescription {
  id: number
  code: string
  name: string | null
  outline: OutlineMeters
}

/** The places of the district that a test is made of, by number from 0. */
export interface TestedPlaces {
  readonly contiguity: Contiguity
  /** Square metres inside the district; of street segments metres. */
  readonly area: Float64Array
  /** Null where households have no place, as on streets. */
  readonly households: Float64Array | null
  /** Cells of equal size are compared by their counts, unequal places by cases per base. */
  readonly equalSized: boolean
  /** The size of cells; null for others. */
  readonly cellMeters: number | null
  /** Cases of the filter in each place; of the filter's scope alone where it has one. */
  countsIn(filter: WindowFilter): Promise<Float64Array>
  /** 1 for every place that a viewer may see. */
  inScope(viewer: Viewer): Promise<Uint8Array>
  describe(places: readonly number[]): Promise<PlaceDescription[]>
}
