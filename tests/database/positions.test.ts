import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Database } from '../../api/database/connect.ts'
import { positionBatch, type SentPosition } from '../../api/positions/contract.ts'
import { PositionDesk } from '../../api/positions/receive.ts'
import { SettingsReader } from '../../api/settings/reader.ts'
import { PendingTracks } from '../../api/tracks/pending.ts'
import { engines, openScene } from './scene.ts'

const districtCode = '229901'
const extent = [126.4, 43.7, 126.7, 43.9]
const now = new Date('2026-11-20T09:30:00Z')

const fix = (time: number, lon: number, accuracy?: number): SentPosition => ({
  time: new Date(time).toISOString(),
  lon: Math.round(lon * 1e7) / 1e7,
  lat: 43.8,
  ...(accuracy !== undefined && { accuracy }),
})

/**
 * 40 hours of a fix every 20 minutes (cut at the change of shift), a morning walk with a jump and a bad fix, and an outing that is still
 * growing.
 */
function recording(): SentPosition[] {
  const fixes: SentPosition[] = []
  const start = Date.parse('2026-11-17T10:00:00Z')
  for (let i = 0; i <= 120; i++) fixes.push(fix(start + i * 1_200_000, 126.5 + i * 0.0005))
  const morning = Date.parse('2026-11-20T01:00:00Z')
  for (let i = 0; i < 60; i++) {
    fixes.push(fix(morning + i * 10_000, i === 30 ? 126.65 : 126.5 + i * 0.0001, i === 40 ? 90 : 6))
  }
  const growing = now.getTime() - 300_000
  for (let i = 0; i < 30; i++) fixes.push(fix(growing + i * 10_000, 126.52 + i * 0.0001))
  return fixes
}

describe.each(engines)('positions of a unit on %s', (engine) => {
  let database: Database
  let desk: PositionDesk
  let pending: PendingTracks
  let unitCount = 0
  beforeAll(async () => {
    database = await openScene(engine)
    await database.write
      .insertInto('orgUnits')
      .values({ code: '229901000000', name: '测试区', level: 'district', path: '229901000000' })
      .execute()
    const district = {
      name: '测试区',
      code: districtCode,
      extent,
      timeZone: 'Asia/Shanghai',
      metricCrs: 32652,
    }
    await database.write
      .insertInto('settings')
      .values({ key: 'district', value: JSON.stringify(district) })
      .execute()
    const services = { database, settings: new SettingsReader(database) }
    desk = new PositionDesk(services)
    pending = new PendingTracks({
      ...services,
      log: {
        error: ({ err }: { err?: unknown }) => {
          throw err
        },
      },
    })
  })
  afterAll(() => database.close())

  async function newUnit(): Promise<{ unitId: number; unitCode: string }> {
    const unitCode = `U${++unitCount}`
    const { id } = await database.write
      .insertInto('patrolUnits')
      .values({ code: unitCode, forceType: 'police', orgUnitId: 1 })
      .returning('id')
      .executeTakeFirstOrThrow()
    return { unitId: id, unitCode }
  }

  async function send(unit: { unitId: number; unitCode: string }, positions: unknown[], more: object = {}) {
    const sender = { ...unit, tokenId: 0, actor: 'token:test', source: 'http' as const }
    return desk.receive(sender, positionBatch.parse({ positions, ...more }), now)
  }

  /** Everything that is stored of a unit, without ids. */
  async function tablesOf(unitId: number) {
    const patrols = await sql`
      SELECT started_at, ended_at, mode, attire, patrol_key, closed_at FROM patrols
      WHERE district_code = ${districtCode} AND unit_id = ${unitId} ORDER BY started_at`.execute(
      database.read,
    )
    const fixes = await sql`
      SELECT fixed_at, ST_X(f.geom) AS lon, accuracy_meters, marks, p.started_at AS outing FROM track_fixes f
      LEFT JOIN patrols p ON p.district_code = f.district_code AND p.id = f.patrol_id
      WHERE f.district_code = ${districtCode} AND f.unit_id = ${unitId} ORDER BY fixed_at`.execute(
      database.read,
    )
    const tracks = await sql`
      SELECT t.started_at, t.ended_at, fix_count, observed_seconds, unobserved_seconds, length_meters, ST_AsText(geom) AS line,
        p.started_at AS outing
      FROM tracks t LEFT JOIN patrols p ON p.district_code = t.district_code AND p.id = t.patrol_id
      WHERE t.district_code = ${districtCode} AND t.unit_id = ${unitId} ORDER BY t.started_at`.execute(
      database.read,
    )
    return { patrols: patrols.rows, fixes: fixes.rows, tracks: tracks.rows }
  }

  it('are the same outings, fixes and tracks whatever the order, cut and number of the batches', async () => {
    const all = recording()
    const whole = await newUnit()
    await send(whole, all)
    await pending.write('all')
    const expected = await tablesOf(whole.unitId)
    expect(expected.fixes).toHaveLength(all.length)
    expect(expected.patrols).toHaveLength(5)
    expect(expected.tracks).toHaveLength(5)
    expect(expected.fixes.filter((one) => (one as { marks: number }).marks === 1)).toHaveLength(1)
    expect(expected.fixes.filter((one) => (one as { marks: number }).marks === 2)).toHaveLength(1)

    const arrival = fc.record({
      keys: fc.array(fc.nat(), { minLength: all.length, maxLength: all.length }),
      repeated: fc.array(fc.nat({ max: all.length - 1 }), { maxLength: 40 }),
      batchSize: fc.integer({ min: 5, max: 120 }),
    })
    await fc.assert(
      fc.asyncProperty(arrival, async ({ keys, repeated, batchSize }) => {
        const sent = [
          ...all.map((one, i) => ({ one, key: keys[i]! })),
          ...repeated.map((index, i) => ({ one: all[index]!, key: keys[i]! + 1 })),
        ]
          .sort((a, b) => a.key - b.key)
          .map(({ one }) => one)
        const unit = await newUnit()
        let accepted = 0
        for (let start = 0; start < sent.length; start += batchSize) {
          accepted += (await send(unit, sent.slice(start, start + batchSize))).acceptedCount
        }
        await pending.write('all')
        expect(accepted).toBe(all.length)
        expect(await tablesOf(unit.unitId)).toEqual(expected)
      }),
      { numRuns: 6 },
    )
  })

  it('are the same when batches arrive side by side while tracks are being written', async () => {
    const all = recording()
    const [whole, unit] = [await newUnit(), await newUnit()]
    await send(whole, all)
    const batches = Array.from({ length: 12 }, (_, part) => all.filter((_fix, i) => i % 12 === part))
    const receipts = await Promise.all([
      ...batches.map((batch) => send(unit, batch)),
      ...batches.map((batch) => send(unit, batch)),
      pending.write('all'),
      pending.write('all'),
    ])
    const accepted = receipts.map((one) => (typeof one === 'number' ? 0 : one.acceptedCount))
    expect(accepted.reduce((sum, count) => sum + count)).toBe(all.length)
    await pending.write('all')
    expect(await tablesOf(unit.unitId)).toEqual(await tablesOf(whole.unitId))
  })

  it('join two outings when what lay between comes late', async () => {
    const unit = await newUnit()
    const start = Date.parse('2026-11-19T01:00:00Z')
    const at = (minute: number) => fix(start + minute * 60_000, 126.5 + minute * 0.0002)
    await send(unit, [at(0), at(1)], { attire: 'plain', mode: 'foot' })
    await send(unit, [at(50), at(51)])
    expect((await tablesOf(unit.unitId)).patrols).toHaveLength(2)
    await send(unit, [at(25)])
    const { patrols, tracks } = await tablesOf(unit.unitId)
    expect(patrols).toMatchObject([{ mode: 'foot', attire: 'plain' }])
    expect(tracks).toMatchObject([{ fixCount: 5 }])
  })

  it('break the track at a pause of seconds, in whatever order they come and whatever does not count there', async () => {
    const start = Date.parse('2026-11-19T01:00:00Z')
    const all = Array.from({ length: 12 }, (_, i) => ({
      // The first after the pause is a jump, away and back: the break passes on to the next.
      ...fix(start + i * 5000, i === 6 ? 126.65 : 126.5 + i * 0.0001),
      ...(i === 6 && { resumed: true }),
    }))
    for (const order of [all, [...all].reverse(), [...all.slice(6), ...all.slice(0, 6)]]) {
      const unit = await newUnit()
      for (let i = 0; i < order.length; i += 4) await send(unit, order.slice(i, i + 4), { patrolKey: 'walk' })
      const { fixes, tracks } = await tablesOf(unit.unitId)
      expect((fixes as { marks: number }[]).map(({ marks }) => marks)).toEqual([
        ...[0, 0, 0, 0, 0, 0, 17, 0, 0, 0, 0, 0],
      ])
      expect(tracks).toMatchObject([{ fixCount: 11, observedSeconds: 45, unobservedSeconds: 10 }])
      expect((tracks[0] as { line: string }).line.split('),(')).toHaveLength(2)
    }
  })

  it('sent with a declared start and end make one outing that is over', async () => {
    const unit = await newUnit()
    const start = now.getTime() - 400_000
    const outing = { patrolKey: 'night-1', startedAt: new Date(start - 60_000).toISOString() }
    await send(unit, [fix(start, 126.5)], outing)
    expect((await tablesOf(unit.unitId)).tracks).toHaveLength(0)
    await send(unit, [fix(start + 300_000, 126.501)], {
      ...outing,
      endedAt: new Date(start + 360_000).toISOString(),
    })
    const { patrols, tracks } = await tablesOf(unit.unitId)
    expect(patrols).toEqual([
      {
        startedAt: new Date(start - 60_000),
        endedAt: new Date(start + 360_000),
        closedAt: new Date(start + 360_000),
        mode: 'vehicle',
        attire: 'uniform',
        patrolKey: 'night-1',
      },
    ])
    expect(tracks).toMatchObject([{ startedAt: new Date(start), endedAt: new Date(start + 300_000) }])
  })

  it('of a wrong clock are kept, marked, and count for nothing', async () => {
    const unit = await newUnit()
    const start = Date.parse('2026-11-19T01:00:00Z')
    const positions = [fix(start, 126.5), fix(start + 10_000, 126.5001)]
    const receipt = await send(unit, positions, { sentAt: new Date(now.getTime() - 121_000).toISOString() })
    expect(receipt).toMatchObject({ acceptedCount: 2, markedCount: 2 })
    const { fixes, tracks } = await tablesOf(unit.unitId)
    expect(fixes).toMatchObject([{ marks: 4 }, { marks: 4 }])
    expect(tracks).toEqual([])
  })

  it('at one time: the more accurate counts, whichever came first', async () => {
    const time = Date.parse('2026-11-19T01:00:00Z')
    const pair = [fix(time, 126.5, 40), fix(time, 126.51, 5)]
    for (const order of [pair, [...pair].reverse()]) {
      const unit = await newUnit()
      expect(await send(unit, [order[0]])).toMatchObject({ acceptedCount: 1, duplicateCount: 0 })
      expect(await send(unit, [order[1]])).toMatchObject({ acceptedCount: 0, duplicateCount: 1 })
      expect((await tablesOf(unit.unitId)).fixes).toMatchObject([{ lon: 126.51, accuracyMeters: 5 }])
    }
  })

  it('leave outings of a file as the file had them', async () => {
    const unit = await newUnit()
    const time = new Date('2026-11-19T01:00:00Z')
    await send(unit, [fix(time.getTime() - 86_400_000, 126.5)])
    await sql`
      INSERT INTO patrols (district_code, unit_id, mode, started_at, ended_at)
      VALUES (${districtCode}, ${unit.unitId}, 'foot', ${time}, ${time})`.execute(database.write)
    await send(unit, [fix(time.getTime() + 1000, 126.5)])
    expect((await tablesOf(unit.unitId)).patrols).toHaveLength(3)
  })
})
