import { createHash, randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { Role, Viewer } from '../auth/viewer.ts'
import type { Database } from '../database/connect.ts'

const freshForMilliseconds = 1000
const notedEveryMilliseconds = 60_000

export interface Identity {
  viewer: Viewer
  actor: string
  /** Signed in with a first password: nothing else is open until it is changed. */
  mustChangePassword: boolean
}

/** A machine that sends positions of one patrol unit and may do nothing else. */
export interface UnitSender {
  unitId: number
  unitCode: string
  tokenId: number
  actor: string
}

interface Remembered<Value> {
  value: Value | null
  readAt: number
}

/** SHA-256 of a session or machine token: only the hash is stored. */
export function hashOfToken(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}

export function newToken(): string {
  return randomBytes(32).toString('base64url')
}

/**
 * Sessions and machine tokens, read from the database and remembered for at most a second;
 * the process that ends one drops its copy at once. Demo accounts are nobody while `demo` is off.
 */
export class SessionStore {
  readonly #database: Database
  readonly #demo: boolean
  #remembered = new Map<string, Remembered<unknown>>()

  constructor(database: Database, demo: boolean) {
    this.#database = database
    this.#demo = demo
  }

  /** Starts a session; the token goes into the cookie and is not kept. */
  async start(accountId: number, hours: number): Promise<{ token: string; expiresAt: Date }> {
    const token = newToken()
    const expiresAt = new Date(Date.now() + hours * 3_600_000)
    await this.#database.write
      .insertInto('sessions')
      .values({ tokenHash: hashOfToken(token), accountId, expiresAt })
      .execute()
    return { token, expiresAt }
  }

  async end(token: string): Promise<void> {
    await this.#database.write.deleteFrom('sessions').where('tokenHash', '=', hashOfToken(token)).execute()
    this.forget()
  }

  /** Ends every session of an account, for example after a password change. */
  async endAll(accountId: number, exceptToken?: string): Promise<void> {
    let query = this.#database.write.deleteFrom('sessions').where('accountId', '=', accountId)
    if (exceptToken) query = query.where('tokenHash', '<>', hashOfToken(exceptToken))
    await query.execute()
    this.forget()
  }

  /** Drops what is remembered: after accounts, tokens or org units changed. */
  forget(): void {
    this.#remembered = new Map()
  }

  async identityOfSession(token: string): Promise<Identity | null> {
    return this.#remember(`session:${token}`, async () => {
      const row = await this.#accounts()
        .innerJoin('sessions', 'sessions.accountId', 'accounts.id')
        .where('sessions.tokenHash', '=', hashOfToken(token))
        .where('sessions.expiresAt', '>', sql<Date>`now()`)
        .executeTakeFirst()
      if (!row) return null
      const { mustChangePassword } = row
      return { viewer: viewerOfRow(row), actor: row.username, mustChangePassword }
    })
  }

  async identityOfToken(token: string): Promise<Identity | null> {
    return this.#remember(`token:${token}`, async () => {
      const row = await this.#accounts()
        .innerJoin('tokens', 'tokens.accountId', 'accounts.id')
        .select(['tokens.id as tokenId', 'tokens.name as tokenName', 'tokens.lastUsedAt'])
        .where('tokens.tokenHash', '=', hashOfToken(token))
        .where('tokens.revokedAt', 'is', null)
        .where((where) =>
          where.or([where('tokens.expiresAt', 'is', null), where('tokens.expiresAt', '>', sql<Date>`now()`)]),
        )
        .executeTakeFirst()
      if (!row) return null
      await this.#noteUse(row)
      return { viewer: viewerOfRow(row), actor: `token:${row.tokenName}`, mustChangePassword: false }
    })
  }

  /** The unit whose positions a token may send; null for any other token. */
  async unitSenderOfToken(token: string): Promise<UnitSender | null> {
    return this.#remember(`unit-token:${token}`, async () => {
      const row = await this.#database.write
        .selectFrom('tokens')
        .innerJoin('patrolUnits', 'patrolUnits.id', 'tokens.unitId')
        .select([
          'tokens.id as tokenId',
          'tokens.name as tokenName',
          'tokens.lastUsedAt',
          'patrolUnits.id as unitId',
          'patrolUnits.code as unitCode',
        ])
        .where('tokens.tokenHash', '=', hashOfToken(token))
        .where('tokens.revokedAt', 'is', null)
        .where('patrolUnits.retiredAt', 'is', null)
        .where((where) =>
          where.or([where('tokens.expiresAt', 'is', null), where('tokens.expiresAt', '>', sql<Date>`now()`)]),
        )
        .executeTakeFirst()
      if (!row) return null
      await this.#noteUse(row)
      const { tokenId, unitId, unitCode } = row
      return { tokenId, unitId, unitCode, actor: `token:${row.tokenName}` }
    })
  }

  async #noteUse({ tokenId, lastUsedAt }: { tokenId: number; lastUsedAt: Date | null }): Promise<void> {
    if (lastUsedAt !== null && Date.now() - lastUsedAt.getTime() < notedEveryMilliseconds) return
    await this.#database.write
      .updateTable('tokens')
      .set({ lastUsedAt: sql<Date>`now()` })
      .where('id', '=', tokenId)
      .execute()
  }

  #accounts() {
    const accounts = this.#database.write
      .selectFrom('accounts')
      .innerJoin('orgUnits', 'orgUnits.id', 'accounts.orgUnitId')
      .select([
        'accounts.id as accountId',
        'accounts.username',
        'accounts.role',
        'accounts.mustChangePassword',
        'orgUnits.id as orgUnitId',
        'orgUnits.path as orgPath',
        'orgUnits.level as orgLevel',
      ])
      .where('accounts.disabledAt', 'is', null)
      .where('orgUnits.retiredAt', 'is', null)
    return this.#demo ? accounts : accounts.where('accounts.isDemo', '=', false)
  }

  async #remember<Value>(key: string, read: () => Promise<Value | null>): Promise<Value | null> {
    const known = this.#remembered.get(key) as Remembered<Value> | undefined
    if (known && Date.now() - known.readAt < freshForMilliseconds) return known.value
    const remembered = this.#remembered
    const readAt = Date.now()
    const value = await read()
    // What was read before something ended must not be remembered after it.
    if (remembered !== this.#remembered) return value
    if (remembered.size > 10_000) remembered.clear()
    remembered.set(key, { value, readAt })
    return value
  }
}

function viewerOfRow(row: {
  accountId: number
  username: string
  role: string
  orgUnitId: number
  orgPath: string
  orgLevel: string
}): Viewer {
  return {
    accountId: row.accountId,
    username: row.username,
    role: row.role as Role,
    orgUnitId: row.orgUnitId,
    orgPath: row.orgPath,
    districtWide: row.orgLevel === 'district',
  }
}
