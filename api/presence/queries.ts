import { type Kysely, type RawBuilder, sql } from 'kysely'
import { maySeePlainClothes } from '../auth/permissions.ts'
import { gridInScope, placeInScope } from '../auth/scope.ts'
import type { Viewer } from '../auth/viewer.ts'
import { timeSlices } from '../cases/slices.ts'
import type { SummaryArea } from '../cases/summary-queries.ts'
import type { Database } from '../database/connect.ts'
import type { DB as Tables } from '../database/tables.ts'
import type { BoundingBox } from '../http/contract.ts'
import type { PresenceLayer } from './outing-hours.ts'

const dayMilliseconds = 86_400_000
/** On the embedded engine one query holds up every other client. */
const embeddedSliceDays = 14
/** Force types of people who watch their own courtyard. */
const volunteerForces = ['red_armband', 'property_guard']

/** Hours of a district that begin in `[from, to)`, all or those listed. */
export interface PresenceWindow {
  readonly districtCode: string
  readonly from: Date
  readonly to: Date
  /** Where the hours asked for begin; null: all of the window. */
  readonly begins: readonly Date[] | null
  /** Without plain clothes whoever asks: for what everybody is to read alike. */
  readonly uniformOnly?: boolean
}

/** Rows of one layer that the viewer may count: plain clothes are nowhere for a branch. */
export function rowsOf(viewer: Viewer, layer: PresenceLayer, window: PresenceWindow): RawBuilder<boolean> {
  const { districtCode, from, to, begins, uniformOnly } = window
  const asked = begins ? sql<boolean>`presence.hour = ANY(${[...begins]}::timestamptz[])` : sql<boolean>`true`
  const open =
    maySeePlainClothes(viewer) && !uniformOnly ? sql<boolean>`true` : sql<boolean>`NOT presence.plain_clothes`
  return sql<boolean>`presence.district_code = ${districtCode} AND presence.layer = ${layer}
    AND presence.hour >= ${from} AND presence.hour < ${to} AND ${asked} AND ${open}`
}

/** Runs an aggregate over the window, embedded in short slices; the caller adds up rows of the same key. */
export async function inSlices<Row>(
  database: Database,
  window: PresenceWindow,
  query: (slice: PresenceWindow) => Promise<Row[]>,
): Promise<Row[]> {
  if (database.engine === 'native') return query(window)
  const days = (window.to.getTime() - window.from.getTime()) / dayMilliseconds
  const rows: Row[] = []
  for (const slice of timeSlices(window.from, window.to, Math.max(1, Math.ceil(days / embeddedSliceDays)))) {
    for (const row of await query({ ...window, ...slice })) rows.push(row)
  }
  return rows
}

/** Hours since 1970 in which an hour of the window begins. */
const hourNumber = sql<number>`(extract(epoch FROM presence.hour) / 3600)::int`

export interface StationHour {
  hour: number
  /** Id of the police station above the grids. */
  stationId: number
  unitId: number
  seconds: number
}

/** Seconds in the grids in scope, by hour, station and unit. */
export async function secondsByStation(
  database: Database,
  viewer: Viewer,
  window: PresenceWindow,
): Promise<StationHour[]> {
  return inSlices(database, window, async (slice) => {
    const { rows } = await sql<StationHour>`
      WITH own AS MATERIALIZED (
        SELECT grids.id, split_part(grids.org_path, '/', 3)::bigint AS station_id FROM grids WHERE ${gridInScope(viewer)}
      )
      SELECT ${hourNumber} AS hour, own.station_id, presence.unit_id, sum(at.seconds) AS seconds
      FROM presence_hours AS presence
        CROSS JOIN LATERAL unnest(presence.target_ids, presence.dwell_seconds) AS at (target_id, seconds)
        JOIN own ON own.id = at.target_id
      WHERE ${rowsOf(viewer, 'grids', slice)}
      GROUP BY presence.hour, own.station_id, presence.unit_id`.execute(database.read)
    return rows
  })
}

/** Seconds by hour since 1970, in the grids in scope or in one area. */
export async function secondsByHour(
  database: Database,
  viewer: Viewer,
  window: PresenceWindow,
  area: SummaryArea,
): Promise<{ hour: number; seconds: number }[]> {
  const layer = area?.kind === 'controlArea' ? 'control-areas' : 'grids'
  const targets = {
    controlArea: sql<number>`(SELECT ${area?.id ?? null}::bigint AS id)`,
    grid: sql<number>`(SELECT ${area?.id ?? null}::bigint AS id)`,
    orgUnit: sql<number>`(SELECT grids.id FROM grids JOIN org_units ON grids.org_path LIKE org_units.path || '%'
      WHERE org_units.id = ${area?.id ?? null} AND ${gridInScope(viewer)})`,
    scope: sql<number>`(SELECT grids.id FROM grids WHERE ${gridInScope(viewer)})`,
  }[area?.kind ?? 'scope']
  return inSlices(database, window, async (slice) => {
    const { rows } = await sql<{ hour: number; seconds: number }>`
      WITH own AS MATERIALIZED ${targets}
      SELECT ${hourNumber} AS hour, sum(at.seconds) AS seconds
      FROM presence_hours AS presence
        CROSS JOIN LATERAL unnest(presence.target_ids, presence.dwell_seconds) AS at (target_id, seconds)
        JOIN own ON own.id = at.target_id
      WHERE ${rowsOf(viewer, layer, slice)}
      GROUP BY presence.hour`.execute(database.read)
    return rows
  })
}

export interface TargetSums {
  id: number
  seconds: number
  meters: number
  stays: number
  effectiveStays: number
}

/** What was done at each grid; those of others are among them. */
export async function sumsByGrid(
  database: Database,
  viewer: Viewer,
  window: PresenceWindow,
): Promise<TargetSums[]> {
  return inSlices(database, window, async (slice) => {
    const { rows } = await sql<TargetSums>`
      SELECT at.id, sum(at.seconds) AS seconds, sum(at.meters) AS meters, sum(at.stays)::int AS stays,
        sum(at.effective)::int AS effective_stays
      FROM presence_hours AS presence
        CROSS JOIN LATERAL unnest(presence.target_ids, presence.dwell_seconds, presence.length_meters, presence.stay_counts,
          presence.effective_stay_counts) AS at (id, seconds, meters, stays, effective)
      WHERE ${rowsOf(viewer, 'grids', slice)}
      GROUP BY at.id`.execute(database.read)
    return rows
  })
}

/** Those of the time slots that are in use. */
export async function slotsByCode(db: Kysely<Tables>, codes: readonly string[]) {
  return db
    .selectFrom('timeSlots')
    .select(['code', 'startTime', 'endTime', 'weekdays'])
    .where('retiredAt', 'is', null)
    .where('code', 'in', [...codes])
    .execute()
}

export interface GridRow {
  id: number
  code: string
  name: string
  bbox: BoundingBox
  middle: [number, number]
}

/** The grids in scope. */
export async function gridsInScope(db: Kysely<Tables>, viewer: Viewer): Promise<GridRow[]> {
  const { rows } = await sql<GridRow>`
    SELECT grids.id, grids.code, grids.name,
      ARRAY[ST_XMin(grids.geom), ST_YMin(grids.geom), ST_XMax(grids.geom), ST_YMax(grids.geom)] AS bbox,
      ARRAY[ST_X(middle.geom), ST_Y(middle.geom)] AS middle
    FROM grids CROSS JOIN LATERAL (SELECT ST_PointOnSurface(grids.geom) AS geom) middle
    WHERE grids.retired_at IS NULL AND ${gridInScope(viewer)}
    ORDER BY grids.code`.execute(db)
  return rows
}

/** The police stations whose grids, or some of them, are in scope. */
export async function stationsInScope(
  db: Kysely<Tables>,
  viewer: Viewer,
): Promise<{ id: number; code: string; name: string }[]> {
  const { rows } = await sql<{ id: number; code: string; name: string }>`
    SELECT id, code, name FROM org_units
    WHERE id IN (SELECT split_part(grids.org_path, '/', 3)::bigint FROM grids WHERE grids.retired_at IS NULL AND ${gridInScope(viewer)})
    ORDER BY code`.execute(db)
  return rows
}

/** Whether there is such a courtyard in the viewer's scope. */
export async function isCourtyardInScope(db: Kysely<Tables>, viewer: Viewer, id: number): Promise<boolean> {
  const { rows } = await sql`
    SELECT 1 FROM courtyards WHERE id = ${id} AND retired_at IS NULL AND ${placeInScope(viewer, 'courtyards')}`.execute(
    db,
  )
  return rows.length > 0
}

/** The hours in which one courtyard was passed, with the passings that began in each. */
export async function passingsOfCourtyard(
  db: Kysely<Tables>,
  viewer: Viewer,
  window: PresenceWindow,
  id: number,
): Promise<{ hour: Date; stays: number; byVolunteers: boolean }[]> {
  const { rows } = await sql<{ hour: Date; stays: number; byVolunteers: boolean }>`
    SELECT presence.hour, presence.stay_counts[array_position(presence.target_ids, ${id}::bigint)] AS stays,
      patrol_units.force_type = ANY(${volunteerForces}::text[]) AS by_volunteers
    FROM presence_hours AS presence
      JOIN patrol_units ON patrol_units.id = presence.unit_id
    WHERE ${rowsOf(viewer, 'courtyards', window)} AND presence.target_ids @> ARRAY[${id}::bigint]
    ORDER BY presence.hour`.execute(db)
  return rows
}
