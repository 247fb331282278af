import { sql, type Kysely, type Migration } from 'kysely'
import { migrations as ownMigrations } from '../../migrations/index.ts'
import { StartError } from './start-errors.ts'
import type { DB as Tables } from './tables.ts'

/** Any number, the same for all processes of the application. */
const migrationLock = 7_226_801_541

/**
 * Brings the schema up to the code's version in one transaction: all missing migrations or none. Answers the names of those applied.
 *
 * Runs under a transaction lock, since the embedded engine shares one session and session locks exclude nobody there.
 * Throws a `StartError` when the database holds migrations this code does not know.
 */
export async function migrateToLatest(
  db: Kysely<Tables>,
  migrations: Record<string, Migration> = ownMigrations,
): Promise<string[]> {
  return db.transaction().execute(async (trx) => {
    await sql`SET LOCAL statement_timeout = 0`.execute(trx)
    await sql`SET LOCAL idle_in_transaction_session_timeout = 0`.execute(trx)
    await sql`SELECT pg_advisory_xact_lock(${sql.lit(migrationLock)})`.execute(trx)
    await sql`
      CREATE TABLE IF NOT EXISTS schema_migrations (
        name text PRIMARY KEY,
        applied_at timestamptz NOT NULL DEFAULT now()
      )`.execute(trx)
    const { rows } = await sql<{ name: string }>`SELECT name FROM schema_migrations`.execute(trx)
    const applied = new Set(rows.map((row) => row.name))
    refuseNewerSchema(applied, migrations)
    const missing = Object.entries(migrations)
      .filter(([name]) => !applied.has(name))
      .sort(([left], [right]) => (left < right ? -1 : 1))
    for (const [name, migration] of missing) {
      await migration.up(trx)
      await sql`INSERT INTO schema_migrations (name) VALUES (${name})`.execute(trx)
    }
    return missing.map(([name]) => name)
  })
}

/** Names of migrations the code has and the database lacks; empty when the schema is current. For `/readyz`. */
export async function missingMigrations(
  db: Kysely<Tables>,
  migrations: Record<string, Migration> = ownMigrations,
): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`SELECT name FROM schema_migrations`.execute(db)
  const applied = new Set(rows.map((row) => row.name))
  return Object.keys(migrations).filter((name) => !applied.has(name))
}

function refuseNewerSchema(applied: Set<string>, migrations: Record<string, Migration>): void {
  const unknown = [...applied].filter((name) => !(name in migrations)).sort()
  if (unknown.length === 0) return
  throw new StartError(
    `数据库结构比本程序新（含 ${unknown.at(-1)}）：请使用更新的程序版本，或恢复升级前的数据库备份。`,
    `The database schema is newer than this program (it has ${unknown.at(-1)}): use the newer program, or restore the backup made before the upgrade.`,
  )
}
