import { type Kysely, sql } from 'kysely'
import { countsInFigures, gridIdsInScope, patrolUnitInScope, placeInScope } from '../auth/scope.ts'
import type { Viewer } from '../auth/viewer.ts'
import type { TimeWindow } from '../cases/aoristic.ts'
import type { Database } from '../database/connect.ts'
import type { DB as Tables } from '../database/tables.ts'
import { earliestStart, patrolOfTrack, patrolsOfTracksStartedIn } from '../tracks/patrol-of-track.ts'
import type { CoverageLayer } from './contract.ts'

type Reader = Kysely<Tables>

const tables = { 'patrol-lines': 'patrol_lines', 'patrol-points': 'patrol_points' } as const

export interface TargetRow {
  id: number
  code: string
  name: string
  gridCode: string | null
  center: [number, number]
  toleranceMeters: number | null
  radiusMeters: number | null
  dwellSeconds: number | null
  lengthMeters: number | null
  /** Vertices in the metric CRS. */
  xs: number[]
  ys: number[]
}

/** Every line or point of the district with its vertices in the metric CRS. */
export async function coverageTargets(
  db: Reader,
  layer: CoverageLayer,
  metricCrs: number,
): Promise<TargetRow[]> {
  const own =
    layer === 'patrol-lines'
      ? sql`target.tolerance_meters, NULL::real AS radius_meters, NULL::integer AS dwell_seconds, ST_Length(metric.geom) AS length_meters`
      : sql`NULL::real AS tolerance_meters, target.radius_meters, target.dwell_seconds, NULL::float8 AS length_meters`
  const { rows } = await sql<TargetRow>`
    SELECT target.id, target.code, target.name, grids.code AS grid_code, ${own},
      ARRAY[ST_X(middle.geom), ST_Y(middle.geom)] AS center,
      array_agg(ST_X(vertex.geom) ORDER BY vertex.path) AS xs,
      array_agg(ST_Y(vertex.geom) ORDER BY vertex.path) AS ys
    FROM ${sql.table(tables[layer])} target
    LEFT JOIN grids ON grids.id = target.grid_id
    CROSS JOIN LATERAL (SELECT ST_Transform(target.geom, ${metricCrs}::integer) AS geom) metric
    CROSS JOIN LATERAL (SELECT ST_PointOnSurface(target.geom) AS geom) middle
    CROSS JOIN LATERAL ST_DumpPoints(metric.geom) vertex
    WHERE target.retired_at IS NULL
    GROUP BY target.id, grids.code, metric.geom, middle.geom
    ORDER BY target.id`.execute(db)
  return rows
}

/** Requirements of lines or points that hold on some day of `[fromDay, toDay]`, with their slot. */
export async function requirementsOn(db: Reader, layer: CoverageLayer, fromDay: string, toDay: string) {
  const target = layer === 'patrol-lines' ? ('patrolLineId' as const) : ('patrolPointId' as const)
  return db
    .selectFrom('requirements')
    .innerJoin('timeSlots', 'timeSlots.id', 'requirements.timeSlotId')
    .select([
      `requirements.${target} as targetId`,
      'requirements.measure',
      'requirements.amount',
      'requirements.validFrom',
      'requirements.validTo',
      'timeSlots.code as slotCode',
      'timeSlots.startTime',
      'timeSlots.endTime',
      'timeSlots.weekdays',
      'timeSlots.dayKind',
    ])
    .where(`requirements.${target}`, 'is not', null)
    .where('requirements.retiredAt', 'is', null)
    .where('timeSlots.retiredAt', 'is', null)
    .where('requirements.validFrom', '<=', toDay)
    .where((where) =>
      where.or([where('requirements.validTo', 'is', null), where('requirements.validTo', '>=', fromDay)]),
    )
    .execute()
}

export async function timeSlots(db: Reader) {
  return db
    .selectFrom('timeSlots')
    .select(['code', 'name', 'startTime', 'endTime'])
    .where('retiredAt', 'is', null)
    .orderBy('startTime')
    .execute()
}

export interface TrackRow {
  patrolId: number
  unitCode: string
  attire: string
  mode: string
  /** MULTILINESTRING M in the metric CRS, M = seconds since 1970. */
  wkb: Buffer
}

/** Tracks of the district that started in `[from, to)` and still know when they were where. */
export async function tracksStartedIn(
  db: Reader,
  districtCode: string,
  from: Date,
  to: Date,
  metricCrs: number,
): Promise<TrackRow[]> {
  const { rows } = await sql<TrackRow>`
    SELECT tracks.patrol_id, patrol_units.code AS unit_code, patrols.attire, patrols.mode,
      ST_AsBinary(ST_Transform(tracks.geom, ${metricCrs}::integer)) AS wkb
    FROM tracks
    JOIN patrol_units ON patrol_units.id = tracks.unit_id
    JOIN patrols ON ${patrolOfTrack('patrols', 'tracks')} AND ${patrolsOfTracksStartedIn('patrols', from, to)}
    WHERE tracks.district_code = ${districtCode} AND tracks.has_times AND tracks.started_at >= ${from} AND tracks.started_at < ${to}
    ORDER BY tracks.started_at`.execute(db)
  return rows
}

/** The window of track starts that covers every track with a fix in `[from, to)`. */
export function startsThatReachInto(from: Date, to: Date): { from: Date; to: Date } {
  return { from: earliestStart(from), to }
}

/** Since when tracks know when they were where: the end of the latest that retention took the times from; null while all know. */
export async function tracksTimedSince(db: Reader, districtCode: string): Promise<Date | null> {
  const row = await db
    .selectFrom('tracks')
    .select('endedAt')
    .where('districtCode', '=', districtCode)
    .where('hasTimes', '=', false)
    .orderBy('endedAt', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.endedAt ?? null
}

/** The end of the latest track of the district. */
export async function latestTrackEnd(db: Reader, districtCode: string): Promise<Date | null> {
  const row = await db
    .selectFrom('tracks')
    .select('endedAt')
    .where('districtCode', '=', districtCode)
    .orderBy('startedAt', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.endedAt ?? null
}

export interface NearbyCases {
  districtCode: string
  timeZone: string
  metricCrs: number
  radiusMeters: number
  from: Date
  to: Date
}

interface NearbyCase extends TimeWindow {
  /** Of the target. */
  id: number
  gridId: number | null
}

/**
 * Cases reported by the public within the radius of each target, as times of the week, by target id and by the
 * grid they lie in. Restricted categories are in no figure.
 */
export async function casesNearTargets(
  db: Reader,
  layer: CoverageLayer,
  { districtCode, timeZone, metricCrs, radiusMeters, from, to }: NearbyCases,
): Promise<Map<number, Map<number | null, TimeWindow[]>>> {
  const { rows } = await sql<NearbyCase>`
    SELECT target.id, cases.grid_id, 1 AS count,
      (extract(isodow FROM local.at) - 1) * 86400 + extract(epoch FROM local.at::time)::float8 AS start_second_of_week,
      extract(epoch FROM cases.occurred_to - cases.occurred_from)::float8 AS duration_seconds
    FROM ${sql.table(tables[layer])} target
    CROSS JOIN LATERAL (SELECT ST_Transform(target.geom, ${metricCrs}::integer) AS geom) metric
    CROSS JOIN LATERAL (
      SELECT ST_Transform(ST_Expand(ST_Envelope(metric.geom), ${radiusMeters}::float8), 4490) AS geom
    ) near
    JOIN cases ON cases.district_code = ${districtCode}
      AND cases.occurred_from >= ${from} AND cases.occurred_from < ${to}
      AND cases.source = 'public_report'
      AND cases.geom && near.geom
      AND ST_DWithin(ST_Transform(cases.geom, ${metricCrs}::integer), metric.geom, ${radiusMeters}::float8)
    JOIN case_categories AS category ON category.id = cases.category_id AND ${countsInFigures('category')}
    CROSS JOIN LATERAL (SELECT cases.occurred_from AT TIME ZONE ${timeZone} AS at) local
    WHERE target.retired_at IS NULL`.execute(db)
  return byTargetAndGrid(rows)
}

function byTargetAndGrid(cases: NearbyCase[]): Map<number, Map<number | null, TimeWindow[]>> {
  const targets = new Map<number, Map<number | null, TimeWindow[]>>()
  for (const near of cases) {
    const grids = targets.get(near.id) ?? new Map<number | null, TimeWindow[]>()
    targets.set(near.id, grids)
    const inGrid = grids.get(near.gridId)
    if (inGrid) inGrid.push(near)
    else grids.set(near.gridId, [near])
  }
  return targets
}

/** Ids of the targets the viewer may see, in one grid when its code is given. */
export async function targetIdsInScope(
  database: Database,
  layer: CoverageLayer,
  viewer: Viewer,
  gridCode?: string,
): Promise<Set<number>> {
  const table = tables[layer]
  const inGrid = gridCode
    ? sql<boolean>`${sql.ref(`${table}.grid_ids`)} && ARRAY(SELECT id FROM grids WHERE code = ${gridCode})`
    : sql<boolean>`true`
  const { rows } = await sql<{ id: number }>`
    SELECT id FROM ${sql.table(table)} WHERE retired_at IS NULL AND ${placeInScope(viewer, table)} AND ${inGrid}`.execute(
    database.read,
  )
  return new Set(rows.map((row) => row.id))
}

/** Ids of the grids whose cases are the viewer's own; null when that is every case. */
export async function ownGridIds(database: Database, viewer: Viewer): Promise<Set<number> | null> {
  if (viewer.districtWide) return null
  const { rows } = await sql<{ id: number }>`SELECT id FROM ${gridIdsInScope(viewer)} AS own`.execute(
    database.read,
  )
  return new Set(rows.map((row) => row.id))
}

/** Codes of the patrol units whose work the viewer may see. */
export async function unitCodesInScope(database: Database, viewer: Viewer): Promise<Set<string>> {
  const units = await database.read
    .selectFrom('patrolUnits')
    .select('code')
    .where(patrolUnitInScope(viewer))
    .execute()
  return new Set(units.map((unit) => unit.code))
}

/** GeoJSON geometries of targets by id. */
export async function targetGeometries(db: Reader, layer: CoverageLayer, ids: number[]) {
  const { rows } = await sql<{ id: number; geometry: { type: string; coordinates: unknown } }>`
    SELECT id, ST_AsGeoJSON(geom, 7, 0)::jsonb AS geometry FROM ${sql.table(tables[layer])} WHERE id = ANY(${ids}::bigint[])`.execute(
    db,
  )
  return new Map(rows.map((row) => [row.id, row.geometry]))
}

/** A string that changes when anything changes that coverage is computed from. */
export async function coverageVersion(db: Reader): Promise<string> {
  const rows = await db
    .selectFrom('layerVersions')
    .select(['layer', 'version'])
    .where('layer', 'in', [
      'roads',
      'patrol-lines',
      'patrol-points',
      'requirements',
      'time-slots',
      'tracks',
      'cases',
      'case-categories',
      'grids',
    ])
    .orderBy('layer')
    .execute()
  return rows.map((row) => `${row.layer}${row.version}`).join(' ')
}
