import { sql, type Kysely } from 'kysely'
import type { DB as Tables } from './tables.ts'

/** Tables partitioned by time, with the months one partition spans: cases are few enough for years. */
const monthsPerPartition = {
  cases: 12,
  patrols: 1,
  tracks: 1,
  track_fixes: 1,
  track_ways: 1,
  passes: 1,
  stays: 1,
  presence_hours: 1,
} as const

export type PartitionedTable = keyof typeof monthsPerPartition

/**
 * Makes the partitions `<table>_<yyyymm>` (first month, UTC) that hold [from, to), inside the caller's transaction.
 * Those that exist stay; two transactions that need the same one wait for each other.
 */
export async function ensurePartitions(
  trx: Kysely<Tables>,
  tables: PartitionedTable | readonly PartitionedTable[],
  from: Date,
  to: Date,
): Promise<void> {
  const wanted = (typeof tables === 'string' ? [tables] : tables).flatMap((table) =>
    partitionsBetween(table, from, to).map((partition) => ({ ...partition, table })),
  )
  const { rows } = await sql<{ name: string }>`
    SELECT c.relname AS name
    FROM pg_inherits i
      JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = ANY(${[...new Set(wanted.map(({ table }) => table))]}::regclass[])`.execute(trx)
  const present = new Set(rows.map((row) => row.name))
  for (const { table, name, start, end } of wanted) {
    if (present.has(name)) continue
    await sql`SELECT pg_advisory_xact_lock(hashtext('xunge.partitions'), hashtext(${table}))`.execute(trx)
    await sql`
      CREATE TABLE IF NOT EXISTS ${sql.id(name)} PARTITION OF ${sql.id(table)}
      FOR VALUES FROM (${sql.lit(start.toISOString())}) TO (${sql.lit(end.toISOString())})`.execute(trx)
  }
}

/** The partitions that together hold [from, to): name, start and end of each, in order. */
function partitionsBetween(
  table: PartitionedTable,
  from: Date,
  to: Date,
): { name: string; start: Date; end: Date }[] {
  const months = monthsPerPartition[table]
  const partitions: { name: string; start: Date; end: Date }[] = []
  const first = Math.floor(from.getUTCMonth() / months) * months
  for (let index = 0; ; index += months) {
    const start = new Date(Date.UTC(from.getUTCFullYear(), first + index, 1))
    if (start >= to) return partitions
    const end = new Date(Date.UTC(from.getUTCFullYear(), first + index + months, 1))
    const yearAndMonth = `${start.getUTCFullYear()}${String(start.getUTCMonth() + 1).padStart(2, '0')}`
    partitions.push({ name: `${table}_${yearAndMonth}`, start, end })
  }
}
