import { type Kysely, sql } from 'kysely'
import { maySeePlainClothes } from '../api/auth/permissions.ts'
import { patrolUnitInScope } from '../api/auth/scope.ts'
import type { Tables } from '../api/database/connect.ts'
import { readCodes, readWindow, type TimeWindow } from './filters.ts'
import { byScopeAndRole, type TileLayer } from './layer.ts'
import { drawn, meets } from './tile.ts'

const maxZoom = 16
const dayMilliseconds = 86_400_000
/** No outing lasts longer: tracks that began earlier cannot reach into the window. */
const longestPatrolMilliseconds = dayMilliseconds

/** The cleaned tracks of patrols by units of the viewer's station; plain clothes only where they may be seen. */
export const tracks: TileLayer = {
  name: 'tracks',
  minZoom: 9,
  maxZoom,
  fields: {
    patrolId: 'Number',
    unitCode: 'String',
    forceType: 'String',
    mode: 'String',
    attire: 'String',
    startedAt: 'String',
  },
  dependsOn: ['tracks', 'patrols', 'patrol-units', 'org-units'],
  scopeKey: byScopeAndRole,
  filterNames: ['from', 'to', 'unit'],
  rows: async ({ database, district, query, tile, viewer }) => {
    const units = readCodes(query, 'unit')
    const window = readWindow(query) ?? (await latestDay(database, district.code))
    if (!window) return null
    const earliest = new Date(window.from.getTime() - longestPatrolMilliseconds)
    return sql`
      SELECT tracks.patrol_id AS id, ${drawn(sql.ref('tracks.geom_mercator'), tile, maxZoom)} AS geom,
        jsonb_build_object('patrolId', tracks.patrol_id, 'unitCode', patrol_units.code,
          'forceType', patrol_units.force_type, 'mode', patrols.mode, 'attire', patrols.attire,
          'startedAt', to_char(tracks.started_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')) AS attributes
      FROM tracks
        JOIN patrols ON patrols.district_code = tracks.district_code AND patrols.id = tracks.patrol_id
          AND patrols.started_at >= ${earliest}::timestamptz AND patrols.started_at < ${window.to}::timestamptz
        JOIN patrol_units ON patrol_units.id = tracks.unit_id
      WHERE tracks.district_code = ${district.code}
        AND tracks.started_at >= ${earliest}::timestamptz AND tracks.started_at < ${window.to}::timestamptz
        AND tracks.ended_at > ${window.from}::timestamptz
        AND ${meets('tracks.geom_mercator', tile.clipBox)}
        AND ${patrolUnitInScope(viewer)}
        ${maySeePlainClothes(viewer) ? sql`` : sql`AND patrols.attire = 'uniform'`}
        ${units ? sql`AND patrol_units.code = ANY(${units}::text[])` : sql``}`
  },
}

/** The 24 hours up to the latest track. */
async function latestDay(database: Kysely<Tables>, districtCode: string): Promise<TimeWindow | null> {
  const { latest } = await database
    .selectFrom('tracks')
    .select((select) => select.fn.max('startedAt').as('latest'))
    .where('districtCode', '=', districtCode)
    .executeTakeFirstOrThrow()
  if (!latest) return null
  const to = new Date(latest.getTime() + 1000)
  return { from: new Date(to.getTime() - dayMilliseconds), to }
}
