import { sql } from 'kysely'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Database } from '../../api/database/connect.ts'
import { summaryProgress } from '../../api/summaries/progress.ts'
import { PendingSummaries } from '../../api/summaries/pending.ts'
import { countWaiting } from '../../api/summaries/work.ts'
import { tracksChanged } from '../../api/tracks/changed.ts'
import { loadDemoCity } from '../../seed/load.ts'
import { engines, openScene } from './scene.ts'

const request = { seed: 2, anchorDay: '2026-03-02', size: 'small' } as const
const districtCode = '229901'

/** Everything that is stored, in a fixed order, without what only says where it is stored. */
async function stored(database: Database): Promise<Record<string, unknown[]>> {
  const passes = await sql`
    SELECT patrol_line_id, patrol_id, unit_id, plain_clothes, from_seconds, to_seconds, verdict, direction, covered_share, covered_meters
    FROM passes ORDER BY patrol_line_id, patrol_id, from_seconds, verdict, to_seconds`.execute(database.read)
  const stays = await sql`
    SELECT layer, target_id, patrol_id, unit_id, plain_clothes, from_seconds, to_seconds, dwell_seconds, inside_seconds, still_seconds,
      length_meters
    FROM stays ORDER BY layer, target_id, patrol_id, from_seconds`.execute(database.read)
  const ways = await sql`SELECT patrol_id, started_at, way FROM track_ways ORDER BY patrol_id`.execute(
    database.read,
  )
  return { passes: passes.rows, stays: stays.rows, ways: ways.rows }
}

const atEngine = new Map<string, Record<string, unknown[]>>()

describe.each(engines)('summaries computed again on %s', (engine) => {
  let database: Database
  let pending: PendingSummaries

  beforeAll(async () => {
    database = await openScene(engine)
    await loadDemoCity(database, request)
    pending = new PendingSummaries({ database, log: pino({ level: 'silent' }) })
  })
  afterAll(() => database?.close())

  const version = async () => {
    const row = await database.read
      .selectFrom('layerVersions')
      .select('version')
      .where('layer', '=', 'summaries')
      .executeTakeFirst()
    return row?.version ?? 0
  }

  it('wait for nothing after the demo city was loaded', async () => {
    expect(await countWaiting(database.read)).toBe(0)
    const before = await version()
    await pending.finish()
    expect(await version()).toBe(before)
    const all = await stored(database)
    expect(Object.values(all).every((rows) => rows.length > 50)).toBe(true)
    atEngine.set(engine, all)
  })

  it('are the same on every engine', () => {
    const [first] = atEngine.values()
    const rounded = (_: string, value: unknown): unknown =>
      typeof value === 'number' ? Number(value.toFixed(5)) : value
    const figures = (all: Record<string, unknown[]>): unknown =>
      JSON.parse(JSON.stringify([all['passes'], all['stays']], rounded))
    expect(figures(atEngine.get(engine)!)).toEqual(figures(first!))
  })

  it('are the same when everything is made anew', async () => {
    const before = await stored(database)
    await sql`UPDATE settings SET value = value || '{"fingerprint": "other"}' WHERE key = 'summaries'`.execute(
      database.write,
    )
    await sql`DELETE FROM passes WHERE patrol_id % 3 = 0`.execute(database.write)
    await pending.finish()
    expect(await stored(database)).toEqual(before)
    expect(summaryProgress(database)).toBeNull()
  })

  it('of a changed line, point, section and area are those of a fresh computation, and of others untouched', async () => {
    const before = await stored(database)
    for (const table of ['patrol_lines', 'key_sections', 'control_areas', 'patrol_points']) {
      await sql`
        UPDATE ${sql.table(table)} SET geom = ST_Translate(geom, 0.00015, 0.0001)
        WHERE id IN (SELECT id FROM ${sql.table(table)} ORDER BY id LIMIT 2)`.execute(database.write)
    }
    expect(await countWaiting(database.read)).toBe(8)
    expect(await stored(database)).toEqual(before)
    await pending.finish()
    expect(await countWaiting(database.read)).toBe(0)
    const changed = await stored(database)
    expect(changed).not.toEqual(before)
    expect(changed['ways']).toEqual(before['ways'])
    await everythingAnew()
    expect(await stored(database)).toEqual(changed)
  })

  it('of a street that is gone and one that is new are those of a fresh computation', async () => {
    const before = await stored(database)
    const { id } = (
      await sql<{ id: number }>`
        SELECT roads.id FROM roads
          JOIN patrol_lines ON ST_DWithin(patrol_lines.geom, ST_LineInterpolatePoint(roads.geom, 0.5), 1e-6)
          JOIN passes ON passes.patrol_line_id = patrol_lines.id AND passes.verdict = 'complete'
        WHERE ST_Length(roads.geom::geography) > 60 ORDER BY roads.id LIMIT 1`.execute(database.read)
    ).rows[0]!
    await sql`UPDATE roads SET retired_at = now() WHERE id = ${id}`.execute(database.write)
    await sql`
      INSERT INTO roads (code, kind, geom)
      SELECT 'R-new', kind, ST_Translate(geom, 0.0002, 0.0002) FROM roads WHERE id = ${id}`.execute(
      database.write,
    )
    await pending.finish()
    const changed = await stored(database)
    expect(changed['ways']).not.toEqual(before['ways'])
    await everythingAnew()
    expect(await stored(database)).toEqual(changed)
  })

  it('of a line that is no longer in use are gone, of a removed outing too', async () => {
    const line = (
      await sql<{
        id: number
      }>`SELECT patrol_line_id AS id FROM passes ORDER BY patrol_line_id LIMIT 1`.execute(database.read)
    ).rows[0]!
    await sql`UPDATE patrol_lines SET retired_at = now() WHERE id = ${line.id}`.execute(database.write)
    await pending.finish()
    const ofLine = await sql`SELECT FROM passes WHERE patrol_line_id = ${line.id}`.execute(database.read)
    expect(ofLine.rows).toHaveLength(0)

    const outing = (
      await sql<{ patrolId: number; unitId: number; startedAt: Date; endedAt: Date }>`
        SELECT patrol_id, unit_id, started_at, ended_at FROM tracks ORDER BY started_at LIMIT 1`.execute(
        database.read,
      )
    ).rows[0]!
    const { patrolId, unitId, startedAt: from, endedAt: to } = outing
    await database.write.transaction().execute(async (trx) => {
      await sql`DELETE FROM tracks WHERE district_code = ${districtCode} AND patrol_id = ${patrolId}`.execute(
        trx,
      )
      await tracksChanged(trx, database, districtCode, [{ patrolId, unitId, from, to, removed: true }])
    })
    const all = await stored(database)
    const patrols = Object.values(all).flatMap((rows) =>
      rows.map((row) => (row as { patrolId: number }).patrolId),
    )
    expect(patrols).not.toContain(patrolId)
    await everythingAnew()
    expect(await stored(database)).toEqual(all)
  })

  it('are visible at once, with what was written meanwhile', async () => {
    const outing = (
      await sql<{ patrolId: number; unitId: number; startedAt: Date; endedAt: Date }>`
        SELECT patrol_id, unit_id, started_at, ended_at FROM tracks ORDER BY started_at DESC LIMIT 1`.execute(
        database.read,
      )
    ).rows[0]!
    const { patrolId, unitId, startedAt: from, endedAt: to } = outing
    const before = await stored(database)
    await sql`UPDATE patrol_points SET radius_meters = radius_meters + 20`.execute(database.write)
    const finished = pending.finish()
    const rewritten = database.write.transaction().execute(async (trx) => {
      await sql`
        UPDATE tracks SET fix_count = fix_count WHERE district_code = ${districtCode} AND patrol_id = ${patrolId}`.execute(
        trx,
      )
      await tracksChanged(trx, database, districtCode, [{ patrolId, unitId, from, to, removed: false }])
    })
    await Promise.all([finished, rewritten])
    const after = await stored(database)
    expect(after['stays']).not.toEqual(before['stays'])
    await everythingAnew()
    expect(await stored(database)).toEqual(after)
  })

  async function everythingAnew(): Promise<void> {
    await sql`UPDATE settings SET value = value || '{"fingerprint": "other"}' WHERE key = 'summaries'`.execute(
      database.write,
    )
    await pending.finish()
  }
})
