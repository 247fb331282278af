import { type Kysely, sql } from 'kysely'
import { gridInScope, orgUnitIdsInScope, patrolUnitInScope } from '../auth/scope.ts'
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
