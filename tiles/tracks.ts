import { type Kysely, sql } from 'kysely'
import { maySeePlainClothes } from '../api/auth/permissions.ts'
import { patrolUnitInScope } from '../api/auth/scope.ts'
import type { Tables } from '../api/database/connect.ts'
import { earliestStart, patrolOfTrack, patrolsOfTracksStartedIn } from '../api/tracks/patrol-of-track.ts'
import { readCodes, readWindow, type TimeWindow } from './filters.ts'
import { byScopeAndRole, InvalidFilter, type TileLayer } from './layer.ts'
import { drawn, meets } from './tile.ts'

const maxZoom = 16
const dayMilliseconds = 86_400_000
/** A season: longer, and every street is drawn over many times. Coverage takes no longer windows either. */
const longestWindowDays = 100

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
    requireShort(window)
    const earliest = earliestStart(window.from)
    return sql`
      SELECT tracks.patrol_id AS id, ${drawn(sql.ref('tracks.geom_mercator'), tile, maxZoom)} AS geom,
        jsonb_build_object('patrolId', tracks.patrol_id, 'unitCode', patrol_units.code,
          'forceType', patrol_units.force_type, 'mode', patrols.mode, 'attire', patrols.attire,
          'startedAt', to_char(tracks.started_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')) AS attributes
      FROM tracks
        JOIN patrols ON ${patrolOfTrack('patrols', 'tracks')}
          AND ${patrolsOfTracksStartedIn('patrols', earliest, window.to)}
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
function requireShort({ from, to }: TimeWindow): void {
  if (to.getTime() - from.getTime() <= longestWindowDays * dayMilliseconds) return
  throw new InvalidFilter('from', {
    zh: `轨迹的时间范围最长 ${longestWindowDays} 天,请缩短。`,
    en: `Tracks are drawn for at most ${longestWindowDays} days; please choose a shorter time.`,
  })
}

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
