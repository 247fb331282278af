import { sql } from 'kysely'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CoverageDesk } from '../../api/coverage/desk.ts'
import { offStreetMeters } from '../../api/coverage/off-street.ts'
import type { Database } from '../../api/database/connect.ts'
import { ensurePartitions } from '../../api/database/partitions.ts'
import { SettingsReader } from '../../api/settings/reader.ts'
import { streetsOf } from '../../api/streets/network.ts'
import { PendingSummaries } from '../../api/summaries/pending.ts'
import { tracksChanged } from '../../api/tracks/changed.ts'
import { readRoadLines, roadsVersion } from '../../api/streets/queries.ts'
import { trackOf, travel, type Place } from '../unit/street-scene.ts'
import { engines, openScene } from './scene.ts'

const districtCode = '229901'
const metricCrs = 32652

/** Degrees of a place in metres east and north of a corner of the district. */
const lonLat = ([x, y]: Place) => `${(126.5 + x / 80_400).toFixed(7)} ${(43.8 + y / 111_110).toFixed(7)}`
const lineString = (places: Place[]) => `SRID=4490;LINESTRING(${places.map(lonLat).join(', ')})`

/** Main street, a street 30 m north of it, both joined in the west, and a street 1 km off; beside it a yard. */
const roads: Record<string, Place[]> = {
  main: [[0, 0], [400, 0]],
  parallel: [[0, 30], [400, 30]],
  joint: [[0, 0], [0, 30]],
  lonely: [[0, 1000], [400, 1000]],
} // prettier-ignore
const lines: Record<string, Place[]> = {
  main: roads['main']!,
  lonely: roads['lonely']!,
  yard: [[50, 1060], [250, 1060], [250, 1200]],
} // prettier-ignore

/** The window is one day per outing, each at 10 o'clock. */
const at = (day: number) => new Date(`2026-11-0${day}T10:00:00+08:00`)
const outings: { day: number; line: Place[]; noiseMeters: number }[] = [
  { day: 1, line: roads['main']!, noiseMeters: 5 },
  { day: 2, line: roads['parallel']!, noiseMeters: 5 },
  // Between high houses: every fix is off to the same side.
  { day: 3, line: roads['lonely']!.map(([x, y]): Place => [x, y + 27]), noiseMeters: 4 },
  { day: 4, line: lines['yard']!, noiseMeters: 3 },
]

describe.each(engines)('coverage along the streets on %s', (engine) => {
  let database: Database
  let desk: CoverageDesk

  beforeAll(async () => {
    database = await openScene(engine)
    const db = database.write
    const { id: orgUnitId } = await db
      .insertInto('orgUnits')
      .values({
        code: `${districtCode}000000`,
        name: '测试区',
        level: 'district',
        path: `${districtCode}000000`,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    const extent = [126.4, 43.7, 126.7, 43.9]
    const district = { name: '测试区', code: districtCode, extent, timeZone: 'Asia/Shanghai', metricCrs }
    await db
      .insertInto('settings')
      .values({ key: 'district', value: JSON.stringify({ ...district, approvalNumber: null }) })
      .execute()
    for (const [code, places] of Object.entries(roads)) {
      await db
        .insertInto('roads')
        .values({ code, kind: 'residential', geom: lineString(places) })
        .execute()
    }
    const slot = await db
      .insertInto('timeSlots')
      .values({ code: 'day', name: '白天', startTime: '06:00', endTime: '18:00', dayKind: 'any' })
      .returning('id')
      .executeTakeFirstOrThrow()
    for (const [code, places] of Object.entries(lines)) {
      const line = await db
        .insertInto('patrolLines')
        .values({ orgUnitId, code, name: code, geom: lineString(places) })
        .returning('id')
        .executeTakeFirstOrThrow()
      const requirement = { timeSlotId: slot.id, patrolLineId: line.id, measure: 'passes', amount: 1 }
      await db
        .insertInto('requirements')
        .values({ ...requirement, validFrom: '2026-01-01' })
        .execute()
    }
    const unit = await db
      .insertInto('patrolUnits')
      .values({ code: 'XL-1', forceType: 'auxiliary', orgUnitId })
      .returning('id')
      .executeTakeFirstOrThrow()
    for (const outing of outings) await insertTrack(database, unit.id, outing)
    desk = new CoverageDesk({ database, settings: new SettingsReader(database) })
  })
  afterAll(() => database?.close())

  /** The days on which each line was done. */
  async function daysDone(toleranceMeters?: number): Promise<Record<string, number[]>> {
    const question = {
      from: new Date('2026-11-01T00:00:00+08:00'),
      to: new Date('2026-11-05T00:00:00+08:00'),
    }
    const { targets } = await desk.answer({ ...question, slots: undefined, toleranceMeters }, new Date())
    return Object.fromEntries(
      targets.map(({ coverage: { code, occurrences } }) => [
        code,
        occurrences.filter(({ done }) => done > 0).map(({ day }) => Number(day.slice(-2))),
      ]),
    )
  }

  it('reads the streets in use in metres, and counts their changes', async () => {
    const read = await readRoadLines(database.read, metricCrs)
    expect(read.map(({ kind, oneway }) => [kind, oneway])).toEqual(
      Object.keys(roads).map(() => ['residential', false]),
    )
    const [main] = read
    expect(main!.x).toHaveLength(2)
    expect(Math.hypot(main!.x[1]! - main!.x[0]!, main!.y[1]! - main!.y[0]!)).toBeCloseTo(400, -1)
    expect(await roadsVersion(database.read)).toBeGreaterThanOrEqual(1)
  })

  it('counts a walk along the line, also one recorded 27 m beside it, and along a yard where no street is', async () => {
    expect(await daysDone()).toEqual({ main: [1], lonely: [3], yard: [4] })
  })

  it('does not count the street 30 m away, however large the tolerance', async () => {
    expect((await daysDone(45))['main']).toEqual([1])
  })

  it('says of a line that leaves the streets by how much, and nothing of one along them', async () => {
    const far = async (code: string) => {
      const { id } = await database.read
        .selectFrom('patrolLines')
        .select('id')
        .where('code', '=', code)
        .executeTakeFirstOrThrow()
      return offStreetMeters(database, { metricCrs }, 'patrol-lines', id)
    }
    expect(await far('main')).toBeNull()
    expect(await far('yard')).toBeCloseTo(200, 0)
  })

  it('keeps the graph until streets change, and counts anew when they have', async () => {
    const before = await streetsOf(database, metricCrs)
    expect(await streetsOf(database, metricCrs)).toBe(before)
    await database.write
      .updateTable('roads')
      .set({ retiredAt: new Date() })
      .where('code', '=', 'parallel')
      .execute()
    const after = await streetsOf(database, metricCrs)
    expect(after).not.toBe(before)
    expect([before.graph.edgeCount, after.graph.edgeCount]).toEqual([4, 3])
    // Whoever walked there walked beside the main street: seen once the tracks around have been matched again.
    expect((await daysDone(45))['main']).toEqual([1])
    await new PendingSummaries({ database, log: pino({ level: 'silent' }) }).finish()
    expect((await daysDone(45))['main']).toEqual([1, 2])
  })
})

async function insertTrack(
  database: Database,
  unitId: number,
  { day, line, noiseMeters }: (typeof outings)[number],
): Promise<void> {
  const startedAt = at(day)
  const { timeSeconds, x, y } = trackOf(travel(line, { noiseMeters, everySeconds: 10, seed: day }))
  const seconds = startedAt.getTime() / 1000
  const path = [...timeSeconds].map((since, i) => `${lonLat([x[i]!, y[i]!])} ${seconds + since}`).join(', ')
  const endedAt = new Date(startedAt.getTime() + timeSeconds.at(-1)! * 1000)
  await database.write.transaction().execute(async (trx) => {
    for (const table of ['patrols', 'tracks'] as const) await ensurePartitions(trx, table, startedAt, endedAt)
    const { id } = await trx
      .insertInto('patrols')
      .values({ districtCode, unitId, mode: 'foot', attire: 'uniform', startedAt, endedAt })
      .returning('id')
      .executeTakeFirstOrThrow()
    await sql`
      INSERT INTO tracks (district_code, patrol_id, unit_id, started_at, ended_at, fix_count, observed_seconds, unobserved_seconds,
        length_meters, geom)
      VALUES (${districtCode}, ${id}, ${unitId}, ${startedAt}, ${endedAt}, ${timeSeconds.length}, 0, 0, 0,
        ST_GeomFromText(${`MULTILINESTRING M ((${path}))`}, 4490))`.execute(trx)
    const change = { patrolId: id, unitId, from: startedAt, to: endedAt, removed: false }
    await tracksChanged(trx, database, districtCode, [change])
  })
}
