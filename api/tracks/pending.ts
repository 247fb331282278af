import { sql, type Transaction } from 'kysely'
import { coverageRules } from '../coverage/rules.ts'
import type { Database } from '../database/connect.ts'
import type { DB as Tables } from '../database/tables.ts'
import type { SettingsReader } from '../settings/reader.ts'
import { tracksChanged } from './changed.ts'
import { type OutingToWrite, type RewritingRules, rewriteTracks } from './rewrite.ts'
import { timeText } from './write.ts'

const pollMilliseconds = 1000
const outingsPerPoll = 100
const retrySeconds = 60

/** What writes tracks of a unit, and what stores its positions, does it one after the other. Taken before anything else of the transaction. */
export async function lockUnit(trx: Transaction<Tables>, unitId: number): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(hashtext('xunge.positions'), ${unitId}::integer)`.execute(trx)
}

/** The numbers by which tracks are judged and cleaned. @throws when the district is not set up yet */
export async function rewritingRules(settings: SettingsReader): Promise<RewritingRules> {
  const district = await settings.district()
  const { track } = await coverageRules(settings)
  return {
    ...track,
    poorAccuracyMeters: await settings.get('positions.poorAccuracyMeters'),
    districtCode: district.code,
    metricCrs: district.metricCrs,
  }
}

/** Has the track of outings written in `afterSeconds`, or earlier if that is due already. */
export async function writeLater(
  trx: Transaction<Tables>,
  districtCode: string,
  unitId: number,
  outings: { outing: OutingToWrite; afterSeconds: number }[],
): Promise<void> {
  if (outings.length === 0) return
  await sql`
    INSERT INTO track_work (district_code, patrol_id, unit_id, started_at, due_at)
    SELECT ${districtCode}, patrol_id, ${unitId}, started_at, now() + after_seconds * interval '1 second'
    FROM unnest(
      ${outings.map(({ outing }) => outing.id)}::bigint[],
      ${outings.map(({ outing }) => timeText(outing.fromSeconds))}::timestamptz[],
      ${outings.map(({ afterSeconds }) => afterSeconds)}::double precision[]
    ) AS work (patrol_id, started_at, after_seconds)
    ON CONFLICT (district_code, patrol_id) DO UPDATE
      SET started_at = excluded.started_at, due_at = least(track_work.due_at, excluded.due_at)`.execute(trx)
}

export async function forgetWork(
  trx: Transaction<Tables>,
  districtCode: string,
  outings: OutingToWrite[],
): Promise<void> {
  await sql`
    DELETE FROM track_work
    WHERE district_code = ${districtCode} AND patrol_id = ANY(${outings.map(({ id }) => id)}::bigint[])`.execute(
    trx,
  )
}

interface Services {
  database: Database
  settings: SettingsReader
  log: { error(fields: object, message: string): void }
}

/** Writes the tracks of outings that are still growing: in the background, the oldest work first, each outing in a transaction of its own. */
export class PendingTracks {
  readonly #services: Services
  #timer: NodeJS.Timeout | undefined
  #running: Promise<unknown> = Promise.resolve()
  #stopped = false

  constructor(services: Services) {
    this.#services = services
  }

  start(): void {
    this.#timer = setTimeout(() => {
      this.#running = this.write('due')
        .catch((error: unknown) =>
          this.#services.log.error({ err: error }, 'pending tracks could not be read'),
        )
        .finally(() => {
          if (!this.#stopped) this.start()
        })
    }, pollMilliseconds)
    this.#timer.unref()
  }

  /** Ends the work; what is under way is finished first. */
  async stop(): Promise<void> {
    this.#stopped = true
    clearTimeout(this.#timer)
    await this.#running
  }

  /** Writes what is due, or everything that waits. @returns how many outings */
  async write(what: 'due' | 'all'): Promise<number> {
    const { database, settings } = this.#services
    if (!(await settings.districtOrNull())) return 0
    const rules = await rewritingRules(settings)
    let written = 0
    for (;;) {
      const { rows } = await sql<{ patrolId: number; unitId: number }>`
        SELECT patrol_id, unit_id FROM track_work
        WHERE district_code = ${rules.districtCode} AND (${what === 'all'} OR due_at <= now())
        ORDER BY due_at LIMIT ${outingsPerPoll}`.execute(database.write)
      let failed = false
      for (const { patrolId, unitId } of rows) {
        if (this.#stopped) return written
        try {
          await this.#writeOne(rules, unitId, patrolId)
          written++
        } catch (error) {
          failed = true
          await this.#putOff(rules.districtCode, patrolId, error)
        }
      }
      if (rows.length < outingsPerPoll || failed) return written
    }
  }

  async #writeOne(rules: RewritingRules, unitId: number, patrolId: number): Promise<void> {
    const { districtCode } = rules
    await this.#services.database.write.transaction().execute(async (trx) => {
      await lockUnit(trx, unitId)
      const { rows } = await sql<OutingToWrite>`
        WITH work AS (
          DELETE FROM track_work WHERE district_code = ${districtCode} AND patrol_id = ${patrolId} RETURNING started_at
        )
        SELECT patrols.id, extract(epoch FROM patrols.started_at)::double precision AS from_seconds,
          extract(epoch FROM patrols.ended_at)::double precision AS to_seconds
        FROM patrols, work
        WHERE patrols.district_code = ${districtCode} AND patrols.id = ${patrolId}
          AND patrols.started_at = work.started_at`.execute(trx)
      const changes = await rewriteTracks(trx, rules, unitId, rows)
      await tracksChanged(trx, this.#services.database, districtCode, changes)
    })
  }

  async #putOff(districtCode: string, patrolId: number, error: unknown): Promise<void> {
    this.#services.log.error({ err: error, patrolId }, 'a track could not be written')
    await sql`
      UPDATE track_work SET due_at = now() + ${retrySeconds} * interval '1 second'
      WHERE district_code = ${districtCode} AND patrol_id = ${patrolId}`.execute(
      this.#services.database.write,
    )
  }
}
