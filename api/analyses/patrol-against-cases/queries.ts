import { sql } from 'kysely'
import type { Viewer } from '../../auth/viewer.ts'
import type { Database } from '../../database/connect.ts'
import type { StayHour } from '../../hotspots/stay-blocks.ts'
import { inSlices, type PresenceWindow, rowsOf } from '../../presence/queries.ts'

/** What outings did in some cells of 100 m, hour by hour. */
export async function stayHoursInCells(
  database: Database,
  viewer: Viewer,
  window: PresenceWindow,
  cellKeys: readonly number[],
): Promise<(StayHour & { key: number })[]> {
  if (cellKeys.length === 0) return []
  return inSlices(database, window, async (slice) => {
    const { rows } = await sql<StayHour & { key: number }>`
      SELECT at.key, (extract(epoch FROM presence.hour) / 3600)::int AS hour, presence.patrol_id, at.seconds, at.effective AS effective_stays
      FROM presence_hours AS presence
        CROSS JOIN LATERAL unnest(presence.target_ids, presence.dwell_seconds, presence.effective_stay_counts) AS at (key, seconds, effective)
      WHERE ${rowsOf(viewer, 'cells', slice)} AND presence.target_ids && ${[...cellKeys]}::bigint[]
        AND at.key = ANY(${[...cellKeys]}::bigint[])`.execute(database.read)
    return rows
  })
}
