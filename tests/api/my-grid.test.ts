import { DateTime } from 'luxon'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { MyGrid } from '../../api/my-grid/contract.ts'
import { engines } from '../database/scene.ts'
import { addCases, makeCategoriesAndStreet, type SceneCase } from './cases-scene.ts'
import { startTestServer, testCity, type TestServer } from './server.ts'

const zone = 'Asia/Shanghai'
const inOwn = { lon: 126.5031, lat: 43.8041 }
const inNeighbour = { lon: 126.5131, lat: 43.8041, grid: testCity.neighbourGrid }
const inOther = { lon: 126.5231, lat: 43.8041, grid: testCity.otherGrid }
/** The latest case; seven whole days end with 21 November, the seven before with the 14th. */
const latest = '2026-11-21T10:00:00+08:00'

const scene: SceneCase[] = [
  { ...inOwn, at: latest },
  // The first instant of the window, and the last before it.
  { ...inOwn, at: '2026-11-15T00:00:00+08:00' },
  { ...inOwn, at: '2026-11-14T23:59:59+08:00' },
  { ...inOwn, at: '2026-11-10T12:00:00+08:00' },
  { ...inOwn, at: '2026-11-08T00:00:00+08:00' },
  { ...inOwn, at: '2026-11-07T23:59:59+08:00' },
  // Restricted: not a branch's to count.
  { ...inOwn, at: '2026-11-20T12:00:00+08:00', category: 'sexual_offence' },
  { ...inNeighbour, at: '2026-11-16T12:00:00+08:00' },
  { ...inNeighbour, at: '2026-11-17T12:00:00+08:00' },
  { ...inOther, at: '2026-11-17T12:00:00+08:00' },
]

describe.each(engines)('my grid on %s', (engine) => {
  let server: TestServer

  const addCourtyard = async (code: string, west: number, confirmedDaysAgo: number | null) => {
    const square = (edge: number) =>
      `${edge} 43.801, ${edge + 0.001} 43.801, ${edge + 0.001} 43.802, ${edge} 43.802, ${edge} 43.801`
    const confirmedAt =
      confirmedDaysAgo === null ? null : DateTime.now().minus({ days: confirmedDaysAgo }).toJSDate()
    await sql`
      INSERT INTO courtyards (code, name, kind, confirmed_at, org_unit_id, geom)
      VALUES (${code}, ${`${code} 院`}, 'attended', ${confirmedAt},
        (SELECT id FROM org_units WHERE code = ${testCity.community}), ST_GeomFromText(${`POLYGON((${square(west)}))`}, 4490))`.execute(
      server.database.write,
    )
  }

  const myGrid = async () => {
    const visit = await server.signIn('branch')
    return (await visit<MyGrid>('/api/v1/my-grid')).body
  }

  beforeAll(async () => {
    server = await startTestServer(engine)
    await makeCategoriesAndStreet(server.database)
    await addCases(server.database, scene)
    await addCourtyard('never', 126.502, null)
    await addCourtyard('old', 126.504, 40)
    await addCourtyard('fresh', 126.506, 29)
    await addCourtyard('foreign', 126.512, 90)
  })
  afterAll(() => server.close())

  it("counts the branch's own grid exactly over seven whole days and the seven before", async () => {
    const { grid, cases } = await myGrid()
    expect(grid.code).toBe(testCity.grid)
    expect(DateTime.fromISO(cases.window.from, { zone }).toISODate()).toBe('2026-11-15')
    expect(DateTime.fromISO(cases.window.to, { zone }).toISODate()).toBe('2026-11-22')
    expect(cases.count).toBe(2)
    expect(cases.before).toBe(3)
  })

  it('shows counts of bordering grids only, and those of 1 and 2 as "<3"', async () => {
    const { cases } = await myGrid()
    expect(cases.neighbours.map(({ code, countText }) => [code, countText])).toEqual([
      [testCity.neighbourGrid, '<3'],
    ])
  })

  it('lists the courtyards of the own grid that were not confirmed for 30 days, longest first', async () => {
    const { courtyards } = await myGrid()
    expect(courtyards.staleDays).toBe(30)
    expect(courtyards.total).toBe(3)
    expect(courtyards.stale.map(({ code }) => code)).toEqual(['never', 'old'])
    expect(courtyards.stale[0]!.center[0]).toBeCloseTo(126.5025, 4)
  })

  it('takes a courtyard off the list with one confirmation', async () => {
    const visit = await server.signIn('branch')
    const { id } = (await myGrid()).courtyards.stale.find(({ code }) => code === 'old')!
    const confirmed = await visit(`/api/v1/courtyards/${id}/confirmation`, { method: 'POST' })
    expect(confirmed.status).toBe(200)
    expect((await myGrid()).courtyards.stale.map(({ code }) => code)).toEqual(['never'])
  })

  it('knows no grid of planners, leadership and administrators', async () => {
    for (const username of ['planner', 'leader', 'admin']) {
      const visit = await server.signIn(username)
      expect((await visit('/api/v1/my-grid')).status, username).toBe(404)
    }
    expect((await server.visit('/api/v1/my-grid')).status).toBe(401)
  })
})
