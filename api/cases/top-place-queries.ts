import { sql } from 'kysely'
import { gridInScope } from '../auth/scope.ts'
import type { Viewer } from '../auth/viewer.ts'
import type { Database } from '../database/connect.ts'
import type { BoundingBox } from '../http/contract.ts'
import { caseCondition, caseWeight, type WindowFilter } from './filter.ts'
import { inSlices } from './slices.ts'

export interface GridOutline {
  id: number
  code: string
  name: string
  areaSquareMeters: number
  inScope: boolean
  bbox: BoundingBox
}

/** Every grid of the district with its area: the expectation is the district's, the list the viewer's. */
export async function gridOutlines(database: Database, viewer: Viewer): Promise<GridOutline[]> {
  const { rows } = await sql<GridOutline>`
    SELECT grids.id, grids.code, grids.name, grids.area_square_meters, ${gridInScope(viewer)} AS in_scope,
      ARRAY[ST_XMin(geom), ST_YMin(geom), ST_XMax(geom), ST_YMax(geom)] AS bbox
    FROM grids
    WHERE grids.retired_at IS NULL`.execute(database.read)
  return rows
}

/** Cases in scope per road id. */
export async function countsByRoad(database: Database, filter: WindowFilter): Promise<Map<number, number>> {
  const rows = await inSlices(database, filter, async (slice) => {
    const answer = await sql<{ key: number; count: number }>`
      SELECT cases.road_id AS key, sum(${caseWeight(slice)})::float8 AS count
      FROM cases
      WHERE ${caseCondition(slice)} AND cases.road_id IS NOT NULL
      GROUP BY cases.road_id`.execute(database.read)
    return answer.rows
  })
  const counts = new Map<number, number>()
  for (const { key, count } of rows) if (count > 0) counts.set(key, (counts.get(key) ?? 0) + count)
  return counts
}

export interface Segment {
  id: number
  code: string
  name: string | null
  kind: string
  lengthMeters: number
  middle: [number, number]
  bbox: BoundingBox
}

export async function segmentsById(
  database: Database,
  ids: readonly number[],
): Promise<Map<number, Segment>> {
  const { rows } = await sql<Segment>`
    SELECT id, code, name, kind, length_meters,
      ARRAY[ST_X(ST_LineInterpolatePoint(geom, 0.5)), ST_Y(ST_LineInterpolatePoint(geom, 0.5))] AS middle,
      ARRAY[ST_XMin(geom), ST_YMin(geom), ST_XMax(geom), ST_YMax(geom)] AS bbox
    FROM roads
    WHERE id = ANY(${[...ids]}::bigint[])`.execute(database.read)
  return new Map(rows.map((row) => [row.id, row]))
}
