import type { Database } from '../database/connect.ts'
import type { DistrictSettings } from '../settings/district.ts'
import { furthestFromStreets } from '../streets/distance-to-streets.ts'
import { nearEdgesOf } from '../streets/edge-grid.ts'
import { streetsOf } from '../streets/network.ts'
import type { CoverageLayer } from './contract.ts'
import { coverageTargets } from './queries.ts'

/** Streets further away are not looked for: the answer is this, and means as much or more. */
const searchedMeters = 500

/**
 * How far the place of a line or key section that is furthest from any street lies from it, in metres, where that is beyond the tolerance: there tracks
 * count as they were recorded. Null for what lies along streets, and for points and areas.
 */
export async function offStreetMeters(
  database: Database,
  { metricCrs }: Pick<DistrictSettings, 'metricCrs'>,
  layer: CoverageLayer,
  id: number,
): Promise<number | null> {
  if (layer !== 'patrol-lines' && layer !== 'key-sections') return null
  const row = (await coverageTargets(database.read, layer, metricCrs)).find((target) => target.id === id)
  if (!row) return null
  const streets = await streetsOf(database, metricCrs)
  const line = { x: row.xs, y: row.ys }
  const furthest = furthestFromStreets(streets, nearEdgesOf(streets.graph), line, searchedMeters)
  return furthest > row.toleranceMeters! ? Math.min(furthest, searchedMeters) : null
}
