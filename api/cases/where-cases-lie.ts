import { type RawBuilder, sql, type Transaction } from 'kysely'
import type { Tables } from '../database/connect.ts'
import type { BoundingBox } from '../http/contract.ts'

/** No statement runs for a second on the embedded engine. */
const casesPerStatement = 1000
/** A little less than the metres in a degree of latitude: a box found with it is never too small. */
const metersPerDegree = 110_000

/** The id of the street nearest to a place, null where none lies within reach: `(SELECT …)`. */
export function nearestStreet(place: RawBuilder<unknown>, reachMeters: number): RawBuilder<number | null> {
  const reach = reachMeters / metersPerDegree
  return sql`(
    SELECT near.id
    FROM (
      SELECT roads.id, ST_Distance(roads.geom::geography, (${place})::geography, false) AS meters
      FROM roads
      WHERE roads.retired_at IS NULL
        AND roads.geom && ST_Expand(${place}, ${reach}::float8 / cos(radians(ST_Y(${place}))), ${reach}::float8)
    ) AS near
    WHERE near.meters <= ${reachMeters}::float8
    ORDER BY near.meters, near.id
    LIMIT 1
  )`
}

/** The box of the streets that an import brought, with their reach around; null when it brought none. */
export async function boxOfImportedStreets(
  trx: Transaction<Tables>,
  importId: number,
  reachMeters: number,
): Promise<BoundingBox | null> {
  const { rows } = await sql<{ box: BoundingBox | null }>`
    SELECT CASE WHEN box IS NULL THEN NULL ELSE ARRAY[ST_XMin(box), ST_YMin(box), ST_XMax(box), ST_YMax(box)] END AS box
    FROM (SELECT ST_Extent(geom) AS box FROM roads WHERE import_id = ${importId}) AS imported`.execute(trx)
  const box = rows[0]?.box
  if (!box) return null
  const [west, south, east, north] = box
  const up = reachMeters / metersPerDegree
  const across = up / Math.cos((Math.max(Math.abs(south), Math.abs(north)) * Math.PI) / 180)
  return [west - across, south - up, east + across, north + up]
}

/**
 * Finds grid and nearest street anew for the cases in a box, after grids or streets there have come, changed or gone. Inside the transaction of
 * that change, slice by slice; bumps the layer when a case has moved.
 *
 * @returns how many cases lie elsewhere now
 */
export async function placeCasesAnew(
  trx: Transaction<Tables>,
  districtCode: string,
  [west, south, east, north]: BoundingBox,
  reachMeters: number,
): Promise<number> {
  let moved = 0
  let after = { occurredFrom: '-infinity', id: 0 }
  for (;;) {
    const { rows } = await sql<{ occurredFrom: string | null; id: number; moved: number }>`
      WITH slice AS MATERIALIZED (
        SELECT occurred_from, id, geom
        FROM cases
        WHERE district_code = ${districtCode}
          AND (occurred_from, id) > (${after.occurredFrom}::timestamptz, ${after.id}::bigint)
          AND geom && ST_MakeEnvelope(${west}, ${south}, ${east}, ${north}, 4490)
        ORDER BY occurred_from, id
        LIMIT ${casesPerStatement}
      ), placed AS MATERIALIZED (
        SELECT occurred_from, id, grid_at(geom) AS grid_id, ${nearestStreet(sql`slice.geom`, reachMeters)} AS road_id
        FROM slice
      ), moved AS (
        UPDATE cases SET grid_id = placed.grid_id, road_id = placed.road_id
        FROM placed
        WHERE cases.district_code = ${districtCode}
          AND cases.occurred_from = placed.occurred_from AND cases.id = placed.id
          AND (cases.grid_id IS DISTINCT FROM placed.grid_id OR cases.road_id IS DISTINCT FROM placed.road_id)
        RETURNING cases.id
      )
      SELECT occurred_from::text AS occurred_from, id, (SELECT count(*)::int FROM moved) AS moved
      FROM slice
      ORDER BY slice.occurred_from DESC, slice.id DESC
      LIMIT 1`.execute(trx)
    const last = rows[0]
    if (!last?.occurredFrom) break
    moved += last.moved
    after = { occurredFrom: last.occurredFrom, id: last.id }
  }
  if (moved > 0) await sql`SELECT bump_layer_version('cases')`.execute(trx)
  return moved
}
