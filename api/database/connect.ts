import { CamelCasePlugin, Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import { startEmbedded } from './embedded.ts'
import { checkServer, encodesTiles } from './server-version.ts'
import type { DB as Tables } from './tables.ts'

export type { Tables }

/** The open database: one interface for both engines. */
export interface Database {
  engine: 'embedded' | 'native'
  write: Kysely<Tables>
  /** For read-only work; the same as `write` unless a read replica is configured. */
  read: Kysely<Tables>
  /** ST_AsMVT works here; otherwise tiles are encoded in Node. */
  canEncodeTiles: boolean
  close(): Promise<void>
}

export interface DatabaseOptions {
  /** Native PostgreSQL; without it the embedded engine is used. */
  databaseUrl?: string | undefined
  databaseReadUrl?: string | undefined
  /** Folder of the embedded engine's files. */
  dataDir: string
  /** A native statement running longer is cancelled: no answer a person waits for takes this long. */
  statementTimeoutSeconds?: number
  /** Hears that the embedded engine is gone for good; what it is was said on the console. */
  onLost?: () => void
}

/** Connections per pool. The embedded engine has one session anyway; a few clients let requests queue there in order. */
const nativePoolSize = 16
const embeddedPoolSize = 8
const connectTimeoutMilliseconds = 10_000
const idleInTransactionMilliseconds = 60_000

/**
 * Opens the database and checks that it can carry the application (PostgreSQL 15, PostGIS 3.3).
 * Throws what `describeStartFailure` turns into a sentence; nothing stays open then.
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  return options.databaseUrl === undefined ? openEmbedded(options) : openNative(options.databaseUrl, options)
}

async function openEmbedded({ dataDir, onLost }: DatabaseOptions): Promise<Database> {
  const engine = await startEmbedded({ dataDir, onLost })
  const pool = openPool({
    ...engine.connection,
    user: 'postgres',
    database: 'postgres',
    max: embeddedPoolSize,
  })
  const write = openKysely(pool)
  return {
    engine: 'embedded',
    write,
    read: write,
    canEncodeTiles: false,
    close: async () => {
      await write.destroy()
      await engine.close()
    },
  }
}

async function openNative(databaseUrl: string, options: DatabaseOptions): Promise<Database> {
  const limits: pg.PoolConfig = {
    max: nativePoolSize,
    application_name: 'xunge',
    connectionTimeoutMillis: connectTimeoutMilliseconds,
    statement_timeout: (options.statementTimeoutSeconds ?? 30) * 1000,
    idle_in_transaction_session_timeout: idleInTransactionMilliseconds,
  }
  const write = openKysely(openPool({ ...limits, connectionString: databaseUrl }))
  const read =
    options.databaseReadUrl === undefined
      ? write
      : openKysely(openPool({ ...limits, connectionString: options.databaseReadUrl }))
  const close = async (): Promise<void> => {
    await write.destroy()
    if (read !== write) await read.destroy()
  }
  try {
    await checkServer(write)
    if (read !== write) await checkServer(read)
    return { engine: 'native', write, read, canEncodeTiles: await encodesTiles(write), close }
  } catch (error) {
    await close()
    throw error
  }
}

function openPool(config: pg.PoolConfig): pg.Pool {
  const pool = new pg.Pool({ ...config, types: { getTypeParser } })
  // A connection lost while idle is replaced at the next query; without a listener it would end the process.
  pool.on('error', () => undefined)
  // Nor may one that is lost while its transaction waits: that transaction fails at its next statement.
  pool.on('connect', (client) => client.on('error', () => undefined))
  return pool
}

function openKysely(pool: pg.Pool): Kysely<Tables> {
  return new Kysely<Tables>({
    dialect: new PostgresDialect({ pool }),
    plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })],
  })
}

const textArray: number = 1009

const asNumber = (text: string): number => Number(text)
const asText = (text: string): string => text
const asTexts = (text: string): (string | null)[] =>
  pg.types.getTypeParser(textArray)(text) as (string | null)[]
const asNumbers = (text: string): (number | null)[] =>
  asTexts(text).map((item) => (item === null ? null : Number(item)))

/** int8 and numeric arrive as numbers (ids stay below 2^53), dates as YYYY-MM-DD, and so in arrays. */
const parsers = new Map<number, (text: string) => unknown>([
  [20, asNumber], // int8
  [1700, asNumber], // numeric
  [1082, asText], // date
  [1016, asNumbers], // int8[]
  [1231, asNumbers], // numeric[]
  [1182, asTexts], // date[]
])

function getTypeParser(typeId: number, format?: 'text' | 'binary'): (value: string) => unknown {
  const parser = format === 'binary' ? undefined : parsers.get(typeId)
  return parser ?? (pg.types.getTypeParser(typeId, format) as (value: string) => unknown)
}
