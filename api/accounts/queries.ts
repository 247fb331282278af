import { type Kysely, sql, type Transaction } from 'kysely'
import type { Viewer } from '../auth/viewer.ts'
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
      sql<Date | null>`(
        SELECT max(happened_at) FROM audit_entries
        WHERE concept = 'sessions' AND record_id = accounts.id AND action = 'sign-in')`.as('lastSignInAt'),
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

/**
 * Whether somebody else could still sign in as administrator. Locks every administrator, so that two cannot end each other at once.
 * @param demo whether demo accounts may sign in here
 */
export async function hasOtherAdministrator(
  trx: Transaction<Tables>,
  accountId: number,
  demo: boolean,
): Promise<boolean> {
  const administrators = await trx
    .selectFrom('accounts')
    .select(['id', 'isDemo', 'disabledAt'])
    .where('role', '=', 'admin')
    .orderBy('id')
    .forUpdate()
    .execute()
  return administrators.some(
    ({ id, isDemo, disabledAt }) => id !== accountId && disabledAt === null && (demo || !isDemo),
  )
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

/** The post behind an account, as papers name who made them. */
export async function postOf(db: Kysely<Tables>, { accountId }: Viewer): Promise<string> {
  const { post } = await db
    .selectFrom('accounts')
    .select('post')
    .where('id', '=', accountId)
    .executeTakeFirstOrThrow()
  return post
}
