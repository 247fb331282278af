import type { Database } from '../database/connect.ts'
import { awaitsFirstAdministrator } from '../sessions/queries.ts'
import { hashOfToken, newToken } from '../sessions/store.ts'
import { storeSetupToken } from './queries.ts'

/** The one-time path where the first administrator signs up, or undefined when there is one already. */
export async function firstAdministratorPath(database: Database): Promise<string | undefined> {
  if (!(await awaitsFirstAdministrator(database))) return undefined
  const token = newToken()
  await storeSetupToken(database, hashOfToken(token))
  return `/setup?token=${token}`
}
