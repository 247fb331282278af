import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Database } from '../../api/database/connect.ts'
import { ensurePartitions } from '../../api/database/partitions.ts'
import { forgetOldMovements } from '../../api/patrols/retention.ts'
import { SettingsReader } from '../../api/settings/reader.ts'
import { engines, openScene } from './scene.ts'

describe.each(engines)('retention of raw fixes on %s', (engine) => {
  let database: Database
  const now = new Date('2026-11-21T00:00:00Z')
  const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000)

  beforeAll(async () => {
    database = await openScene(engine)
    await database.write
      .insertInto('settings')
      .values({
        key: 'district',
        value: JSON.stringify({
          name: '测试区',
          code: '229901',
          extent: [126, 43, 127, 44],
          timeZone: 'Asia/Shanghai',
          metricCrs: 32652,
          approvalNumber: null,
        }),
      })
      .execute()
  })
  afterAll(() => database?.close())

  const insertFixes = () =>
    database.write.transaction().execute(async (trx) => {
      await ensurePartitions(trx, 'track_fixes', daysAgo(400), now)
      for (const days of [400, 200, 180.5, 179.5, 1]) {
        await sql`
          INSERT INTO track_fixes (district_code, unit_id, fixed_at, patrol_id, geom)
          VALUES ('229901', 1, ${daysAgo(days)}, 1, ST_SetSRID(ST_MakePoint(126.5, 43.8), 4490))`.execute(trx)
      }
    })

  const run = () => forgetOldMovements(database, new SettingsReader(database), now)

  it('takes from tracks older than 180 days the time of each place and keeps their line and sums', async () => {
    const seconds = (days: number, more = 0) => daysAgo(days).getTime() / 1000 + more
    await database.write.transaction().execute(async (trx) => {
      await ensurePartitions(trx, 'tracks', daysAgo(400), now)
      for (const [patrol, days] of [
        [1, 300],
        [2, 180.01],
        [3, 100],
      ] as const) {
        const line = `126.5 43.8 ${seconds(days)}, 126.501 43.8 ${seconds(days, 60)}`
        await sql`
          INSERT INTO tracks (district_code, patrol_id, unit_id, started_at, ended_at, fix_count, observed_seconds,
            unobserved_seconds, length_meters, geom)
          VALUES ('229901', ${patrol}, 1, ${daysAgo(days)}, ${new Date(seconds(days, 60) * 1000)}, 2, 60, 0, 80.4,
            ST_GeomFromText(${`MULTILINESTRING M ((${line}))`}, 4490))`.execute(trx)
      }
      await sql`
        INSERT INTO tracks (district_code, patrol_id, unit_id, started_at, ended_at, fix_count, observed_seconds,
          unobserved_seconds, length_meters, geom)
        VALUES ('229901', 4, 1, ${daysAgo(299)}, ${daysAgo(299)}, 1, 0, 0, 0,
          ST_GeomFromText('MULTILINESTRING M EMPTY', 4490))`.execute(trx)
    })
    const version = async () => {
      const { rows } = await sql<{ version: number }>`
        SELECT version FROM layer_versions WHERE layer = 'tracks'`.execute(database.write)
      return rows[0]?.version ?? 0
    }
    const before = await version()
    expect((await run()).untimedTracks).toBe(3)
    expect(await version()).toBeGreaterThan(before)
    const { rows } = await sql`
      SELECT patrol_id, has_times, fix_count, observed_seconds, round(length_meters::numeric, 1)::float8 AS meters,
        ST_NPoints(geom) AS vertices, ST_X(ST_EndPoint(ST_GeometryN(geom, 1))) AS east,
        coalesce(ST_M(ST_EndPoint(ST_GeometryN(geom, 1))), 0)::float8 AS time
      FROM tracks ORDER BY patrol_id`.execute(database.read)
    const kept = { fixCount: 2, observedSeconds: 60, meters: 80.4, vertices: 2, east: 126.501 }
    expect(rows).toEqual([
      { patrolId: 1, hasTimes: false, ...kept, time: 0 },
      { patrolId: 2, hasTimes: false, ...kept, time: 0 },
      { patrolId: 3, hasTimes: true, ...kept, time: seconds(100, 60) },
      expect.objectContaining({ patrolId: 4, hasTimes: false }),
    ])
    const again = await version()
    expect((await run()).untimedTracks).toBe(0)
    expect(await version()).toBe(again)
  })

  it('deletes fixes older than 180 days and keeps the rest', async () => {
    await insertFixes()
    expect((await run()).deletedFixes).toBe(3)
    const kept = await database.read.selectFrom('trackFixes').select('fixedAt').orderBy('fixedAt').execute()
    expect(kept.map(({ fixedAt }) => fixedAt)).toEqual([daysAgo(179.5), daysAgo(1)])
    expect((await run()).deletedFixes).toBe(0)
  })
})
