import { sql, type Transaction } from 'kysely'
import type { Database } from '../database/connect.ts'
import type { DB as Tables } from '../database/tables.ts'
import { summariseOutings } from '../summaries/summarise.ts'

/** An outing whose cleaned track is another one now, or gone. */
export interface TrackChange {
  patrolId: number
  unitId: number
  /** Everything that can have changed lies in `[from, to]`. */
  from: Date
  to: Date
  removed: boolean
}

/**
 * To be called last in every transaction that writes or removes tracks: computes everything that is derived from them, then counts the change of both
 * layers. Never by retention, which only takes times away.
 */
export async function tracksChanged(
  trx: Transaction<Tables>,
  database: Database,
  districtCode: string,
  changes: TrackChange[],
): Promise<void> {
  if (changes.length === 0) return
  await summariseOutings(trx, database, districtCode, changes)
  await sql`SELECT bump_layer_version('tracks'), bump_layer_version('patrols')`.execute(trx)
}
