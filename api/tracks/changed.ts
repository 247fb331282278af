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

/** Runs inside the transaction that changed the tracks: what it writes is seen together with them, or not at all. */
type Listener = (trx: Transaction<Tables>, districtCode: string, changes: TrackChange[]) => Promise<void>

const listeners = new Set<Listener>()

/**
 * Has the listener called whenever tracks have been written or removed, whether by positions, an import or its undoing: in that transaction, after the
 * rows are there. Never by retention, which only takes times away.
 *
 * @returns a function that ends it
 */
export function onTracksChanged(listener: Listener): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/**
 * To be called last in every transaction that writes or removes tracks: computes everything that is derived from them, tells the listeners, then counts
 * the change of both layers.
 */
export async function tracksChanged(
  trx: Transaction<Tables>,
  database: Database,
  districtCode: string,
  changes: TrackChange[],
): Promise<void> {
  if (changes.length === 0) return
  await summariseOutings(trx, database, districtCode, changes)
  for (const listener of listeners) await listener(trx, districtCode, changes)
  await sql`SELECT bump_layer_version('tracks'), bump_layer_version('patrols')`.execute(trx)
}
