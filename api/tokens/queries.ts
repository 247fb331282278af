import type { Kysely } from 'kysely'
import type { DB as Tables } from '../database/tables.ts'

export function selectTokens(db: Kysely<Tables>) {
  return db
    .selectFrom('tokens')
    .leftJoin('accounts', 'accounts.id', 'tokens.accountId')
    .leftJoin('patrolUnits', 'patrolUnits.id', 'tokens.unitId')
    .select([
      'tokens.id',
      'tokens.name',
      'accounts.username',
      'patrolUnits.code as unitCode',
      'tokens.createdAt',
      'tokens.expiresAt',
      'tokens.revokedAt',
      'tokens.lastUsedAt',
    ])
    .orderBy('tokens.id', 'desc')
}

export async function insertToken(
  db: Kysely<Tables>,
  token: {
    name: string
    accountId: number | null
    unitId: number | null
    tokenHash: Buffer
    expiresAt: Date | null
  },
): Promise<number> {
  const { id } = await db.insertInto('tokens').values(token).returning('id').executeTakeFirstOrThrow()
  return id
}

/** Revokes a token; undefined when there is none that still holds. */
export async function endToken(db: Kysely<Tables>, id: number): Promise<{ name: string } | undefined> {
  return db
    .updateTable('tokens')
    .set({ revokedAt: new Date() })
    .where('id', '=', id)
    .where('revokedAt', 'is', null)
    .returning('name')
    .executeTakeFirst()
}

export async function roleOfAccount(db: Kysely<Tables>, accountId: number): Promise<string | undefined> {
  const account = await db
    .selectFrom('accounts')
    .select('role')
    .where('id', '=', accountId)
    .executeTakeFirst()
  return account?.role
}

export async function isUnitInUse(db: Kysely<Tables>, unitId: number): Promise<boolean> {
  const unit = await db
    .selectFrom('patrolUnits')
    .select('id')
    .where('id', '=', unitId)
    .where('retiredAt', 'is', null)
    .executeTakeFirst()
  return unit !== undefined
}
