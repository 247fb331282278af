import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Rhythm } from '../../api/analyses/rhythm/contract.ts'
import { engines } from '../database/scene.ts'
import { addCases, makeCategoriesAndStreet, type SceneCase } from './cases-scene.ts'
import { startTestServer, testCity, type TestServer } from './server.ts'

const place = { lon: 126.507, lat: 43.805 }
const window = 'from=2025-01-01T00:00:00%2B08:00&to=2026-01-01T00:00:00%2B08:00'

describe.each(engines)('rhythm on %s', (engine) => {
  let server: TestServer
  const read = async (who: string, query: string): Promise<Rhythm> => {
    const visit = await server.signIn(who)
    const { status, body } = await visit<Rhythm>(`/api/v1/analyses/rhythm?${query}`)
    expect(status, JSON.stringify(body)).toBe(200)
    return body
  }

  beforeAll(async () => {
    server = await startTestServer(engine)
    await makeCategoriesAndStreet(server.database)
    await server.database.write
      .insertInto('controlAreas')
      .values({
        code: 'A1',
        name: '核心区',
        kind: 'core',
        orgUnitId: (
          await server.database.write
            .selectFrom('orgUnits')
            .select('id')
            .where('code', '=', testCity.station)
            .executeTakeFirstOrThrow()
        ).id,
        geom: 'SRID=4490;POLYGON((126.505 43.80, 126.525 43.80, 126.525 43.81, 126.505 43.81, 126.505 43.80))',
      })
      .execute()
    const cases: SceneCase[] = []
    // Every third day at 21:30; six on National Day, when nobody is at home.
    for (let day = 0; day < 365; day += 3) {
      const at = new Date(Date.parse('2025-01-01T21:30:00+08:00') + day * 86_400_000).toISOString()
      cases.push({ at, ...place })
    }
    for (let day = 1; day <= 7; day += 1) {
      cases.push(...Array.from({ length: 3 }, () => ({ at: `2025-10-0${day}T10:00:00+08:00`, ...place })))
    }
    cases.push(
      // The record begins with the first whole day after it.
      { at: '2024-12-30T12:00:00+08:00', ...place },
      // Monday 22:00 to Tuesday 02:00, a burglary in the grid of the other station
      {
        at: '2025-06-02T22:00:00+08:00',
        until: '2025-06-03T02:00:00+08:00',
        lon: 126.521,
        lat: 43.805,
        grid: testCity.otherGrid,
      },
      { at: '2025-06-02T22:00:00+08:00', ...place, category: 'sexual_offence' },
      { at: '2025-06-02T22:00:00+08:00', ...place, source: 'patrol_found' },
    )
    await addCases(server.database, cases)
  })
  afterAll(() => server.close())

  it('spreads uncertain times, and adds up to the number of cases', async () => {
    const answer = await read('leader', window)
    expect(answer.total).toBe(122 + 21 + 1)
    const sum = answer.cases.flat().reduce((total, count) => total + count, 0)
    expect(Math.abs(sum - answer.total)).toBeLessThan(1e-9)
    expect([answer.cases[0]![22], answer.cases[0]![23], answer.cases[1]![0], answer.cases[1]![1]]).toEqual([
      0.25, 0.25, 0.25, 0.25,
    ])
    expect([answer.uncertainCount, answer.vagueCount]).toEqual([1, 0])
    expect(answer.busiest).toMatchObject({ fromHour: 21, toHour: 22 })
    // 2025 began with a Wednesday and has 53 of them.
    expect(answer.occurrences[2]![5]).toBe(53)
    expect(answer.occurrences[3]![5]).toBe(52)
  })

  it('holds months and holidays against ordinary days', async () => {
    const { months, holidays, year, record } = await read('leader', window)
    expect(record.days).toBe(366)
    expect(year).toHaveLength(365)
    expect(months.find(({ month }) => month === 10)!.casesPerDay).toBeGreaterThan(0.9)
    const national = holidays.find(({ name }) => name === 'nationalDay')!
    // 1 to 8 October without the 6th, which was Mid-Autumn
    expect(national.days).toBe(7)
    expect(national.cases).toBe(18 + 3)
    expect(national.ratio!.low).toBeGreaterThan(1)
    const qingming = holidays.find(({ name }) => name === 'qingming')!
    expect(qingming.ratio).toBeNull()
  })

  it('is of the scope or of one area of it', async () => {
    expect((await read('planner', window)).total).toBe(143)
    expect((await read('other-planner', window)).total).toBe(1)
    expect((await read('branch', window)).total).toBe(143)
    expect((await read('leader', `${window}&orgUnit=${testCity.otherStation}`)).total).toBe(1)
    expect((await read('leader', `${window}&grid=${testCity.neighbourGrid}`)).total).toBe(0)
    // The control area reaches into the other station: a planner reads the own part.
    expect(await read('leader', `${window}&controlArea=A1`)).toMatchObject({ total: 144, ownPartOnly: false })
    expect(await read('planner', `${window}&controlArea=A1`)).toMatchObject({ total: 143, ownPartOnly: true })
    const planner = await server.signIn('planner')
    const ask = (query: string) => planner(`/api/v1/analyses/rhythm?${window}&${query}`)
    expect((await ask(`grid=${testCity.otherGrid}`)).status).toBe(404)
    expect(await ask(`grid=${testCity.grid}&orgUnit=${testCity.station}`)).toMatchObject({
      status: 400,
      body: { field: 'grid' },
    })
    expect(await ask('category=sexual_offence')).toMatchObject({ status: 400, body: { field: 'category' } })
  })

  it('says that there are too few cases, and refuses an empty window', async () => {
    const few = await read('other-planner', window)
    expect(few).toMatchObject({
      tooFewCases: true,
      minimumCases: 30,
      busiest: null,
      months: [],
      holidays: [],
    })
    const leader = await server.signIn('leader')
    const empty = 'from=2025-01-01T00:00:00Z&to=2025-01-01T00:00:00Z'
    expect(await leader(`/api/v1/analyses/rhythm?${empty}`)).toMatchObject({
      status: 400,
      body: { field: 'to' },
    })
  })
})
