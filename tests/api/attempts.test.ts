import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AttemptAnswer } from '../../api/attempts/contract.ts'
import { engines } from '../database/scene.ts'
import { addOuting, at, line, makePatrolScene, type PatrolScene, walk } from './patrol-scene.ts'
import { startTestServer, type TestServer, type Visit } from './server.ts'

const window = 'from=2026-11-02T00:00:00%2B08:00&to=2026-11-06T00:00:00%2B08:00'

interface Event {
  patrolId: number
  unitCode: string | null
  from: string
  to: string
}
interface Evidence {
  passes: Event[]
  visits: Event[]
  rejected: (Event & { reason: string; nearestMeters?: number })[]
}

/**
 * 2 November, 22:30: from end to end. 3 November: 300 m of it and on. 4 November, 23:00: along the next street, 50 m north.
 * 5 November: from end to end by a unit of the other station.
 */
describe.each(engines)('one outing at one target on %s', (engine) => {
  let server: TestServer
  let scene: PatrolScene
  let planner: Visit

  beforeAll(async () => {
    server = await startTestServer(engine)
    scene = await makePatrolScene(server.database)
    const add = (unitId: number, ...rest: [Parameters<typeof addOuting>[2], 'plain'?]) =>
      addOuting(server.database, unitId, ...rest)
    await add(scene.unitId, walk(line.west, line.east, at('2026-11-02T22:30:00')))
    const half = walk(line.west, line.west + 0.00373, at('2026-11-03T22:30:00'))
    const away = Array.from({ length: 10 }, (_, index) => ({
      seconds: half.at(-1)!.seconds + 15 * (index + 1),
      longitude: line.west + 0.00373,
      latitude: line.latitude + 0.00018 * (index + 1),
    }))
    await add(scene.unitId, [...half, ...away], 'plain')
    await add(scene.unitId, walk(line.west, line.east, at('2026-11-04T23:00:00'), line.latitude + 0.00045))
    await add(scene.otherUnitId, walk(line.west, line.east, at('2026-11-05T22:30:00')))
    planner = await server.signIn('planner')
  })
  afterAll(() => server?.close())

  const evidenceFor = async (visit: Visit, target = `patrol-lines/${scene.lineId}`) =>
    (await visit<Evidence>(`/api/v1/coverage/${target}?${window}`)).body
  const attempt = (visit: Visit, { patrolId, from, to }: Event, target = `patrol-lines/${scene.lineId}`) =>
    visit<AttemptAnswer>(`/api/v1/coverage/${target}/attempts/${patrolId}?from=${from}&to=${to}`)
  const partsOf = ({ features }: AttemptAnswer) => [
    ...new Set(features.map(({ properties }) => properties.part)),
  ]
  /** Length in metres along the line, which runs from west to east. */
  const eastward = ({ features }: AttemptAnswer, part: string) =>
    features
      .filter(({ properties }) => properties.part === part)
      .flatMap(({ geometry }) => geometry.coordinates as [number, number][][])
      .reduce((sum, places) => sum + Math.abs(places.at(-1)![0] - places[0]![0]) * 80_400, 0)

  it('shows the piece of a complete pass, the way, and the whole line covered', async () => {
    const { passes } = await evidenceFor(planner)
    const { status, body } = await attempt(planner, passes[0]!)
    expect(status).toBe(200)
    expect(body.attempt).toMatchObject({
      verdict: 'complete',
      unitCode: 'XL-1',
      direction: 'forward',
      completeShare: 0.8,
      toleranceMeters: 25,
      offLineSeconds: 0,
    })
    expect(body.attempt.coveredShare).toBeCloseTo(1, 2)
    expect(partsOf(body)).toEqual(['line', 'covered', 'recorded', 'way', 'direction', 'time'])
    expect(eastward(body, 'recorded')).toBeCloseTo(482, -1)
    const bearings = body.features.flatMap(({ properties }) => properties.bearing ?? [])
    for (const bearing of bearings) expect(Math.abs(bearing - 90)).toBeLessThan(3)
    const times = body.features.flatMap(({ properties }) => properties.at ?? [])
    expect(times[0]).toBe('2026-11-02T14:30:00.000Z')
    expect(times).toContain('2026-11-02T14:32:00.000Z')
  })

  it('shows of a pass that is not complete which stretch was covered and which was not, and how much is needed', async () => {
    const { passes } = await evidenceFor(planner)
    const { body } = await attempt(planner, passes[1]!)
    expect(body.attempt.verdict).toBe('partial')
    expect(body.attempt.coveredShare).toBeGreaterThan(0.6)
    expect(body.attempt.coveredShare).toBeLessThan(0.7)
    expect(eastward(body, 'covered') / 482.4).toBeCloseTo(body.attempt.coveredShare!, 2)
    expect(eastward(body, 'covered') + eastward(body, 'uncovered')).toBeCloseTo(482.4, 0)
  })

  it('lists an outing that went along the next street as too far, with how far it stayed away', async () => {
    const { rejected } = await evidenceFor(planner)
    const [near, ...others] = rejected.filter(({ reason }) => reason === 'tooFar')
    expect(others).toEqual([])
    expect(near).toMatchObject({ unitCode: 'XL-1', from: '2026-11-04T15:00:00.000Z' })
    expect(near!.nearestMeters).toBeCloseTo(50, -0.5)
    const { body } = await attempt(planner, near!)
    expect(body.attempt).toMatchObject({ verdict: 'tooFar', coveredShare: null })
    expect(body.attempt.nearestMeters).toBeCloseTo(50, -0.5)
    expect(partsOf(body)).toContain('uncovered')
    expect(partsOf(body)).not.toContain('covered')
  })

  it('shows the stay at a point against its radius and what is required', async () => {
    const target = `patrol-points/${scene.pointId}`
    const { rejected } = await evidenceFor(planner, target)
    const { body } = await attempt(
      planner,
      rejected.find(({ reason }) => reason === 'tooBrief')!,
      target,
    )
    expect(body.attempt).toMatchObject({
      verdict: 'tooBrief',
      toleranceMeters: 40,
      requiredDwellSeconds: 300,
      completeShare: null,
    })
    // 80 m through the middle at 1.2 m/s.
    expect(body.attempt.dwellSeconds).toBeCloseTo(80 / 1.2, -1)
    expect(partsOf(body)).toEqual(['target', 'recorded', 'direction', 'time'])
  })

  it('shows the time along a section and in an area, which has no tolerance', async () => {
    const along = `key-sections/${scene.sectionId}`
    const [stay] = (await evidenceFor(planner, along)).visits
    const { body: section } = await attempt(planner, stay!, along)
    expect(section.attempt).toMatchObject({ verdict: 'complete', toleranceMeters: 25, coveredShare: null })
    expect(section.attempt.dwellSeconds).toBeCloseTo(482.4 / 1.2, -1)
    expect(partsOf(section)).toEqual(['line', 'recorded', 'way', 'direction', 'time'])
    const inside = `control-areas/${scene.areaId}`
    const [visit] = (await evidenceFor(planner, inside)).visits
    const { body: area } = await attempt(planner, visit!, inside)
    expect(area.attempt).toMatchObject({ verdict: 'complete', toleranceMeters: 0, nearestMeters: 0 })
    expect(area.attempt.dwellSeconds).toBeCloseTo(241.2 / 1.2, -1)
  })

  it('does not name units of other stations, and shows nothing of them but what they did here', async () => {
    const { passes } = await evidenceFor(planner)
    const foreign = passes[2]!
    expect(foreign.unitCode).toBeNull()
    const { body } = await attempt(planner, foreign)
    expect(body.attempt).toMatchObject({ verdict: 'complete', unitCode: null })
    expect(JSON.stringify(body)).not.toContain('XL-9')
    const later = { ...foreign, from: foreign.to, to: '2026-11-05T20:00:00.000Z' }
    expect((await attempt(planner, { ...later, from: '2026-11-05T19:00:00.000Z' })).status).toBe(404)
  })

  it('keeps plain clothes from a branch, lines from those outside, and everything from the administrator', async () => {
    const { passes } = await evidenceFor(planner)
    const statusFor = async (username: string, event: Event) =>
      (await attempt(await server.signIn(username), event)).status
    expect(await statusFor('branch', passes[0]!)).toBe(200)
    expect(await statusFor('branch', passes[1]!)).toBe(404)
    expect(await statusFor('other-planner', passes[2]!)).toBe(404)
    expect(await statusFor('admin', passes[0]!)).toBe(403)
  })

  it('says so when the times of the outing are no longer kept', async () => {
    const { passes } = await evidenceFor(planner)
    const set = (hasTimes: boolean) => server.database.write.updateTable('tracks').set({ hasTimes }).execute()
    await set(false)
    expect(await attempt(planner, passes[0]!)).toMatchObject({
      status: 400,
      body: { field: 'from', title: '这次巡逻的定位时间已按保存期限删除,无法再逐段核对' },
    })
    await set(true)
  })
})
