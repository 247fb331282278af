import { sql, type Kysely } from 'kysely'
import { StartError } from './start-errors.ts'
import type { DB as Tables } from './tables.ts'

const oldestServer = 15
const oldestPostgis = [3, 3] as const

/**
 * Refuses a server the application cannot work on: PostgreSQL before 15, PostGIS before 3.3 or not available.
 * Enables PostGIS where it is available and not enabled yet.
 */
export async function checkServer(db: Kysely<Tables>): Promise<void> {
  const { rows } = await sql<{ server: number; postgis: string | null; installed: boolean }>`
    SELECT
      current_setting('server_version_num')::int / 10000 AS server,
      COALESCE(e.extversion, a.default_version) AS postgis,
      e.extversion IS NOT NULL AS installed
    FROM (SELECT 1) AS one
      LEFT JOIN pg_extension e ON e.extname = 'postgis'
      LEFT JOIN pg_available_extensions a ON a.name = 'postgis'`.execute(db)
  const found = rows[0]
  if (found === undefined) throw new Error('the server did not tell its version')
  refuseOldServer(found.server)
  refuseOldPostgis(found.postgis)
  if (!found.installed) await enablePostgis(db)
}

/** Whether ST_AsMVT works: PostGIS may be built without protobuf. */
export async function encodesTiles(db: Kysely<Tables>): Promise<boolean> {
  try {
    await sql`SELECT ST_AsMVT(probe) FROM (SELECT ST_MakePoint(1, 1) AS geom) AS probe`.execute(db)
    return true
  } catch {
    return false
  }
}

/** Throws a `StartError` for a server older than PostgreSQL 15. */
export function refuseOldServer(version: number): void {
  if (version >= oldestServer) return
  throw new StartError(
    `数据库是 PostgreSQL ${version}，需要 ${oldestServer} 或更高版本：请升级数据库，或把 DATABASE_URL 指向更新的服务器。`,
    `The database runs PostgreSQL ${version}, ${oldestServer} or later is needed: upgrade it or point DATABASE_URL at a newer server.`,
  )
}

/** Throws a `StartError` for PostGIS that is missing (null) or older than 3.3. */
export function refuseOldPostgis(version: string | null): void {
  if (version === null) {
    throw new StartError(
      '数据库服务器没有安装 PostGIS：请在该服务器上安装（Debian：apt-get install postgresql-15-postgis-3）后再启动。',
      'The database server has no PostGIS: install it there (Debian: apt-get install postgresql-15-postgis-3) and start again.',
    )
  }
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major > oldestPostgis[0] || (major === oldestPostgis[0] && minor >= oldestPostgis[1])) return
  throw new StartError(
    `数据库的 PostGIS 是 ${version}，需要 3.3 或更高版本：请升级 PostGIS，再执行 ALTER EXTENSION postgis UPDATE;`,
    `The database has PostGIS ${version}, 3.3 or later is needed: upgrade PostGIS, then run ALTER EXTENSION postgis UPDATE;`,
  )
}

async function enablePostgis(db: Kysely<Tables>): Promise<void> {
  try {
    await db.transaction().execute(async (trx) => {
      // IF NOT EXISTS alone fails when two processes start at the same moment.
      await sql`SELECT pg_advisory_xact_lock(hashtext('xunge.postgis'))`.execute(trx)
      await sql`CREATE EXTENSION IF NOT EXISTS postgis`.execute(trx)
    })
  } catch (error) {
    if ((error as { code?: string }).code !== '42501') throw error
    throw new StartError(
      '数据库尚未启用 PostGIS，当前账号无权启用：请由数据库管理员在该库执行 CREATE EXTENSION postgis; 后再启动。',
      'PostGIS is not enabled in this database and the account may not enable it: have its administrator run CREATE EXTENSION postgis; there and start again.',
    )
  }
}
