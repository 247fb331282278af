import { type Kysely, sql } from 'kysely'
import { caseInScope, countsInFigures, placeInScope } from '../auth/scope.ts'
import type { Viewer } from '../auth/viewer.ts'
import type { DB as Tables } from '../database/tables.ts'
import { patrolVisible } from '../patrols/queries.ts'
import { earliestStart, patrolOfTrack, patrolsOfTracksStartedIn } from '../tracks/patrol-of-track.ts'
import type { GridOutline } from './streets-of-grids.ts'

type Reader = Kysely<Tables>

/** A string that changes when one of the layers does. */
export async function versionOf(db: Reader, layers: string[]): Promise<string> {
  const rows = await db
    .selectFrom('layerVersions')
    .select(['layer', 'version'])
    .where('layer', 'in', layers)
    .orderBy('layer')
    .execute()
  return rows.map(({ layer, version }) => `${layer}${version}`).join(' ')
}

export interface GridRow extends GridOutline {
  id: number
  orgPath: string
  householdCount: number
}

// Short queries: the embedded engine serves one client at a time.
const gridsPerQuery = 500

/** Every grid in use with its outline in metres of the metric CRS, by id. */
export async function readGrids(db: Reader, metricCrs: number): Promise<GridRow[]> {
  const grids: GridRow[] = []
  for (let after = 0; ;) {
    const { rows } = await sql<{
      id: number
      orgPath: string
      householdCount: number
      rings: [number, number][][]
    }>`
      SELECT id, org_path, household_count,
        ST_AsGeoJSON(ST_Transform(geom, ${metricCrs}::integer), 3)::jsonb -> 'coordinates' AS rings
      FROM grids WHERE retired_at IS NULL AND id > ${after} ORDER BY id LIMIT ${gridsPerQuery}`.execute(db)
    for (const { rings, ...row } of rows) {
      grids.push({ ...row, rings: rings.map((ring) => Float64Array.from(ring.flat())) })
    }
    const last = rows.at(-1)
    if (!last || rows.length < gridsPerQuery) return grids
    after = last.id
  }
}

export interface OutingTrack {
  patrolId: number
  unitCode: string
  forceType: string
  strength: number
  /** Path of the org unit the team belongs to. */
  orgPath: string
  mode: string
  /** MULTILINESTRING M in the metric CRS, M = seconds since 1970. */
  wkb: Buffer
}

/** Tracks in the viewer's scope that started before `to`, may last until `from`, and still know when they were where. */
export async function tracksReachingInto(
  db: Reader,
  viewer: Viewer,
  districtCode: string,
  from: Date,
  to: Date,
  metricCrs: number,
): Promise<OutingTrack[]> {
  const first = earliestStart(from)
  const { rows } = await sql<OutingTrack>`
    SELECT t.patrol_id, u.code AS unit_code, u.force_type, u.strength, o.path AS org_path, p.mode,
      ST_AsBinary(ST_Transform(t.geom, ${metricCrs}::integer)) AS wkb
    FROM tracks t
    JOIN patrols p ON ${patrolOfTrack('p', 't')} AND ${patrolsOfTracksStartedIn('p', first, to)}
    JOIN patrol_units u ON u.id = t.unit_id
    JOIN org_units o ON o.id = u.org_unit_id
    WHERE t.district_code = ${districtCode} AND t.has_times
      AND t.started_at >= ${first} AND t.started_at < ${to} AND t.ended_at >= ${from}
      AND ${sql.join(patrolVisible(viewer, districtCode), sql` AND `)}
    ORDER BY t.started_at, t.patrol_id`.execute(db)
  return rows
}

export interface WorkstationRow {
  id: number
  code: string
  name: string
  orgPath: string
  position: [number, number]
}

/** Workstations in scope that are open around the clock. */
export async function alwaysOpenWorkstations(db: Reader, viewer: Viewer): Promise<WorkstationRow[]> {
  const { rows } = await sql<WorkstationRow>`
    SELECT facilities.id, facilities.code, facilities.name, org_units.path AS org_path,
      ARRAY[ST_X(facilities.geom), ST_Y(facilities.geom)] AS position
    FROM facilities
    JOIN org_units ON org_units.id = facilities.org_unit_id
    WHERE facilities.retired_at IS NULL AND facilities.kind = 'workstation' AND facilities.always_open
      AND ${placeInScope(viewer, 'facilities')}
    ORDER BY facilities.id`.execute(db)
  return rows
}

/** Cases reported by the public in scope that occurred in `[from, to)`, in metres of the metric CRS. Restricted categories are in no figure. */
export async function reportedCases(
  db: Reader,
  viewer: Viewer,
  districtCode: string,
  { from, to }: { from: Date; to: Date },
  metricCrs: number,
): Promise<{ gridId: number; x: number; y: number }[]> {
  const { rows } = await sql<{ gridId: number; x: number; y: number }>`
    SELECT cases.grid_id, ST_X(metric.geom) AS x, ST_Y(metric.geom) AS y
    FROM cases
    JOIN case_categories AS category ON category.id = cases.category_id AND ${countsInFigures('category')}
    CROSS JOIN LATERAL (SELECT ST_Transform(cases.geom, ${metricCrs}::integer) AS geom) metric
    WHERE cases.district_code = ${districtCode} AND cases.occurred_from >= ${from} AND cases.occurred_from < ${to}
      AND cases.source = 'public_report' AND cases.grid_id IS NOT NULL AND ${caseInScope(viewer)}`.execute(db)
  return rows
}

/** The stations in scope, or the one the viewer's unit belongs to. */
export async function stationsOf(db: Reader, viewer: Viewer) {
  return db
    .selectFrom('orgUnits')
    .select(['code', 'name', 'path'])
    .where('level', '=', 'street')
    .where('retiredAt', 'is', null)
    .where('path', 'like', `${viewer.orgPath}%`)
    .orderBy('code')
    .execute()
}

export async function slotWithCode(db: Reader, code: string) {
  return db
    .selectFrom('timeSlots')
    .select(['startTime', 'endTime', 'weekdays', 'dayKind'])
    .where('code', '=', code)
    .where('retiredAt', 'is', null)
    .executeTakeFirst()
}
