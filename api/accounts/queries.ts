import { type Kysely, sql } from 'kysely'
import type { DB as Tables } from '../database/tables.ts'

/** Accounts with their unit and the time of the last sign-in. */
export function selectAccounts(db: Kysely<Tables>) {
  return db
    .selectFrom('accounts')
    .innerJoin('orgUnits', 'orgUnits.id', 'accounts.orgUnitId')
    .select([
      'accounts.id',
      'accounts.username',
      'accounts.post',
      'accounts.role',
      'accounts.isDemo',
      'accounts.disabledAt',
      'accounts.mustChangePassword',
      'accounts.version',
      'accounts.updatedAt',
      'accounts.updatedBy',
      'orgUnits.id as orgUnitId',
      'orgUnits.code as orgUnitCode',
      'orgUnits.name as orgUnitName',
      'orgUnits.level as orgUnitLevel',
      sql<Date | null>`(SELECT max(created_at) FROM sessions WHERE account_id = accounts.id)`.as(
        'lastSignInAt',
      ),
    ])
    .orderBy('accounts.id')
}

export async function orgUnitLevel(db: Kysely<Tables>, orgUnitId: number): Promise<string | undefined> {
  const unit = await db
    .selectFrom('orgUnits')
    .select('level')
    .where('id', '=', orgUnitId)
    .where('retiredAt', 'is', null)
    .executeTakeFirst()
  return unit?.level
}

/** Administrators who could still sign in besides the given account. */
export async function otherAdministrators(db: Kysely<Tables>, accountId: number): Promise<number> {
  const { count } = await db
    .selectFrom('accounts')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('role', '=', 'admin')
    .where('disabledAt', 'is', null)
    .where('id', '<>', accountId)
    .executeTakeFirstOrThrow()
  return count
}

export async function insertAccount(
  db: Kysely<Tables>,
  account: {
    username: string
    post: string
    role: string
    orgUnitId: number
    passwordHash: string
    updatedBy: string
  },
): Promise<number> {
  const { id } = await db
    .insertInto('accounts')
    .values({ ...account, mustChangePassword: true })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** Applies a change when nobody else has made one meanwhile; false otherwise. */
export async function updateAccount(
  db: Kysely<Tables>,
  id: number,
  version: number,
  change: { post?: string; role?: string; orgUnitId?: number; disabledAt?: Date | null; updatedBy: string },
): Promise<boolean> {
  const result = await db
    .updateTable('accounts')
    .set(change)
    .where('id', '=', id)
    .where('version', '=', version)
    .executeTakeFirst()
  return result.numUpdatedRows === 1n
}

export async function storeFirstPassword(
  db: Kysely<Tables>,
  id: number,
  passwordHash: string,
  actor: string,
) {
  await db
    .updateTable('accounts')
    .set({ passwordHash, mustChangePassword: true, updatedBy: actor })
    .where('id', '=', id)
    .execute()
}
