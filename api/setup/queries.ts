import { sql, type Transaction } from 'kysely'
import type { Database } from '../database/connect.ts'
import type { DB as Tables } from '../database/tables.ts'
import type { DistrictSettings } from '../settings/district.ts'

/** Replaces any earlier one-time link by a new one that holds for an hour. */
export async function storeSetupToken(database: Database, tokenHash: Buffer): Promise<void> {
  await database.write.transaction().execute(async (trx) => {
    await trx.deleteFrom('setupTokens').execute()
    await trx
      .insertInto('setupTokens')
      .values({ tokenHash, expiresAt: sql<Date>`now() + interval '1 hour'` })
      .execute()
  })
}

/** Uses the link up; false when it is unknown, old or already used. */
export async function useSetupToken(trx: Transaction<Tables>, tokenHash: Buffer): Promise<boolean> {
  const used = await trx
    .updateTable('setupTokens')
    .set({ usedAt: sql<Date>`now()` })
    .where('tokenHash', '=', tokenHash)
    .where('usedAt', 'is', null)
    .where('expiresAt', '>', sql<Date>`now()`)
    .returning('tokenHash')
    .executeTakeFirst()
  return used !== undefined
}

/** Writes the district with its root unit, and the first administrator. */
export async function storeDistrictAndAdministrator(
  trx: Transaction<Tables>,
  district: DistrictSettings,
  administrator: { username: string; passwordHash: string },
): Promise<void> {
  await trx
    .insertInto('settings')
    .values({ key: 'district', value: JSON.stringify(district), updatedBy: administrator.username })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value: JSON.stringify(district) }))
    .execute()
  const code = district.code.padEnd(12, '0')
  const [west, south, east, north] = district.extent
  const root = await trx
    .insertInto('orgUnits')
    .values({
      code,
      name: district.name,
      level: 'district',
      path: code,
      geom: sql<string>`ST_Multi(ST_MakeEnvelope(${west}, ${south}, ${east}, ${north}, 4490))`,
    })
    .onConflict((conflict) => conflict.column('code').doUpdateSet({ name: district.name }))
    .returning('id')
    .executeTakeFirstOrThrow()
  await trx
    .insertInto('accounts')
    .values({ ...administrator, post: '管理员', role: 'admin', orgUnitId: root.id, updatedBy: 'system' })
    .execute()
}
