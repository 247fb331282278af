import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { pino } from 'pino'
import { hashPassword } from '../../api/auth/passwords.ts'
import { type Database, openDatabase } from '../../api/database/connect.ts'
import { createApp } from '../../api/http/app.ts'
import type { ApiContext } from '../../api/http/context.ts'
import { SessionStore } from '../../api/sessions/store.ts'
import { readEnvironment } from '../../api/settings/environment.ts'
import { SettingsReader } from '../../api/settings/reader.ts'
import { createNativeDatabase, findNativeServer, stopNativeCluster } from '../database/native-cluster.ts'

/** The application over a native database with the large city, on a free port. */
export interface LargeCity {
  database: Database
  context: ApiContext
  port: number
  /** Header that signs in as an account of a role. */
  cookieOf(role: string): Promise<string>
}

/** Fewer cases than this are not what the figures are about. */
const fewestCases = 900_000
const root = fileURLToPath(new URL('../../', import.meta.url))

interface Opened {
  city: LargeCity
  server: Server
  /** Null when the database was there before. */
  folder: string | null
}

let opening: Promise<Opened | { missing: string }> | undefined

/**
 * The large city, made once per run on a throwaway cluster, or in the database that `BENCH_DATABASE_URL` names, which stays.
 * Answers why not when it cannot be had.
 */
export async function largeCity(say: (text: string) => void): Promise<LargeCity | { missing: string }> {
  opening ??= open(say)
  const opened = await opening
  return 'missing' in opened ? opened : opened.city
}

export async function closeLargeCity(): Promise<void> {
  const opened = await opening?.catch(() => undefined)
  if (!opened || 'missing' in opened) return
  opened.server.closeAllConnections()
  opened.server.close()
  await opened.city.database.close()
  if (opened.folder) await removeCluster(opened.folder)
}

async function removeCluster(folder: string): Promise<void> {
  await stopNativeCluster(folder)
  await rm(folder, { recursive: true, force: true })
}

async function open(say: (text: string) => void): Promise<Opened | { missing: string }> {
  const given = process.env['BENCH_DATABASE_URL'] || undefined
  if (!given && !findNativeServer()) return { missing: 'PostgreSQL with PostGIS is not installed' }
  const folder = given ? null : await mkdtemp(join(tmpdir(), 'xunge-bench-'))
  try {
    const databaseUrl = given ?? (await createNativeDatabase(folder ?? '', 'migrated')).databaseUrl
    const database = await openDatabase({ databaseUrl, dataDir: root, statementTimeoutSeconds: 600 })
    const empty = (await countCases(database)) === 0
    if (empty) {
      say('loading the large city, which takes minutes')
      await runSeed(databaseUrl)
      await sql`ANALYZE`.execute(database.write)
    }
    const cases = await countCases(database)
    if (cases < fewestCases) {
      await database.close()
      if (folder) await removeCluster(folder)
      return { missing: `the large city has ${cases} cases, ${fewestCases} are needed` }
    }
    return { ...(await serve(database)), folder }
  } catch (error) {
    if (folder) await removeCluster(folder)
    throw error
  }
}

async function countCases(database: Database): Promise<number> {
  const { rows } = await sql<{ count: number }>`SELECT count(*) AS count FROM cases`.execute(database.read)
  return rows[0]?.count ?? 0
}

/** The window of every case, as a query. */
export async function caseWindow(
  { database, context }: LargeCity,
  minutesMore = 1,
): Promise<URLSearchParams> {
  const { first, last } = await database.read
    .selectFrom('cases')
    .select(({ fn }) => [fn.min('occurredFrom').as('first'), fn.max('occurredFrom').as('last')])
    .where('districtCode', '=', (await context.settings.district()).code)
    .executeTakeFirstOrThrow()
  const to = new Date(new Date(last).getTime() + minutesMore * 60_000)
  return new URLSearchParams({ from: new Date(first).toISOString(), to: to.toISOString() })
}

async function runSeed(databaseUrl: string): Promise<void> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'seed/main.ts', '--size', 'large'], {
    cwd: root,
    env: { ...process.env, DATABASE_URL: databaseUrl },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const [code] = (await once(child, 'exit')) as [number | null]
  if (code !== 0) throw new Error('Loading the large city failed')
}

async function serve(database: Database): Promise<{ city: LargeCity; server: Server }> {
  const context: ApiContext = {
    database,
    environment: { ...readEnvironment({}), demo: true },
    settings: new SettingsReader(database),
    sessions: new SessionStore(database, true),
    log: pino({ level: 'info' }),
  }
  const server = createServer(createApp(context, ''))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const cookieOf = async (role: string): Promise<string> => {
    const id = await accountOf(database, role)
    return `xunge_session=${(await context.sessions.start(id, 1)).token}`
  }
  return { city: { database, context, port, cookieOf }, server }
}

/** The first account of a role, or a new one at the district: the large city comes without accounts. */
async function accountOf(database: Database, role: string): Promise<number> {
  const there = await database.write
    .selectFrom('accounts')
    .select('id')
    .where('role', '=', role)
    .orderBy('id')
    .executeTakeFirst()
  if (there) return there.id
  const district = await database.write
    .selectFrom('orgUnits')
    .select('id')
    .where('level', '=', 'district')
    .executeTakeFirstOrThrow()
  const made = await database.write
    .insertInto('accounts')
    .values({
      username: `bench-${role}`,
      post: 'bench',
      role,
      orgUnitId: district.id,
      passwordHash: await hashPassword(randomUUID()),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return made.id
}
