import { sql } from 'kysely'
import type { Database } from '../database/connect.ts'
import { isMetricCrs } from '../geometry/metric-projection.ts'
import type { CoordinateSystemName } from './contract.ts'
import { positionToStored, type SourceCrs } from './coordinates.ts'
import { type AcceptedArea, isAccepted, sourceCrs } from './stored-position.ts'

export interface CoordinateGuess {
  coordinateSystem: CoordinateSystemName
  sourceEpsg: number | null
  basis: 'streets' | 'extent' | 'file' | 'none'
}

/** GCJ-02 shifts by 300 to 600 m and BD-09 by up to 1.2 km: a system fits when it comes this much nearer to the streets. */
const clearlyNearer = 0.6
const neededShare = 0.6

/** The zone number stands before an easting of a 3-degree Gauss-Kruger belt (25 to 45). */
function epsgOfEasting(easting: number): number | undefined {
  const zone = Math.floor(easting / 1_000_000)
  return zone >= 25 && zone <= 45 ? 4513 + zone - 25 : undefined
}

/**
 * Guesses the coordinate system of a file from a sample of its positions: by what the file declares, by the size of the numbers, and for
 * degrees by which system brings the positions nearest to our streets.
 */
export async function guessCoordinates(
  database: Database,
  sample: [number, number][],
  known: { area: AcceptedArea; metricCrs: number; declaredEpsg: number | undefined },
): Promise<CoordinateGuess> {
  const { area, metricCrs, declaredEpsg } = known
  if (declaredEpsg !== undefined && isMetricCrs(declaredEpsg)) {
    return { coordinateSystem: 'cgcs2000', sourceEpsg: declaredEpsg, basis: 'file' }
  }
  const nothing: CoordinateGuess = { coordinateSystem: 'wgs84', sourceEpsg: null, basis: 'none' }
  const first = sample[0]
  if (first === undefined) return nothing
  if (Math.abs(first[0]) > 360 || Math.abs(first[1]) > 360) {
    const sourceEpsg = epsgOfEasting(first[0]) ?? metricCrs
    const placed = positionToStored(first[0], first[1], `EPSG:${sourceEpsg}`)
    return placed.valid && isAccepted(area, ...placed.value)
      ? { coordinateSystem: 'cgcs2000', sourceEpsg, basis: 'extent' }
      : { ...nothing, sourceEpsg }
  }
  const inside = sample.filter(([lon, lat]) => isAccepted(area, lon, lat))
  if (inside.length < sample.length * neededShare) return nothing
  const systems = ['wgs84', 'gcj02', 'bd09'] as const
  const meters: number[] = []
  for (const system of systems)
    meters.push(await distanceToStreets(database, inside, sourceCrs(system, null)))
  const nearest = meters.indexOf(Math.min(...meters))
  if (!Number.isFinite(meters[nearest]!)) return { ...nothing, basis: 'extent' }
  const system = meters[nearest]! < meters[0]! * clearlyNearer ? systems[nearest]! : 'wgs84'
  return { coordinateSystem: system, sourceEpsg: null, basis: 'streets' }
}

/** Mean distance in metres from the sample to the nearest street; infinite when most have none within a kilometre or so. */
async function distanceToStreets(
  database: Database,
  sample: [number, number][],
  crs: SourceCrs,
): Promise<number> {
  const places = sample.flatMap(([x, y]) => {
    const placed = positionToStored(x, y, crs)
    return placed.valid ? [placed.value] : []
  })
  const { rows } = await sql<{ meters: number | null; found: number }>`
    SELECT avg(ST_Distance(nearest.geom::geography, here.place::geography)) AS meters, count(nearest.geom)::integer AS found
    FROM unnest(
        ${places.map((place) => place[0])}::double precision[],
        ${places.map((place) => place[1])}::double precision[]
      ) AS sample (lon, lat)
      CROSS JOIN LATERAL (SELECT ST_SetSRID(ST_MakePoint(lon, lat), 4490) AS place) AS here
      CROSS JOIN LATERAL (
        SELECT roads.geom
        FROM roads
        WHERE roads.retired_at IS NULL AND roads.geom && ST_Expand(here.place, 0.01)
        ORDER BY roads.geom <-> here.place
        LIMIT 1
      ) AS nearest`.execute(database.write)
  const row = rows[0]
  if (!row || row.meters === null || row.found < sample.length * neededShare) return Infinity
  return row.meters
}
