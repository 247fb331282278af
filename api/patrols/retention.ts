import { sql } from 'kysely'
import type { Database } from '../database/connect.ts'
import type { SettingsReader } from '../settings/reader.ts'

const dayMilliseconds = 86_400_000
const tracksPerStatement = 200

/**
 * Deletes raw fixes older than the setting allows, and the time of each vertex of the tracks made of them: where a unit was at which moment.
 * The line of a track and its sums stay, and so does what was counted from it; its way along the streets, which has times too, goes.
 */
export async function forgetOldMovements(
  database: Database,
  settings: SettingsReader,
  now = new Date(),
): Promise<{ deletedFixes: number; untimedTracks: number }> {
  const district = await settings.districtOrNull()
  if (!district) return { deletedFixes: 0, untimedTracks: 0 }
  const keptDays = await settings.get('patrols.fixRetentionDays')
  const before = new Date(now.getTime() - keptDays * dayMilliseconds)
  return {
    deletedFixes: await deleteFixes(database, district.code, before),
    untimedTracks: await dropTimes(database, district.code, before),
  }
}

/** One day at a time, so that nobody waits. */
async function deleteFixes(database: Database, districtCode: string, before: Date): Promise<number> {
  let deleted = 0
  for (;;) {
    const oldest = await database.write
      .selectFrom('trackFixes')
      .select((select) => select.fn.min('fixedAt').as('at'))
      .where('districtCode', '=', districtCode)
      .where('fixedAt', '<', before)
      .executeTakeFirst()
    if (!oldest?.at) return deleted
    const dayEnd = new Date(Math.min(oldest.at.getTime() + dayMilliseconds, before.getTime()))
    const result = await database.write
      .deleteFrom('trackFixes')
      .where('districtCode', '=', districtCode)
      .where('fixedAt', '<', dayEnd)
      .executeTakeFirst()
    deleted += Number(result.numDeletedRows)
  }
}

/** A few hundred tracks at a time. */
async function dropTimes(database: Database, districtCode: string, before: Date): Promise<number> {
  let dropped = 0
  for (;;) {
    const count = await database.write.transaction().execute(async (trx) => {
      const { rows } = await sql<{ patrolId: number }>`
        UPDATE tracks SET geom = ST_Force3DM(ST_Force2D(tracks.geom)), has_times = false
        FROM (
          SELECT started_at, patrol_id FROM tracks
          WHERE district_code = ${districtCode} AND has_times AND ended_at < ${before}
          ORDER BY ended_at
          LIMIT ${tracksPerStatement}
        ) AS old
        WHERE tracks.district_code = ${districtCode} AND tracks.started_at = old.started_at
          AND tracks.patrol_id = old.patrol_id
        RETURNING tracks.patrol_id`.execute(trx)
      const ids = rows.map(({ patrolId }) => patrolId)
      await sql`
        DELETE FROM track_ways WHERE district_code = ${districtCode} AND patrol_id = ANY(${ids}::bigint[])`.execute(
        trx,
      )
      if (ids.length > 0) await sql`SELECT bump_layer_version('tracks')`.execute(trx)
      return ids.length
    })
    if (count === 0) return dropped
    dropped += count
  }
}

/** Forgets old movements now and every day until the returned function is called. */
export function keepForgettingOldMovements(
  database: Database,
  settings: SettingsReader,
  failed: (error: unknown) => void,
): () => void {
  const run = () => void forgetOldMovements(database, settings).catch(failed)
  run()
  const timer = setInterval(run, dayMilliseconds)
  timer.unref()
  return () => clearInterval(timer)
}
