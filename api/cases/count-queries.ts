import { type RawBuilder, sql } from 'kysely'
import { gridInScope, gridIdsInScope, orgUnitIdsInScope, placeInScope, whollyInScope } from '../auth/scope.ts'
import type { Viewer } from '../auth/viewer.ts'
import type { Database } from '../database/connect.ts'
import type { BoundingBox } from '../http/contract.ts'
import type { AreaLevel } from './contract.ts'
import { caseStoreOf } from './columns.ts'
import { forEachCase } from './columns-filter.ts'
import { caseCondition, caseWeight, type WindowFilter } from './filter.ts'
import { inSlices } from './slices.ts'

/** Grids of two branches border each other when no more than this lies between them: a boundary drawn twice is not drawn the same. */
const borderToleranceMeters = 5
/** More than that in degrees, whatever the latitude: boxes so far apart need no measuring. */
const borderToleranceDegrees = 0.001

export interface CountedArea {
  id: number
  code: string
  name: string
  inScope: boolean
  bbox: BoundingBox | null
  householdCount: number | null
  /** Grids whose cases are the area's; empty for areas counted by their own outline. */
  gridIds: number[]
}

/** The areas of a level that the viewer may read counts of; a branch also gets the grids that border its own. */
export async function areasToCount(
  database: Database,
  viewer: Viewer,
  level: AreaLevel,
): Promise<CountedArea[]> {
  if (level === 'grids') return gridAreas(database, viewer)
  if (level === 'core-areas') return coreAreas(database, viewer)
  return orgUnitAreas(database, viewer, level === 'streets' ? 'street' : 'community')
}

const boxOf = (geometry: RawBuilder<unknown>): RawBuilder<BoundingBox | null> =>
  sql`CASE WHEN ${geometry} IS NULL THEN NULL ELSE
    ARRAY[ST_XMin(${geometry}), ST_YMin(${geometry}), ST_XMax(${geometry}), ST_YMax(${geometry})] END`

interface Box {
  west: number
  south: number
  east: number
  north: number
}

async function gridAreas(database: Database, viewer: Viewer): Promise<CountedArea[]> {
  const inScope = gridInScope(viewer)
  const borders =
    viewer.role === 'branch'
      ? sql<boolean>`EXISTS (SELECT 1 FROM grids AS own WHERE own.id IN ${gridIdsInScope(viewer)} AND own.retired_at IS NULL
          AND ST_Expand(own.geom, ${borderToleranceDegrees}::float8) && grids.geom
          AND ST_DWithin(own.geom::geography, grids.geom::geography, ${borderToleranceMeters}))`
      : sql<boolean>`false`
  // Plain columns: reading an array from each of 20,000 rows takes longer than finding them.
  const { rows } = await sql<Omit<CountedArea, 'bbox' | 'gridIds'> & Box>`
    SELECT grids.id, grids.code, grids.name, ${inScope} AS in_scope, grids.household_count,
      ST_XMin(grids.geom) AS west, ST_YMin(grids.geom) AS south, ST_XMax(grids.geom) AS east, ST_YMax(grids.geom) AS north
    FROM grids
    WHERE grids.retired_at IS NULL AND (${inScope} OR ${borders})
    ORDER BY grids.code`.execute(database.read)
  return rows.map(({ west, south, east, north, ...area }) => ({
    ...area,
    bbox: [west, south, east, north],
    gridIds: [area.id],
  }))
}

async function orgUnitAreas(
  database: Database,
  viewer: Viewer,
  level: 'street' | 'community',
): Promise<CountedArea[]> {
  const { rows } = await sql<CountedArea>`
    SELECT org_units.id, org_units.code, org_units.name, true AS in_scope, ${boxOf(sql`org_units.geom`)} AS bbox,
      coalesce(sum(grids.household_count), 0)::float8 AS household_count,
      coalesce(array_agg(grids.id) FILTER (WHERE grids.id IS NOT NULL), '{}') AS grid_ids
    FROM org_units
      LEFT JOIN grids ON grids.org_path LIKE org_units.path || '%' AND grids.retired_at IS NULL
    WHERE org_units.level = ${level} AND org_units.retired_at IS NULL
      AND org_units.id IN ${orgUnitIdsInScope(viewer)}
    GROUP BY org_units.id
    ORDER BY org_units.code`.execute(database.read)
  return rows
}

async function coreAreas(database: Database, viewer: Viewer): Promise<CountedArea[]> {
  const { rows } = await sql<CountedArea>`
    SELECT areas.id, areas.code, areas.name, ${whollyInScope(viewer, 'areas')} AS in_scope, ${boxOf(sql`areas.geom`)} AS bbox,
      NULL AS household_count, '{}'::bigint[] AS grid_ids
    FROM control_areas AS areas
    WHERE areas.kind = 'core' AND areas.retired_at IS NULL AND ${placeInScope(viewer, 'areas')}
    ORDER BY areas.code`.execute(database.read)
  return rows
}

/** Cases per grid id in the window (key null: in no grid). */
export async function countsByGrid(
  database: Database,
  filter: WindowFilter,
): Promise<Map<number | null, number>> {
  const months = await caseStoreOf(database).columns(filter)
  const inScope =
    filter.scope && !filter.scope.districtWide ? await gridsInScope(database, filter.scope) : null
  const counts = new Map<number, number>()
  forEachCase(months, filter, ({ gridId }, row, weight) => {
    const grid = gridId[row]!
    if (inScope && !inScope.has(grid)) return
    counts.set(grid, (counts.get(grid) ?? 0) + weight)
  })
  return new Map([...counts].map(([grid, count]) => [grid === 0 ? null : grid, count]))
}

/** Ids of the viewer's grids. */
export async function gridsInScope(database: Database, viewer: Viewer): Promise<Set<number>> {
  const { rows } = await sql<{ id: number }>`SELECT id FROM ${gridIdsInScope(viewer)} AS own`.execute(
    database.read,
  )
  return new Set(rows.map(({ id }) => id))
}

/** Cases inside each core area by its own outline, which may cross grids; a case on the edge is inside. */
export async function countsByControlArea(
  database: Database,
  filter: WindowFilter,
  areaIds: readonly number[],
): Promise<Map<number | null, number>> {
  const rows = await inSlices(database, filter, async (slice) => {
    const answer = await sql<{ key: number; count: number }>`
      SELECT areas.id AS key, sum(${caseWeight(slice)})::float8 AS count
      FROM control_areas AS areas
        JOIN cases ON cases.geom && areas.geom AND ST_Covers(areas.geom, cases.geom)
      WHERE areas.id = ANY(${[...areaIds]}::bigint[]) AND ${caseCondition(slice)}
      GROUP BY areas.id`.execute(database.read)
    return answer.rows
  })
  return addUp(rows)
}

function addUp<Key>(rows: readonly { key: Key; count: number }[]): Map<Key, number> {
  const counts = new Map<Key, number>()
  for (const { key, count } of rows) counts.set(key, (counts.get(key) ?? 0) + count)
  return counts
}

/** The first case on record in the district: a comparison that starts before it would compare with nothing. */
export async function firstCaseAt(database: Database, districtCode: string): Promise<Date | null> {
  const first = await database.read
    .selectFrom('cases')
    .select('occurredFrom')
    .where('districtCode', '=', districtCode)
    .orderBy('occurredFrom')
    .limit(1)
    .executeTakeFirst()
  return first?.occurredFrom ?? null
}
