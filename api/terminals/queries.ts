import { type Kysely, sql } from 'kysely'
import type { DB as Tables } from '../database/tables.ts'

export function selectTerminals(db: Kysely<Tables>) {
  return db
    .selectFrom('terminals')
    .innerJoin('patrolUnits', 'patrolUnits.id', 'terminals.unitId')
    .select([
      'terminals.id',
      'terminals.number',
      'patrolUnits.code as unitCode',
      'terminals.coordinateSystem',
      'terminals.createdAt',
      'terminals.lastSeenAt',
    ])
    .orderBy('terminals.number')
}

export async function insertTerminal(
  db: Kysely<Tables>,
  terminal: { number: string; unitId: number; coordinateSystem: string },
): Promise<number> {
  const { id } = await db.insertInto('terminals').values(terminal).returning('id').executeTakeFirstOrThrow()
  return id
}

export async function deleteTerminal(
  db: Kysely<Tables>,
  id: number,
): Promise<{ number: string } | undefined> {
  return db.deleteFrom('terminals').where('id', '=', id).returning('number').executeTakeFirst()
}

/** A terminal that may send, with the unit whose positions it sends. */
export interface KnownTerminal {
  id: number
  unitId: number
  unitCode: string
  coordinateSystem: 'wgs84' | 'gcj02'
  authHash: Buffer | null
}

/** The terminal of a number without leading zeros; undefined when it is not known or its unit is retired. */
export async function terminalOfNumber(
  db: Kysely<Tables>,
  number: string,
): Promise<KnownTerminal | undefined> {
  const { rows } = await sql<KnownTerminal>`
    SELECT terminals.id, terminals.unit_id, patrol_units.code AS unit_code, terminals.coordinate_system, terminals.auth_hash
    FROM terminals JOIN patrol_units ON patrol_units.id = terminals.unit_id
    WHERE terminals.number = ${number} AND patrol_units.retired_at IS NULL`.execute(db)
  return rows[0]
}

/** Remembers the code with which a terminal signs in from now on. */
export async function storeAuthHash(db: Kysely<Tables>, id: number, authHash: Buffer): Promise<void> {
  await db.updateTable('terminals').set({ authHash }).where('id', '=', id).execute()
}

export async function noteSeen(db: Kysely<Tables>, id: number): Promise<void> {
  await db
    .updateTable('terminals')
    .set({ lastSeenAt: sql<Date>`now()` })
    .where('id', '=', id)
    .execute()
}
