import type { Database } from '../database/connect.ts'
import type { SettingsReader } from '../settings/reader.ts'

const dayMilliseconds = 86_400_000

/**
 * Deletes raw fixes older than the setting allows, one day at a time so that nobody waits; tracks and what is derived from them stay.
 *
 * @returns how many were deleted
 */
export async function deleteOldFixes(
  database: Database,
  settings: SettingsReader,
  now = new Date(),
): Promise<number> {
  const district = await settings.districtOrNull()
  if (!district) return 0
  const keptDays = await settings.get('patrols.fixRetentionDays')
  const before = new Date(now.getTime() - keptDays * dayMilliseconds)
  let deleted = 0
  for (;;) {
    const oldest = await database.write
      .selectFrom('trackFixes')
      .select((select) => select.fn.min('fixedAt').as('at'))
      .where('districtCode', '=', district.code)
      .where('fixedAt', '<', before)
      .executeTakeFirst()
    if (!oldest?.at) return deleted
    const dayEnd = new Date(Math.min(oldest.at.getTime() + dayMilliseconds, before.getTime()))
    const result = await database.write
      .deleteFrom('trackFixes')
      .where('districtCode', '=', district.code)
      .where('fixedAt', '<', dayEnd)
      .executeTakeFirst()
    deleted += Number(result.numDeletedRows)
  }
}

/** Deletes old fixes now and every day until the returned function is called. */
export function keepDeletingOldFixes(
  database: Database,
  settings: SettingsReader,
  failed: (error: unknown) => void,
): () => void {
  const run = () => void deleteOldFixes(database, settings).catch(failed)
  run()
  const timer = setInterval(run, dayMilliseconds)
  timer.unref()
  return () => clearInterval(timer)
}
