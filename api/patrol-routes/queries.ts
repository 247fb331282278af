import { type Kysely, sql } from 'kysely'
import { placeInScope } from '../auth/scope.ts'
import type { Viewer } from '../auth/viewer.ts'
import type { DB as Tables } from '../database/tables.ts'
import { invalidInput } from '../http/problem.ts'
import type { PatrolProperties } from '../patrols/contract.ts'
import { patrolVisible } from '../patrols/queries.ts'
import { lengthMeters, place } from '../places/place.ts'
import { patrolOfTrack } from '../tracks/patrol-of-track.ts'

export const patrolRoutePlace = place({
  layer: 'patrol-routes',
  table: 'patrolRoutes',
  codePrefix: 'PR',
  attributes: ['kind', 'plannedStart', 'plannedMinutes'],
  measured: [lengthMeters],
  geometries: ['LineString'],
  requireSound: ({ plannedStart, plannedMinutes }) => {
    if (((plannedStart ?? null) === null) === ((plannedMinutes ?? null) === null)) return
    throw invalidInput(
      (plannedStart ?? null) === null ? 'plannedStart' : 'plannedMinutes',
      { zh: '计划出发时间和时长须同时填写', en: 'A planned start needs a duration, and a duration a start' },
      { zh: '两项都填,或都留空。', en: 'Fill in both, or leave both empty.' },
    )
  },
})

export interface RouteLine {
  id: number
  plannedStart: string | null
  plannedMinutes: number | null
  /** Line in metres of the metric CRS, ISO WKB. */
  wkb: Buffer
}

/** A route whatever has become of it: an outing of a retired one is still compared. The caller has checked that the viewer may see it. */
export async function routeLine(
  db: Kysely<Tables>,
  id: number,
  metricCrs: number,
): Promise<RouteLine | undefined> {
  const { rows } = await sql<RouteLine>`
    SELECT id, planned_start, planned_minutes, ST_AsBinary(ST_Transform(geom, ${metricCrs}::integer)) AS wkb
    FROM patrol_routes WHERE id = ${id}`.execute(db)
  return rows[0]
}

export interface OutingOfRoute {
  patrolId: number
  unitCode: string
  mode: PatrolProperties['mode']
  startedAt: Date
  endedAt: Date
  /** MULTILINESTRING M in the metric CRS; null without a track that knows its times. */
  wkb: Buffer | null
  /** The track as GeoJSON. */
  track: { type: string; coordinates: unknown } | null
}

export interface AskedOutings {
  routeId: number
  since: Date
  before?: Date
  patrolId?: number
  uniformOnly?: boolean
  limit: number
}

/** The latest outings in scope that name a route and started in `[since, before)`, latest first, or the one asked for. */
export async function outingsOfRoute(
  db: Kysely<Tables>,
  viewer: Viewer,
  districtCode: string,
  { routeId, since, before, patrolId, uniformOnly, limit }: AskedOutings,
  metricCrs: number,
): Promise<OutingOfRoute[]> {
  const conditions = [
    ...patrolVisible(viewer, districtCode),
    sql`p.route_id = ${routeId} AND p.started_at >= ${since}`,
    ...(before ? [sql`p.started_at < ${before}`] : []),
    ...(uniformOnly ? [sql`p.attire <> 'plain'`] : []),
    ...(patrolId === undefined ? [] : [sql`p.id = ${patrolId}`]),
  ]
  const { rows } = await sql<OutingOfRoute>`
    SELECT p.id AS patrol_id, u.code AS unit_code, p.mode, p.started_at, p.ended_at,
      ST_AsBinary(ST_Transform(t.geom, ${metricCrs}::integer)) AS wkb, ST_AsGeoJSON(ST_Force2D(t.geom), 6, 0)::jsonb AS track
    FROM patrols p
    JOIN patrol_units u ON u.id = p.unit_id
    LEFT JOIN tracks t ON ${patrolOfTrack('p', 't')} AND t.has_times AND t.started_at >= ${since}
    WHERE ${sql.join(conditions, sql` AND `)}
    ORDER BY p.started_at DESC, p.id DESC
    LIMIT ${limit}`.execute(db)
  return rows
}

export interface PlannedRouteRow {
  code: string
  name: string
  kind: 'foot' | 'bike' | 'vehicle'
  plannedStart: string | null
  plannedMinutes: number | null
  lengthMeters: number
  geometry: { type: 'LineString'; coordinates: [lon: number, lat: number][] }
}

/** Planned routes in scope, or the one of a code, by code. */
export async function plannedRoutes(
  db: Kysely<Tables>,
  viewer: Viewer,
  code?: string,
): Promise<PlannedRouteRow[]> {
  const { rows } = await sql<PlannedRouteRow>`
    SELECT route.code, route.name, route.kind, route.planned_start, route.planned_minutes,
      round(ST_Length(route.geom::geography)::numeric, 1)::float8 AS length_meters, ST_AsGeoJSON(route.geom, 7, 0)::jsonb AS geometry
    FROM patrol_routes AS route
    WHERE route.retired_at IS NULL AND ${placeInScope(viewer, 'route')} ${code === undefined ? sql`` : sql`AND route.code = ${code}`}
    ORDER BY route.code`.execute(db)
  return rows
}
