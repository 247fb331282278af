import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { caseStoreOf } from '../../api/cases/columns.ts'
import { forEachCase } from '../../api/cases/columns-filter.ts'
import { caseCondition, caseWeight, type WindowFilter } from '../../api/cases/filter.ts'
import type { Database } from '../../api/database/connect.ts'
import { addCases, makeCategoriesAndStreet } from '../api/cases-scene.ts'
import { testCity } from '../api/server.ts'
import { engines, openScene } from './scene.ts'

const place = { lon: 126.504, lat: 43.802 }
const everything: WindowFilter = {
  districtCode: testCity.districtCode,
  timeZone: 'Asia/Shanghai',
  metricCrs: 32652,
  from: new Date('2026-01-01T00:00:00Z'),
  to: new Date('2027-01-01T00:00:00Z'),
  categoryIds: null,
  hours: null,
  weekdays: null,
  source: null,
  scope: null,
}

describe.each(engines)('cases in memory on %s', (engine) => {
  let database: Database
  let ids: number[]

  const weights = async (filter: WindowFilter): Promise<number[]> => {
    const found: number[] = []
    forEachCase(await caseStoreOf(database).columns(filter), filter, (_columns, _row, weight) =>
      found.push(weight),
    )
    return found.sort((a, b) => a - b)
  }

  beforeAll(async () => {
    database = await openScene(engine)
    await makeCategoriesAndStreet(database)
    ids = await addCases(database, [
      { at: '2026-03-02T01:30:00+08:00', grid: null, ...place },
      { at: '2026-03-31T23:00:00Z', until: '2026-04-01T07:45:00Z', grid: null, ...place },
      {
        at: '2026-04-05T12:00:00Z',
        until: '2026-04-20T12:00:00Z',
        grid: null,
        source: 'patrol_found',
        ...place,
      },
      { at: '2026-10-31T15:59:59Z', category: 'robbery', grid: null, ...place },
    ])
  })
  afterAll(() => database?.close())

  it('stands where PostGIS places it, in metres', async () => {
    const [march] = await caseStoreOf(database).columns(everything)
    const { rows } = await sql<{ x: number; y: number }>`
      SELECT ST_X(place) AS x, ST_Y(place) AS y
      FROM (SELECT ST_Transform(geom, 32652) AS place FROM cases WHERE id = ${ids[0]}) AS placed`.execute(
      database.read,
    )
    expect([march?.x[0], march?.y[0]]).toEqual([rows[0]?.x, rows[0]?.y])
  })

  it('weighs every case as the database does, in any window, hours, weekdays and time zone', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          days: fc.tuple(fc.integer({ min: 0, max: 364 }), fc.integer({ min: 0, max: 364 })),
          hours: fc.option(fc.uniqueArray(fc.integer({ min: 0, max: 23 }), { minLength: 1 })),
          weekdays: fc.option(fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 })),
          source: fc.constantFrom(null, 'public_report', 'patrol_found'),
          timeZone: fc.constantFrom('Asia/Shanghai', 'Europe/Berlin', 'Asia/Kathmandu'),
        }),
        async ({ days, ...chosen }) => {
          const [first, last] = [Math.min(...days), Math.max(...days) + 1]
          const at = (day: number) => new Date(Date.UTC(2026, 0, 1 + day))
          const filter = { ...everything, ...chosen, from: at(first), to: at(last) }
          const { rows } = await sql<{ weight: number }>`
            SELECT weight FROM (SELECT ${caseWeight(filter)}::float8 AS weight FROM cases WHERE ${caseCondition(filter)}) AS weighed
            WHERE weight > 0 ORDER BY weight`.execute(database.read)
          const found = await weights(filter)
          expect(found).toHaveLength(rows.length)
          rows.forEach(({ weight }, index) => expect(found[index]).toBeCloseTo(weight, 9))
        },
      ),
      { numRuns: 60 },
    )
  })

  it('takes categories by id', async () => {
    const robbery = await database.read
      .selectFrom('caseCategories')
      .select('id')
      .where('code', '=', 'robbery')
      .executeTakeFirstOrThrow()
    expect(await weights({ ...everything, categoryIds: [robbery.id] })).toEqual([1])
    expect(await weights({ ...everything, categoryIds: [] })).toEqual([])
  })

  it('follows what is added, changed and removed', async () => {
    const gridIds = async () =>
      (await caseStoreOf(database).columns(everything)).flatMap(({ gridId }) => [...gridId])
    expect(await gridIds()).toEqual([0, 0, 0, 0])
    const changed = (change: (id: number) => ReturnType<typeof sql>) =>
      database.write.transaction().execute(async (trx) => {
        await change(ids[1]!).execute(trx)
        await sql`SELECT bump_layer_version('cases')`.execute(trx)
      })
    await changed((id) => sql`UPDATE cases SET grid_id = 7 WHERE id = ${id}`)
    expect((await gridIds()).sort()).toEqual([0, 0, 0, 7])
    await changed((id) => sql`DELETE FROM cases WHERE id = ${id}`)
    expect(await gridIds()).toEqual([0, 0, 0])
    await addCases(database, [{ at: '2026-07-01T00:00:00Z', grid: null, ...place }])
    expect(await gridIds()).toEqual([0, 0, 0, 0])
  })
})
