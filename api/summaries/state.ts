import { type Kysely, sql, type Transaction } from 'kysely'
import { z } from 'zod'
import type { CoverageRules } from '../coverage/rules.ts'
import type { DB as Tables } from '../database/tables.ts'
import type { DistrictSettings } from '../settings/district.ts'
import { derivations } from './derivations.ts'

/** Another one after a change of the code that changes what is stored. */
const edition = 1

const key = 'summaries'

const stored = z.object({
  /** Of the rules by which everything stored was made. */
  fingerprint: z.string(),
  /** The end of the latest track that had lost its times before anything was counted of it; null where there is none. */
  countedFrom: z.iso.datetime({ offset: true }).nullable(),
})

/** What summaries depend on besides tracks and places: another text means that all of them have to be made again. */
export function summaryFingerprint({ metricCrs }: DistrictSettings, rules: CoverageRules): string {
  // These are applied when summaries are read.
  const {
    severity: _severity,
    riskRadiusMeters: _radius,
    riskWeeks: _weeks,
    section: _section,
    ...counted
  } = rules
  return JSON.stringify({ edition, names: derivations.map(({ name }) => name), metricCrs, ...counted })
}

/** Null until summaries have been made. */
export async function readSummaryState(db: Kysely<Tables>): Promise<z.infer<typeof stored> | null> {
  const row = await db.selectFrom('settings').select('value').where('key', '=', key).executeTakeFirst()
  return row ? stored.parse(row.value) : null
}

/** Where counting begins: earlier tracks had lost their times before. Null where nothing is missing. */
export async function summariesCountedFrom(db: Kysely<Tables>): Promise<Date | null> {
  const countedFrom = (await readSummaryState(db))?.countedFrom
  return countedFrom ? new Date(countedFrom) : null
}

/** Notes that everything is made by these rules. The first time it also notes which tracks came too late. */
export async function storeSummaryState(
  trx: Transaction<Tables>,
  districtCode: string,
  fingerprint: string,
): Promise<void> {
  const before = await readSummaryState(trx)
  const { rows } = await sql<{ endedAt: Date | null }>`
    SELECT max(ended_at) AS ended_at FROM tracks WHERE district_code = ${districtCode} AND NOT has_times`.execute(
    trx,
  )
  const countedFrom = before ? before.countedFrom : (rows[0]?.endedAt?.toISOString() ?? null)
  await sql`
    INSERT INTO settings (key, value) VALUES (${key}, ${JSON.stringify({ fingerprint, countedFrom })}::jsonb)
    ON CONFLICT (key) DO UPDATE SET value = excluded.value, updated_at = now()`.execute(trx)
}

/** For whoever has laid tracks, places and streets beside those there: everything is made again at the next start, instead of place by place. */
export async function forgetSummaries(trx: Transaction<Tables>): Promise<void> {
  await sql`DELETE FROM summary_work`.execute(trx)
  await trx.deleteFrom('settings').where('key', '=', key).execute()
}
