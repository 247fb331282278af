import { strFromU8, unzipSync } from 'fflate'
import readXlsxFile from 'read-excel-file/node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CoverageAnswer } from '../../api/coverage/contract.ts'
import type { WeeklyReview } from '../../api/reviews/contract.ts'
import { engines } from '../database/scene.ts'
import { addOuting, at, makePatrolScene, line, middle, type PatrolScene, walk } from './patrol-scene.ts'
import { startTestServer, testCity, type TestServer, type Visit } from './server.ts'

const week = '2026-W45'
const window = 'from=2026-11-02T00:00:00%2B08:00&to=2026-11-09T00:00:00%2B08:00'

/** The line and the point of the scene, once each night: walked on two nights of the week, once in plain clothes, and once the week before. */
describe.each(engines)('the weekly review on %s', (engine) => {
  let server: TestServer
  let scene: PatrolScene
  let planner: Visit

  beforeAll(async () => {
    server = await startTestServer(engine)
    scene = await makePatrolScene(server.database)
    const db = server.database.write
    await db.updateTable('patrolUnits').set({ strength: 6 }).where('id', '=', scene.unitId).execute()
    const { orgUnitId } = await db
      .selectFrom('patrolUnits')
      .select('orgUnitId')
      .where('id', '=', scene.unitId)
      .executeTakeFirstOrThrow()
    await db
      .insertInto('patrolUnits')
      .values({ code: 'XL-2', forceType: 'auxiliary', orgUnitId, strength: 2 })
      .execute()
    const whole = (day: string) => walk(line.west, line.east, at(`${day}T22:30:00`))
    await addOuting(server.database, scene.unitId, whole('2026-10-29'))
    await addOuting(server.database, scene.unitId, whole('2026-11-02'))
    await addOuting(server.database, scene.unitId, whole('2026-11-03'), 'plain')
    planner = await server.signIn('planner')
  })
  afterAll(() => server?.close())

  const review = async (visit: Visit, query = `week=${week}`) => {
    const { status, body } = await visit<WeeklyReview>(`/api/v1/reviews/weekly?${query}`)
    expect(status, JSON.stringify(body)).toBe(200)
    return body
  }

  it('has the figures of the coverage of the same week, for the whole and each unit', async () => {
    const body = await review(planner)
    expect(body.week).toMatchObject({ firstDay: '2026-11-02', lastDay: '2026-11-08', previous: '2026-W44' })
    const figuresOf = async (unit: string) => {
      const { body: answer } = await planner<CoverageAnswer>(`/api/v1/coverage?${window}${unit}`)
      const { coverage, required, completed, targets, gaps } = answer.summary
      return { coverage, required, completed, targets, gaps }
    }
    expect(body.total).toEqual(await figuresOf(''))
    expect(body.total).toMatchObject({ required: 14, completed: 2 })
    expect(body.before).toMatchObject({ required: 14, completed: 1 })
    expect(body.areas.map(({ code }) => code)).toEqual([testCity.station, testCity.community])
    for (const area of body.areas) expect(area).toMatchObject(await figuresOf(`&unit=${area.code}`))
    expect(body.gaps.map(({ code }) => code).toSorted()).toEqual(['BD-1', 'BX-1'])
    expect(body.sentences.zh[0]).toContain('应完成 14，已完成 2')
  })

  it('counts hours and units in uniform, by code, leaves small units out and says how many', async () => {
    const body = await review(planner)
    expect(body.units).toEqual([
      { code: 'XL-1', outings: 1, hours: 0.1, kilometers: 0.5, passes: 1, visits: 0 },
    ])
    expect(body.unitsLeftOut).toBe(1)
    // Tracks are known up to the second night: 23 hours from Monday to the plain clothes of Tuesday, one of them with a patrol.
    expect(body.hours.looked - body.hours.withoutPatrol).toBe(1)
    expect(body.areas[1]!.hoursWithoutPatrol).toBe(body.hours.withoutPatrol)
  })

  it('holds planned routes against what was done, in uniform, per route, area and unit, small units left out', async () => {
    expect((await review(planner)).plans).toMatchObject({ total: { outings: 0, shares: null }, routes: [] })
    const db = server.database.write
    const { id: routeId } = await db
      .insertInto('patrolRoutes')
      .values({
        code: 'LX-1',
        name: '北山夜巡',
        kind: 'foot',
        orgUnitId: (await db.selectFrom('patrolLines').select('orgUnitId').executeTakeFirstOrThrow())
          .orgUnitId,
        geom: `SRID=4490;LINESTRING(${line.west} ${line.latitude}, ${line.east} ${line.latitude})`,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    const { id: smallId } = await db
      .selectFrom('patrolUnits')
      .select('id')
      .where('code', '=', 'XL-2')
      .executeTakeFirstOrThrow()
    // The western half by a unit of two people; the whole by XL-1 on Monday, and in plain clothes on Tuesday.
    await addOuting(server.database, smallId, walk(line.west, middle, at('2026-11-02T18:00:00')))
    await db.updateTable('patrols').set({ routeId }).execute()
    const { plans } = await review(planner)
    expect(plans.total).toMatchObject({ outings: 2, unmeasured: 0, plannedKilometers: 1 })
    expect(plans.total.shares).toEqual({
      done: expect.closeTo(0.75, 1),
      late: 0,
      missed: expect.closeTo(0.25, 1),
    })
    expect(plans.areas.map(({ code, outings }) => [code, outings])).toEqual([
      [testCity.station, 2],
      [testCity.community, 2],
    ])
    expect(plans.units).toMatchObject([{ code: 'XL-1', outings: 1, shares: { done: expect.closeTo(1, 2) } }])
    expect(plans.routes).toMatchObject([
      {
        id: routeId,
        code: 'LX-1',
        lengthMeters: 483,
        outings: 2,
        walkedShare: expect.closeTo(1, 2),
        missed: null,
      },
    ])
    await db.updateTable('patrols').set({ routeId: null }).where('unitId', '=', scene.unitId).execute()
    const [half] = (await review(planner)).plans.routes
    expect(half!.walkedShare).toBeCloseTo(0.5, 1)
    expect(half!.missed!.lengthMeters).toBeGreaterThan(200)
    const other = await review(await server.signIn('other-planner'))
    expect(other.plans).toMatchObject({ total: { outings: 0 }, routes: [], units: [] })
  })

  it('is cut to the scope: another station reads nothing of it, everybody in scope the same', async () => {
    const other = await review(await server.signIn('other-planner'))
    expect(other.total).toMatchObject({ required: 0, targets: 0 })
    expect(other.units.map(({ code }) => code)).not.toContain('XL-1')
    const leader = await server.signIn('leader')
    expect(await review(leader, `week=${week}&unit=${testCity.station}`)).toEqual(
      await review(planner, `week=${week}&unit=${testCity.station}`),
    )
    const admin = await server.signIn('admin')
    expect((await admin('/api/v1/reviews/weekly')).status).toBe(403)
    const { status, body } = await planner(`/api/v1/reviews/weekly?unit=${testCity.otherStation}`)
    expect([status, body['field']]).toEqual([400, 'unit'])
  })

  it('refuses weeks that are none, have not ended or were not counted, with field and remedy', async () => {
    for (const [asked, remedy] of [
      ['2026-47', /2026-W|20\d\d-W/],
      ['2199-W01', /更早/],
      ['2019-W01', /2026-W44/],
    ] as const) {
      const { status, body } = await planner(`/api/v1/reviews/weekly?week=${asked}`)
      expect([status, body['field']]).toEqual([400, 'week'])
      expect(String(body['detail'])).toMatch(remedy)
    }
    expect((await review(planner, `week=2026-W44`)).before, 'nothing was counted before').toBeNull()
  })

  it('leaves as Word and Excel with an audit row each, and not for a branch', async () => {
    const files: Record<string, Buffer> = {}
    for (const format of ['docx', 'xlsx']) {
      const cookie = await cookieOf(server, 'planner')
      const response = await fetch(`${server.url}/api/v1/reviews/weekly.${format}?week=${week}`, {
        headers: { cookie, 'accept-language': 'zh' },
      })
      expect(response.headers.get('content-disposition')).toContain(
        `review-${week}-${testCity.station}.${format}`,
      )
      files[format] = Buffer.from(await response.arrayBuffer())
    }
    const parts = unzipSync(files['docx']!)
    const document = strFromU8(parts['word/document.xml']!)
    expect(document).toContain('覆盖率')
    expect(document).toContain('北山路')
    expect(document).toContain('w:tblHeader')
    expect(strFromU8(parts['word/styles.xml']!)).toContain('宋体')
    const sheets = await readXlsxFile(files['xlsx']!)
    expect(sheets.map(({ sheet }) => sheet)).toContain('街道与社区')
    const areas = sheets.find(({ sheet }) => sheet === '街道与社区')!.data
    expect(areas[1]!.slice(4, 6)).toEqual([14, 2])
    const audit = await server.database.read
      .selectFrom('auditEntries')
      .select('detail')
      .where('concept', '=', 'reviews')
      .execute()
    expect(audit.map(({ detail }) => detail)).toEqual([
      expect.objectContaining({ format: 'docx', week }),
      expect.objectContaining({ format: 'xlsx', week }),
    ])
    const branch = await server.signIn('branch')
    expect((await branch(`/api/v1/reviews/weekly.docx?week=${week}`)).status).toBe(403)
    expect((await review(branch)).areas).toEqual([])
  })
})

async function cookieOf(server: TestServer, username: string): Promise<string> {
  const response = await fetch(`${server.url}/api/v1/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username, password: testCity.password }),
  })
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ')
}
