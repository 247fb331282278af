import { type Kysely, type RawBuilder, sql } from 'kysely'
import {
  countsInFigures,
  gridIdsInScope,
  gridIdsOfUnit,
  patrolUnitInScope,
  placeInScope,
} from '../auth/scope.ts'
import type { Viewer } from '../auth/viewer.ts'
import type { Database } from '../database/connect.ts'
import type { DB as Tables } from '../database/tables.ts'
import { verticesOfLineWkb } from '../geometry/line-wkb.ts'
import { type Ring, ringsOfWkb } from '../geometry/polygon-wkb.ts'
import type { CoverageLayer } from './contract.ts'

type Reader = Kysely<Tables>

const tables = {
  'patrol-lines': 'patrol_lines',
  'patrol-points': 'patrol_points',
  'key-sections': 'key_sections',
  'control-areas': 'control_areas',
} as const

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
  areaSquareMeters: number | null
  /** Vertices of a line or point in the metric CRS. */
  xs: number[]
  ys: number[]
  /** Of an area in the metric CRS, outer ring first. */
  rings: Ring[]
}

const none = {
  toleranceMeters: sql`NULL::real AS tolerance_meters`,
  radiusMeters: sql`NULL::real AS radius_meters, NULL::integer AS dwell_seconds`,
  lengthMeters: sql`NULL::float8 AS length_meters`,
  areaSquareMeters: sql`NULL::float8 AS area_square_meters`,
}
const ofLine = sql`target.tolerance_meters, ${none.radiusMeters}, ST_Length(metric.geom) AS length_meters, ${none.areaSquareMeters}`
const ownColumns: Record<CoverageLayer, RawBuilder<unknown>> = {
  'patrol-lines': ofLine,
  'patrol-points': sql`${none.toleranceMeters}, target.radius_meters, target.dwell_seconds, ${none.lengthMeters}, ${none.areaSquareMeters}`,
  'key-sections': ofLine,
  'control-areas': sql`${none.toleranceMeters}, ${none.radiusMeters}, ${none.lengthMeters}, round(ST_Area(metric.geom)::numeric, 2)::float8 AS area_square_meters`,
}

/** Every target of a layer with its shape in the metric CRS, by id. */
export async function coverageTargets(
  db: Reader,
  layer: CoverageLayer,
  metricCrs: number,
): Promise<TargetRow[]> {
  const { rows } = await sql<Omit<TargetRow, 'xs' | 'ys' | 'rings'> & { wkb: Buffer }>`
    SELECT target.id, target.code, target.name, grids.code AS grid_code, ${ownColumns[layer]},
      ARRAY[ST_X(middle.geom), ST_Y(middle.geom)] AS center, ST_AsBinary(metric.geom) AS wkb
    FROM ${sql.table(tables[layer])} target
    LEFT JOIN grids ON grids.id = target.grid_id
    CROSS JOIN LATERAL (SELECT ST_Transform(target.geom, ${metricCrs}::integer) AS geom) metric
    CROSS JOIN LATERAL (SELECT ST_PointOnSurface(target.geom) AS geom) middle
    WHERE target.retired_at IS NULL
    ORDER BY target.id`.execute(db)
  return rows.map(({ wkb, ...row }) => ({ ...row, ...shapeOfWkb(layer, wkb) }))
}

function shapeOfWkb(layer: CoverageLayer, wkb: Buffer): Pick<TargetRow, 'xs' | 'ys' | 'rings'> {
  if (layer === 'control-areas') return { xs: [], ys: [], rings: ringsOfWkb(wkb) }
  const { x, y } = layer === 'patrol-points' ? ringsOfWkb(wkb)[0]! : verticesOfLineWkb(wkb)
  return { xs: [...x], ys: [...y], rings: [] }
}

const requiredColumns = {
  'patrol-lines': 'patrolLineId',
  'patrol-points': 'patrolPointId',
  'key-sections': 'keySectionId',
  'control-areas': 'controlAreaId',
} as const

/** Requirements of targets of a layer that hold on some day of `[fromDay, toDay]`, with their slot. */
export async function requirementsOn(db: Reader, layer: CoverageLayer, fromDay: string, toDay: string) {
  const target = requiredColumns[layer]
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

/** Ids of the categories of which no figure holds a case. */
export async function categoriesInNoFigure(db: Reader): Promise<Set<number>> {
  const { rows } = await sql<{ id: number }>`
    SELECT id FROM case_categories AS category WHERE NOT ${countsInFigures('category')}`.execute(db)
  return new Set(rows.map(({ id }) => id))
}

/** Ids of the targets the viewer may see, in one grid or below one org unit when its code is given. */
export async function targetIdsInScope(
  database: Database,
  layer: CoverageLayer,
  viewer: Viewer,
  gridCode?: string,
  unitCode?: string,
): Promise<Set<number>> {
  const table = tables[layer]
  const inGrid = gridCode
    ? sql<boolean>`${sql.ref(`${table}.grid_ids`)} && ARRAY(SELECT id FROM grids WHERE code = ${gridCode})`
    : sql<boolean>`true`
  const inUnit = unitCode
    ? sql<boolean>`${sql.ref(`${table}.grid_ids`)} && ARRAY${gridIdsOfUnit(unitCode)}`
    : sql<boolean>`true`
  const { rows } = await sql<{ id: number }>`
    SELECT id FROM ${sql.table(table)}
    WHERE retired_at IS NULL AND ${placeInScope(viewer, table)} AND ${inGrid} AND ${inUnit}`.execute(
    database.read,
  )
  return new Set(rows.map((row) => row.id))
}

/** Ids of the stations and communities whose grids a target touches, by target; the same as asking for each of them in turn. */
export async function areaIdsOfTargets(
  db: Reader,
  layer: CoverageLayer,
  viewer: Viewer,
): Promise<Map<number, number[]>> {
  const { rows } = await sql<{ id: number; areaIds: number[] }>`
    SELECT target.id, array_agg(DISTINCT area.id)::float8[] AS area_ids
    FROM ${sql.table(tables[layer])} AS target
      JOIN grids ON grids.id = ANY(target.grid_ids)
      CROSS JOIN LATERAL (VALUES (split_part(grids.org_path, '/', 3)), (split_part(grids.org_path, '/', 4))) AS part (id)
      CROSS JOIN LATERAL (SELECT nullif(part.id, '')::bigint AS id) AS area
    WHERE target.retired_at IS NULL AND area.id IS NOT NULL AND ${placeInScope(viewer, 'target')}
    GROUP BY target.id`.execute(db)
  return new Map(rows.map(({ id, areaIds }) => [id, areaIds]))
}

/** Ids of the grids whose cases are the viewer's own; null when that is every case. */
export async function ownGridIds(database: Database, viewer: Viewer): Promise<Set<number> | null> {
  if (viewer.districtWide) return null
  const { rows } = await sql<{ id: number }>`SELECT id FROM ${gridIdsInScope(viewer)} AS own`.execute(
    database.read,
  )
  return new Set(rows.map((row) => row.id))
}

/** Codes of the patrol units whose work the viewer may see, by id. */
export async function unitsInScope(database: Database, viewer: Viewer): Promise<Map<number, string>> {
  const units = await database.read
    .selectFrom('patrolUnits')
    .select(['id', 'code'])
    .where(patrolUnitInScope(viewer))
    .execute()
  return new Map(units.map(({ id, code }) => [id, code]))
}

/** GeoJSON geometries of targets by id. */
export async function targetGeometries(db: Reader, layer: CoverageLayer, ids: number[]) {
  const { rows } = await sql<{ id: number; geometry: { type: string; coordinates: unknown } }>`
    SELECT id, ST_AsGeoJSON(geom, 7, 0)::jsonb AS geometry FROM ${sql.table(tables[layer])} WHERE id = ANY(${ids}::bigint[])`.execute(
    db,
  )
  return new Map(rows.map((row) => [row.id, row.geometry]))
}

/** Counts the changes of everything that coverage is computed from, by layer. */
export async function coverageVersions(db: Reader): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('layerVersions')
    .select(['layer', 'version'])
    .where('layer', 'in', [
      'roads',
      'patrol-lines',
      'patrol-points',
      'key-sections',
      'control-areas',
      'requirements',
      'exceptions',
      'time-slots',
      'tracks',
      'summaries',
      'cases',
      'case-categories',
      'grids',
    ])
    .orderBy('layer')
    .execute()
  return new Map(rows.map(({ layer, version }) => [layer, version]))
}
