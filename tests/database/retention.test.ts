import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Database } from '../../api/database/connect.ts'
import { ensurePartitions } from '../../api/database/partitions.ts'
import { deleteOldFixes } from '../../api/patrols/retention.ts'
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
    await database.write.transaction().execute(async (trx) => {
      await ensurePartitions(trx, 'track_fixes', daysAgo(400), now)
      for (const days of [400, 200, 180.5, 179.5, 1]) {
        await sql`
          INSERT INTO track_fixes (district_code, unit_id, fixed_at, patrol_id, geom)
          VALUES ('229901', 1, ${daysAgo(days)}, 1, ST_SetSRID(ST_MakePoint(126.5, 43.8), 4490))`.execute(trx)
      }
    })
  })
  afterAll(() => database?.close())

  it('deletes fixes older than 180 days and keeps the rest', async () => {
    expect(await deleteOldFixes(database, new SettingsReader(database), now)).toBe(3)
    const kept = await database.read.selectFrom('trackFixes').select('fixedAt').orderBy('fixedAt').execute()
    expect(kept.map(({ fixedAt }) => fixedAt)).toEqual([daysAgo(179.5), daysAgo(1)])
    expect(await deleteOldFixes(database, new SettingsReader(database), now)).toBe(0)
  })
})
