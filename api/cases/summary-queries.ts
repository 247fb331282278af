import { type RawBuilder, sql } from 'kysely'
import { gridInScope, orgUnitIdsInScope, placeInScope, whollyInScope } from '../auth/scope.ts'
import type { Viewer } from '../auth/viewer.ts'
import type { Database } from '../database/connect.ts'
import type { TimeWindow } from './aoristic.ts'
import { caseCondition, caseWeight, type WindowFilter } from './filter.ts'
import { inSlices } from './slices.ts'

/** The one area a summary is narrowed to; one that straddles reaches past the viewer's scope. */
export type SummaryArea = { kind: 'grid' | 'orgUnit' | 'controlArea'; id: number; straddles: boolean } | null

/** Finds the area by its code in the viewer's scope; undefined when it is not there. */
export async function areaInScope(
  database: Database,
  viewer: Viewer,
  kind: 'grid' | 'orgUnit' | 'controlArea',
  code: string,
): Promise<SummaryArea | undefined> {
  const query = {
    grid: sql<Found>`SELECT id, false AS straddles FROM grids
      WHERE code = ${code} AND retired_at IS NULL AND ${gridInScope(viewer)}`,
    orgUnit: sql<Found>`SELECT id, false AS straddles FROM org_units
      WHERE code = ${code} AND id IN ${orgUnitIdsInScope(viewer)}`,
    controlArea: sql<Found>`SELECT areas.id, NOT ${whollyInScope(viewer, 'areas')} AS straddles FROM control_areas AS areas
      WHERE areas.code = ${code} AND areas.retired_at IS NULL AND ${placeInScope(viewer, 'areas')}`,
  }[kind]
  const { rows } = await query.execute(database.read)
  return rows[0] && { kind, ...rows[0] }
}

interface Found {
  id: number
  straddles: boolean
}

function inArea(area: SummaryArea): RawBuilder<unknown> {
  if (area === null) return sql`true`
  if (area.kind === 'grid') return sql`cases.grid_id = ${area.id}`
  if (area.kind === 'orgUnit') {
    return sql`cases.grid_id IN (SELECT grids.id FROM grids JOIN org_units ON grids.org_path LIKE org_units.path || '%'
      WHERE org_units.id = ${area.id})`
  }
  return sql`EXISTS (SELECT 1 FROM control_areas AS areas
    WHERE areas.id = ${area.id} AND areas.geom && cases.geom AND ST_Covers(areas.geom, cases.geom))`
}

/** Cases of the window per category id. */
export async function countsByCategory(
  database: Database,
  filter: WindowFilter,
  area: SummaryArea,
): Promise<Map<number, number>> {
  const rows = await inSlices(database, filter, async (slice) => {
    const answer = await sql<{ key: number; count: number }>`
      SELECT cases.category_id AS key, sum(${caseWeight(slice)})::float8 AS count
      FROM cases
      WHERE ${caseCondition(slice)} AND ${inArea(area)}
      GROUP BY cases.category_id`.execute(database.read)
    return answer.rows
  })
  const counts = new Map<number, number>()
  for (const { key, count } of rows) counts.set(key, (counts.get(key) ?? 0) + count)
  return counts
}

/** Cases of the window per local day of `occurredFrom`; days without cases are absent. */
export async function countsByDay(
  database: Database,
  filter: WindowFilter,
  area: SummaryArea,
): Promise<Map<string, number>> {
  const rows = await inSlices(database, filter, async (slice) => {
    const answer = await sql<{ day: string; count: number }>`
      SELECT (cases.occurred_from AT TIME ZONE ${slice.timeZone})::date AS day, sum(${caseWeight(slice)})::float8 AS count
      FROM cases
      WHERE ${caseCondition(slice)} AND ${inArea(area)}
      GROUP BY 1`.execute(database.read)
    return answer.rows
  })
  const counts = new Map<string, number>()
  for (const { day, count } of rows) counts.set(day, (counts.get(day) ?? 0) + count)
  return counts
}

/**
 * The time windows of the cases, alike ones together. Known moments are counted by the hour; hours and weekdays of the filter do not narrow
 * this, since the matrix shows all of them.
 */
export async function timeWindows(
  database: Database,
  filter: WindowFilter,
  area: SummaryArea,
): Promise<TimeWindow[]> {
  const all = { ...filter, hours: null, weekdays: null }
  return inSlices(database, all, async (slice) => {
    const local = (instant: RawBuilder<unknown>): RawBuilder<number> =>
      sql`date_part('epoch', ${instant} AT TIME ZONE ${slice.timeZone})`
    const answer = await sql<TimeWindow>`
      SELECT (CASE WHEN duration > 0 THEN second_of_week ELSE second_of_week / 3600 * 3600 END) AS start_second_of_week,
        greatest(duration, 0) AS duration_seconds, count(*) AS count
      FROM (
        SELECT ((${local(sql`cases.occurred_from`)} - 345600)::bigint % 604800)::int AS second_of_week,
          (${local(sql`cases.occurred_to`)} - ${local(sql`cases.occurred_from`)})::float8 AS duration
        FROM cases
        WHERE ${caseCondition(slice)} AND ${inArea(area)}
      ) AS windows
      GROUP BY 1, 2`.execute(database.read)
    return answer.rows
  })
}
