import { sql } from 'kysely'
import { cleanTrack } from '../../api/coverage/cleaned-track.ts'
import { coverageRules } from '../../api/coverage/rules.ts'
import { ensurePartitions } from '../../api/database/partitions.ts'
import { fixesOfTrackWkb } from '../../api/geometry/track-wkb.ts'
import { derivedPresence } from '../../api/presence/derivation.ts'
import { streetsOf } from '../../api/streets/network.ts'
import type { ChangedTargets, SummarisedTrack } from '../../api/summaries/derivation.ts'
import { tracksChanged } from '../../api/tracks/changed.ts'
import { testCity, type TestServer } from './server.ts'

export interface Fix {
  /** Seconds since 1970. */
  seconds: number
  lon: number
  lat: number
}

/** Seconds since 1970 of a wall-clock time in Shanghai. */
export const at = (text: string): number => Date.parse(`${text}+08:00`) / 1000

/** A fix a minute, from one place to another at even speed, or standing. */
export function way(
  from: number,
  minutes: number,
  start: [lon: number, lat: number],
  end: [lon: number, lat: number] = start,
): Fix[] {
  return Array.from({ length: minutes + 1 }, (_, minute) => ({
    seconds: from + minute * 60,
    lon: start[0] + ((end[0] - start[0]) * minute) / minutes,
    lat: start[1] + ((end[1] - start[1]) * minute) / minutes,
  }))
}

/** Writes an outing with its track, as positions do; gives the id of the patrol. */
export async function addTrack(
  { database }: TestServer,
  unitId: number,
  fixes: readonly Fix[],
  attire: 'uniform' | 'plain' = 'uniform',
): Promise<number> {
  const startedAt = new Date(fixes[0]!.seconds * 1000)
  const endedAt = new Date(fixes.at(-1)!.seconds * 1000)
  const path = fixes.map(({ lon, lat, seconds }) => `${lon} ${lat} ${seconds}`).join(', ')
  return database.write.transaction().execute(async (trx) => {
    await ensurePartitions(trx, 'patrols', startedAt, endedAt)
    await ensurePartitions(trx, 'tracks', startedAt, endedAt)
    const { id } = await trx
      .insertInto('patrols')
      .values({ districtCode: testCity.districtCode, unitId, mode: 'foot', attire, startedAt, endedAt })
      .returning('id')
      .executeTakeFirstOrThrow()
    await sql`
      INSERT INTO tracks (district_code, patrol_id, unit_id, started_at, ended_at, fix_count, observed_seconds, unobserved_seconds,
        length_meters, geom)
      VALUES (${testCity.districtCode}, ${id}, ${unitId}, ${startedAt}, ${endedAt}, ${fixes.length}, 0, 0, 0,
        ST_GeomFromText(${`MULTILINESTRING M ((${path}))`}, 4490))`.execute(trx)
    await tracksChanged(trx, database, testCity.districtCode, [
      { patrolId: id, unitId, from: startedAt, to: endedAt, removed: false },
    ])
    return id
  })
}

/** Derives presence from every track of the test city again; with `changed` only what that touches. */
export async function derivePresence(
  { database, context }: TestServer,
  changed?: ChangedTargets,
): Promise<void> {
  const district = await context.settings.district()
  const rules = await coverageRules(context.settings)
  const streets = await streetsOf(database, district.metricCrs)
  const targets = await derivedPresence.targets({ database, db: database.read, district, rules, streets })
  const { rows } = await sql<{ patrolId: number; unitId: number; plainClothes: boolean; wkb: Buffer }>`
    SELECT tracks.patrol_id, tracks.unit_id, patrols.attire = 'plain' AS plain_clothes,
      ST_AsBinary(ST_Transform(tracks.geom, ${district.metricCrs}::integer)) AS wkb
    FROM tracks JOIN patrols ON patrols.district_code = tracks.district_code AND patrols.id = tracks.patrol_id
    WHERE tracks.district_code = ${district.code}`.execute(database.read)
  const tracks = rows.map(({ wkb, ...who }): SummarisedTrack => {
    const track = cleanTrack(fixesOfTrackWkb(wkb), rules.track)
    return { ...who, track, path: { ...track, onStreet: new Uint8Array(track.connected.length) } }
  })
  const derived = tracks.flatMap((track) => derivedPresence.derive(track, targets, changed))
  const patrols = tracks.map(({ patrolId }) => patrolId)
  await database.write
    .transaction()
    .execute((trx) => derivedPresence.replace(trx, district.code, patrols, derived, changed))
}
