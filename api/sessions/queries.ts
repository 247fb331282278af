import type { Database } from '../database/connect.ts'

/** The account behind a user name, with what sign-in needs to know. */
export async function accountForSignIn(database: Database, username: string) {
  return database.write
    .selectFrom('accounts')
    .select(['id', 'username', 'passwordHash', 'isDemo', 'disabledAt', 'mustChangePassword'])
    .where('username', '=', username)
    .executeTakeFirst()
}

/** The demo accounts in the order of the sign-in page. */
export async function demoAccounts(database: Database) {
  return database.read
    .selectFrom('accounts')
    .select(['username', 'role', 'post'])
    .where('isDemo', '=', true)
    .where('disabledAt', 'is', null)
    .orderBy('id')
    .execute()
}

/** True while no account exists that could sign in as administrator. */
export async function awaitsFirstAdministrator(database: Database): Promise<boolean> {
  const administrator = await database.write
    .selectFrom('accounts')
    .select('id')
    .where('role', '=', 'admin')
    .where('isDemo', '=', false)
    .where('passwordHash', 'is not', null)
    .limit(1)
    .executeTakeFirst()
  return administrator === undefined
}
