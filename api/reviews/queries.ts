import { type Kysely, sql } from 'kysely'
import { gridInScope, orgUnitIdsInScope, patrolUnitInScope, placeInScope } from '../auth/scope.ts'
import type { Viewer } from '../auth/viewer.ts'
import type { Database } from '../database/connect.ts'
import type { DB as Tables } from '../database/tables.ts'
import { inSlices, type PresenceWindow, rowsOf } from '../presence/queries.ts'

type Reader = Kysely<Tables>

export interface ReviewUnit {
  id: number
  code: string
  name: string
  level: string
  path: string
}

const unitColumns = ['id', 'code', 'name', 'level', 'path'] as const

/** The org unit of a code inside the viewer's own. */
export async function unitInScope(db: Reader, viewer: Viewer, code: string): Promise<ReviewUnit | undefined> {
  return db
    .selectFrom('orgUnits')
    .select(unitColumns)
    .where('code', '=', code)
    .where('retiredAt', 'is', null)
    .where(sql<boolean>`id IN ${orgUnitIdsInScope(viewer)}`)
    .executeTakeFirst()
}

export async function ownUnit(db: Reader, viewer: Viewer): Promise<ReviewUnit> {
  return db
    .selectFrom('orgUnits')
    .select(unitColumns)
    .where('id', '=', viewer.orgUnitId)
    .executeTakeFirstOrThrow()
}

/** Stations and communities at and below an org unit, each station before its communities. */
export async function areasBelow(db: Reader, path: string): Promise<ReviewUnit[]> {
  return db
    .selectFrom('orgUnits')
    .select(unitColumns)
    .where('level', 'in', ['street', 'community'])
    .where('path', 'like', `${path}%`)
    .where('retiredAt', 'is', null)
    .orderBy('code')
    .execute()
}

/** When the first track of the district began; null where there is none. */
export async function firstTrackStart(db: Reader, districtCode: string): Promise<Date | null> {
  const row = await db
    .selectFrom('tracks')
    .select('startedAt')
    .where('districtCode', '=', districtCode)
    .orderBy('startedAt')
    .limit(1)
    .executeTakeFirst()
  return row?.startedAt ?? null
}

export interface HourOnDuty {
  /** Hours since 1970 UTC. */
  hour: number
  stationId: number
  communityId: number
}

/** Hours in which a unit was in a community, of grids in scope below an org unit. */
export async function hoursOnDuty(
  database: Database,
  viewer: Viewer,
  window: PresenceWindow,
  path: string,
): Promise<HourOnDuty[]> {
  return inSlices(database, window, async (slice) => {
    const { rows } = await sql<HourOnDuty>`
      WITH own AS MATERIALIZED (
        SELECT grids.id, split_part(grids.org_path, '/', 3)::bigint AS station_id, split_part(grids.org_path, '/', 4)::bigint AS community_id
        FROM grids WHERE grids.org_path LIKE ${`${path}%`} AND ${gridInScope(viewer)}
      )
      SELECT DISTINCT (extract(epoch FROM presence.hour) / 3600)::int AS hour, own.station_id, own.community_id
      FROM presence_hours AS presence CROSS JOIN LATERAL unnest(presence.target_ids) AS at (target_id)
        JOIN own ON own.id = at.target_id
      WHERE ${rowsOf(viewer, 'grids', slice)}`.execute(database.read)
    return rows
  })
}

export interface UnitOfReview {
  id: number
  code: string
  strength: number
}

/** Units whose work the viewer may see, of an org unit and below it, by code. */
export async function unitsBelow(db: Reader, viewer: Viewer, path: string | null): Promise<UnitOfReview[]> {
  const query = db
    .selectFrom('patrolUnits')
    .innerJoin('orgUnits', 'orgUnits.id', 'patrolUnits.orgUnitId')
    .select(['patrolUnits.id', 'patrolUnits.code', 'patrolUnits.strength'])
    .where('patrolUnits.retiredAt', 'is', null)
    .where(patrolUnitInScope(viewer))
    .orderBy('patrolUnits.code')
  return (path === null ? query : query.where('orgUnits.path', 'like', `${path}%`)).execute()
}

export interface WorkOfUnit {
  unitId: number
  outings: number
  seconds: number
  meters: number
  passes: number
  visits: number
}

/** What units did in `[from, to)` in uniform: outings by when they set out, passes and visits by their middle. */
export async function workOfUnits(
  db: Reader,
  districtCode: string,
  { from, to }: { from: Date; to: Date },
  unitIds: readonly number[],
): Promise<WorkOfUnit[]> {
  const units = sql`ANY(${[...unitIds]}::bigint[])`
  const { rows } = await sql<WorkOfUnit>`
    WITH outings AS (
      SELECT id, unit_id, started_at, ended_at FROM patrols
      WHERE district_code = ${districtCode} AND started_at >= ${from} AND started_at < ${to} AND attire <> 'plain' AND unit_id = ${units}
    ), work AS (
      SELECT unit_id, 1 AS outings, extract(epoch FROM ended_at - started_at) AS seconds, 0::float8 AS meters, 0 AS passes, 0 AS visits FROM outings
      UNION ALL
      SELECT outings.unit_id, 0, 0, tracks.length_meters, 0, 0
      FROM outings JOIN tracks ON tracks.patrol_id = outings.id
      WHERE tracks.district_code = ${districtCode} AND tracks.started_at >= ${from}::timestamptz - interval '1 day'
        AND tracks.started_at < ${to}::timestamptz + interval '2 days'
      UNION ALL
      SELECT unit_id, 0, 0, 0, 1, 0 FROM passes
      WHERE district_code = ${districtCode} AND mid_at >= ${from} AND mid_at < ${to} AND verdict = 'complete' AND NOT plain_clothes AND unit_id = ${units}
      UNION ALL
      SELECT stays.unit_id, 0, 0, 0, 0, 1 FROM stays JOIN patrol_points ON patrol_points.id = stays.target_id
      WHERE stays.district_code = ${districtCode} AND stays.mid_at >= ${from} AND stays.mid_at < ${to} AND stays.layer = 'patrol-points'
        AND stays.dwell_seconds >= patrol_points.dwell_seconds AND NOT stays.plain_clothes AND stays.unit_id = ${units}
    )
    SELECT unit_id, sum(outings)::int AS outings, sum(seconds)::float8 AS seconds, sum(meters)::float8 AS meters, sum(passes)::int AS passes, sum(visits)::int AS visits
    FROM work GROUP BY unit_id`.execute(db)
  return rows
}

export interface RouteOfReview {
  id: number
  code: string
  name: string
  center: [lon: number, lat: number]
  /** Ids of the stations and communities whose grids it touches. */
  areaIds: number[]
  /** It was there in the week. */
  existed: boolean
}

/** Planned routes in scope that touch grids below an org unit or belong to it, retired ones too, by code. */
export async function plannedRoutesBelow(
  db: Reader,
  viewer: Viewer,
  path: string,
  { from, to }: { from: Date; to: Date },
): Promise<RouteOfReview[]> {
  const { rows } = await sql<RouteOfReview>`
    SELECT route.id, route.code, route.name,
      route.created_at < ${to}::timestamptz AND (route.retired_at IS NULL OR route.retired_at >= ${from}::timestamptz) AS existed,
      jsonb_build_array(ST_X(middle.geom), ST_Y(middle.geom)) AS center,
      ARRAY(
        SELECT DISTINCT nullif(part.id, '')::bigint
        FROM grids CROSS JOIN LATERAL (VALUES (split_part(grids.org_path, '/', 3)), (split_part(grids.org_path, '/', 4))) AS part (id)
        WHERE grids.id = ANY(route.grid_ids) AND part.id <> ''
      )::float8[] AS area_ids
    FROM patrol_routes AS route
      JOIN org_units ON org_units.id = route.org_unit_id
      CROSS JOIN LATERAL (SELECT ST_LineInterpolatePoint(route.geom, 0.5) AS geom) AS middle
    WHERE ${placeInScope(viewer, 'route')}
      AND (org_units.path LIKE ${`${path}%`}
        OR EXISTS (SELECT FROM grids WHERE grids.id = ANY(route.grid_ids) AND grids.org_path LIKE ${`${path}%`}))
    ORDER BY route.code`.execute(db)
  return rows
}

/** About 50 m, in degrees: what lies further from a street is not on it. */
const nearStreetDegrees = 0.0005

/** The name of the street at each place, null where there is none or the place is null. */
export async function streetNamesAt(
  db: Reader,
  places: readonly (readonly [lon: number, lat: number] | null)[],
): Promise<(string | null)[]> {
  const { rows } = await sql<{ name: string | null }>`
    SELECT street.name
    FROM unnest(${places.map((at) => at?.[0] ?? null)}::float8[], ${places.map((at) => at?.[1] ?? null)}::float8[])
        WITH ORDINALITY AS at (lon, lat, place)
      CROSS JOIN LATERAL (SELECT ST_SetSRID(ST_MakePoint(at.lon, at.lat), 4490) AS geom) AS point
      LEFT JOIN LATERAL (
        SELECT roads.name FROM roads
        WHERE roads.retired_at IS NULL AND roads.name IS NOT NULL AND roads.geom && ST_Expand(point.geom, ${nearStreetDegrees})
        ORDER BY roads.geom <-> point.geom LIMIT 1
      ) AS street ON true
    ORDER BY at.place`.execute(db)
  return rows.map(({ name }) => name)
}
