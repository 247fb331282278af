import { type Kysely, sql } from 'kysely'
import { countsInFigures, gridIdsOfUnit, gridInScope } from '../auth/scope.ts'
import type { Viewer } from '../auth/viewer.ts'
import type { TimeWindow } from '../cases/aoristic.ts'
import type { Tables } from '../database/connect.ts'
import { patrolsOfTracksStartedIn, patrolOfTrack, earliestStart } from '../tracks/patrol-of-track.ts'
import { type TargetLayer, targets } from '../requirements/targets.ts'

interface Reports {
  districtCode: string
  from: Date
  to: Date
}

const reported = ({ districtCode, from, to }: Reports) => sql`
  cases.district_code = ${districtCode} AND cases.occurred_from >= ${from} AND cases.occurred_from < ${to}
    AND cases.source = 'public_report' AND cases.road_id IS NOT NULL`

/** Public reports by street segment, restricted categories left out. */
export async function reportsByStreet(
  db: Kysely<Tables>,
  asked: Reports,
): Promise<{ id: number; count: number }[]> {
  const { rows } = await sql<{ id: number; count: number }>`
    SELECT cases.road_id AS id, count(*)::integer AS count
    FROM cases
    JOIN roads ON roads.id = cases.road_id AND roads.retired_at IS NULL
    JOIN case_categories AS category ON category.id = cases.category_id AND ${countsInFigures('category')}
    WHERE ${reported(asked)}
    GROUP BY cases.road_id`.execute(db)
  return rows
}

/** The lengths of all street segments in use, metres. */
export async function streetLengths(db: Kysely<Tables>): Promise<{ id: number; lengthMeters: number }[]> {
  const { rows } = await sql<{ id: number; lengthMeters: number }>`
    SELECT id, length_meters FROM roads WHERE retired_at IS NULL ORDER BY id`.execute(db)
  return rows
}

export interface ReportOnStreet extends TimeWindow {
  roadId: number
  gridId: number | null
}

/** The reports of some segments one by one, as times of the week. */
export async function reportTimes(
  db: Kysely<Tables>,
  asked: Reports,
  roadIds: readonly number[],
  timeZone: string,
): Promise<ReportOnStreet[]> {
  const { rows } = await sql<ReportOnStreet>`
    SELECT cases.road_id, cases.grid_id, 1 AS count,
      (extract(isodow FROM local.at) - 1) * 86400 + extract(epoch FROM local.at::time)::float8 AS start_second_of_week,
      extract(epoch FROM cases.occurred_to - cases.occurred_from)::float8 AS duration_seconds
    FROM cases
    JOIN case_categories AS category ON category.id = cases.category_id AND ${countsInFigures('category')}
    CROSS JOIN LATERAL (SELECT cases.occurred_from AT TIME ZONE ${timeZone} AS at) local
    WHERE ${reported(asked)} AND cases.road_id = ANY(${[...roadIds]}::bigint[])`.execute(db)
  return rows
}

export interface RequirementNearStreet {
  roadId: number
  startTime: string
  endTime: string
  weekdays: number[]
  dayKind: string
}

/** What is required within a distance of some segments on some day of `[fromDay, toDay]`. */
export async function requirementsNear(
  db: Kysely<Tables>,
  layer: TargetLayer,
  roadIds: readonly number[],
  {
    fromDay,
    toDay,
    withinMeters,
    metricCrs,
  }: { fromDay: string; toDay: string; withinMeters: number; metricCrs: number },
): Promise<RequirementNearStreet[]> {
  const { column, table } = targets[layer]
  const { rows } = await sql<RequirementNearStreet>`
    SELECT DISTINCT roads.id AS road_id, time_slots.start_time::text, time_slots.end_time::text, time_slots.weekdays, time_slots.day_kind
    FROM roads
    CROSS JOIN LATERAL (SELECT ST_Transform(roads.geom, ${metricCrs}::integer) AS geom) metric
    CROSS JOIN LATERAL (
      SELECT ST_Transform(ST_Expand(ST_Envelope(metric.geom), ${withinMeters}::float8), 4490) AS geom
    ) near
    JOIN ${sql.table(table)} AS target ON target.retired_at IS NULL AND target.geom && near.geom
      AND ST_DWithin(ST_Transform(target.geom, ${metricCrs}::integer), metric.geom, ${withinMeters}::float8)
    JOIN requirements ON ${sql.ref(`requirements.${column}`)} = target.id AND requirements.retired_at IS NULL
      AND requirements.valid_from <= ${toDay}::date AND coalesce(requirements.valid_to >= ${fromDay}::date, true)
    JOIN time_slots ON time_slots.id = requirements.time_slot_id AND time_slots.retired_at IS NULL
    WHERE roads.id = ANY(${[...roadIds]}::bigint[])`.execute(db)
  return rows
}

export interface StreetInScope {
  id: number
  code: string
  name: string | null
  gridCode: string | null
  center: [number, number]
  lengthMeters: number
  geometry: { type: string; coordinates: unknown }
  /** Vertices in the metric CRS. */
  xs: number[]
  ys: number[]
  nearestLine: { id: number; name: string; meters: number } | null
}

/** Segments whose middle lies in a grid of the viewer, in one grid when its code is given. */
export async function streetsInScope(
  db: Kysely<Tables>,
  viewer: Viewer,
  roadIds: readonly number[],
  {
    metricCrs,
    withinMeters,
    gridCode,
    unitCode,
  }: {
    metricCrs: number
    withinMeters: number
    gridCode: string | undefined
    unitCode: string | undefined
  },
): Promise<StreetInScope[]> {
  const inGrid = gridCode === undefined ? sql`true` : sql`grids.code = ${gridCode}`
  const inUnit = unitCode === undefined ? sql`true` : sql`grids.id IN ${gridIdsOfUnit(unitCode)}`
  const isSeen = viewer.districtWide ? sql`true` : sql`grids.id IS NOT NULL AND ${gridInScope(viewer)}`
  const { rows } = await sql<StreetInScope>`
    SELECT roads.id, roads.code, roads.name, grids.code AS grid_code, roads.length_meters,
      ARRAY[ST_X(middle.geom), ST_Y(middle.geom)] AS center, ST_AsGeoJSON(roads.geom, 7, 0)::jsonb AS geometry,
      vertices.xs, vertices.ys, (
        SELECT jsonb_build_object('id', line.id, 'name', line.name, 'meters', round(line.meters))
        FROM (
          SELECT patrol_lines.id, patrol_lines.name, ST_Distance(ST_Transform(patrol_lines.geom, ${metricCrs}::integer), metric.geom) AS meters
          FROM patrol_lines
          WHERE patrol_lines.retired_at IS NULL
            AND patrol_lines.geom && ST_Transform(ST_Expand(ST_Envelope(metric.geom), ${withinMeters}::float8), 4490)
        ) line
        WHERE line.meters <= ${withinMeters}::float8
        ORDER BY line.meters, line.id
        LIMIT 1
      ) AS nearest_line
    FROM roads
    CROSS JOIN LATERAL (SELECT ST_Transform(roads.geom, ${metricCrs}::integer) AS geom) metric
    CROSS JOIN LATERAL (SELECT ST_LineInterpolatePoint(roads.geom, 0.5) AS geom) middle
    CROSS JOIN LATERAL (
      SELECT array_agg(ST_X(vertex.geom) ORDER BY vertex.path) AS xs, array_agg(ST_Y(vertex.geom) ORDER BY vertex.path) AS ys
      FROM ST_DumpPoints(metric.geom) vertex
    ) vertices
    LEFT JOIN grids ON grids.id = grid_at(roads.geom)
    WHERE roads.id = ANY(${[...roadIds]}::bigint[]) AND ${isSeen} AND ${inGrid} AND ${inUnit}
    ORDER BY roads.id`.execute(db)
  return rows
}

/** The tracks whose box meets a street's surroundings in a window. */
export async function tracksAround(
  db: Kysely<Tables>,
  districtCode: string,
  roadId: number,
  { from, to }: { from: Date; to: Date },
  {
    metricCrs,
    withinMeters,
    plainClothes,
  }: { metricCrs: number; withinMeters: number; plainClothes: boolean },
): Promise<Buffer[]> {
  const earliest = earliestStart(from)
  const { rows } = await sql<{ wkb: Buffer }>`
    SELECT ST_AsBinary(ST_Transform(tracks.geom, ${metricCrs}::integer)) AS wkb
    FROM tracks
    JOIN patrols ON ${patrolOfTrack('patrols', 'tracks')} AND ${patrolsOfTracksStartedIn('patrols', earliest, to)}
    WHERE tracks.district_code = ${districtCode} AND tracks.has_times AND tracks.started_at >= ${earliest} AND tracks.started_at < ${to}
      AND (${plainClothes} OR patrols.attire = 'uniform')
      AND tracks.geom && (
        SELECT ST_Transform(ST_Expand(ST_Envelope(ST_Transform(geom, ${metricCrs}::integer)), ${withinMeters}::float8), 4490)
        FROM roads WHERE id = ${roadId})`.execute(db)
  return rows.map(({ wkb }) => wkb)
}
