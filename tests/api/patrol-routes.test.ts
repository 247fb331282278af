import { DateTime } from 'luxon'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PlanAnswer, RouteOuting } from '../../api/patrol-routes/contract.ts'
import { engines } from '../database/scene.ts'
import { makeCategoriesAndStreet } from './cases-scene.ts'
import { addPatrolUnit, startTestServer, testCity, type TestServer, type Visit } from './server.ts'

/**
 * A route of 322 m along the first street, planned to begin 40 minutes ago and to take 5. An outing sets out in time, walks to the middle, stands there
 * for 20 minutes, and goes on until 40 m before the end.
 */
const line = { type: 'LineString', coordinates: [[126.502, 43.802], [126.506, 43.802]] } // prettier-ignore
const start = Math.floor(Date.now() / 60_000) * 60 - 40 * 60
const plannedStart = DateTime.fromSeconds(start, { zone: 'Asia/Shanghai' }).toFormat('HH:mm')
const places: [seconds: number, lon: number][] = [
  [0, 126.502],
  [150, 126.504],
  [150 + 1200, 126.504],
  [150 + 1200 + 113, 126.5055],
]
const positions = places.slice(1).flatMap(([to, east], i) => {
  const [from, west] = places[i]!
  return Array.from({ length: Math.round((to - from) / 15) }, (_, step) => {
    const share = (step * 15) / (to - from)
    const time = new Date((start + from + step * 15) * 1000).toISOString()
    return { time, lon: west + share * (east - west), lat: 43.802, accuracy: 5 }
  })
})

describe.each(engines)('patrol routes on %s', (engine) => {
  let server: TestServer
  let visits: Record<'planner' | 'other-planner' | 'leader' | 'branch' | 'admin', Visit>
  let headers: Record<string, string>
  let routeId: number

  beforeAll(async () => {
    server = await startTestServer(engine)
    await makeCategoriesAndStreet(server.database)
    const unitId = await addPatrolUnit(server.database, 'A1', 'police')
    const names = ['planner', 'other-planner', 'leader', 'branch', 'admin'] as const
    visits = Object.fromEntries(
      await Promise.all(names.map(async (name) => [name, await server.signIn(name)])),
    ) as typeof visits
    const { body } = await visits.admin<{ secret: string }>('/api/v1/tokens', {
      method: 'POST',
      body: { name: '终端', unitId, expiresAt: null },
    })
    headers = { authorization: `Bearer ${body.secret}` }
  })
  afterAll(() => server?.close())

  const send = (body: object) =>
    server.visit<{ accepted: number; field?: string; title?: string }>('/api/v1/positions', {
      method: 'POST',
      headers,
      body: { mode: 'foot', ...body },
    })
  const draw = (visit: Visit, properties: object) =>
    visit<{ id: number; field?: string; properties: Record<string, unknown> }>('/api/v1/patrol-routes', {
      method: 'POST',
      body: { properties: { code: 'LX-1', name: '北山夜巡', kind: 'foot', ...properties }, geometry: line },
    })

  it('are drawn by planners, with a planned start and duration or neither', async () => {
    expect((await draw(visits.branch, {})).status).toBe(403)
    const half = await draw(visits.planner, { plannedStart })
    expect([half.status, half.body.field]).toEqual([400, 'plannedMinutes'])
    const { status, body } = await draw(visits.planner, { plannedStart, plannedMinutes: 5 })
    expect(status).toBe(201)
    expect(body.properties).toMatchObject({ code: 'LX-1', kind: 'foot', plannedStart, plannedMinutes: 5 })
    expect(body.properties['lengthMeters']).toBeCloseTo(322, -1)
    expect(body.properties['gridCode']).toBe(testCity.grid)
    routeId = body.id
    const seen = await visits['other-planner']<{ features: unknown[] }>('/api/v1/patrol-routes')
    expect(seen.body.features).toEqual([])
  })

  it('are named by the positions of an outing; an unknown one is refused', async () => {
    const unknown = await send({ route: 'LX-9', positions })
    expect([unknown.status, unknown.body.field, unknown.body.title]).toEqual([400, 'route', expect.stringContaining('LX-9')]) // prettier-ignore
    const ended = new Date((start + 1463) * 1000).toISOString()
    const sent = await send({ route: 'LX-1', patrolKey: 'night-1', endedAt: ended, positions })
    expect([sent.status, sent.body.accepted]).toEqual([200, positions.length])
    const { routeId: stored } = await server.database.read
      .selectFrom('patrols')
      .select('routeId')
      .executeTakeFirstOrThrow()
    expect(stored).toBe(routeId)
    // Later batches need not say it again.
    await send({ patrolKey: 'night-1', positions: positions.slice(-3) })
    const kept = await server.database.read.selectFrom('patrols').select('routeId').execute()
    expect(kept).toEqual([{ routeId }])
  })

  it('show how much of them was done, late and missed', async () => {
    const { status, body } = await visits.planner<{ outings: RouteOuting[] }>(
      `/api/v1/patrol-routes/${routeId}/outings`,
    )
    expect(status).toBe(200)
    expect(body.outings).toMatchObject([
      { unitCode: 'A1', mode: 'foot', plannedAt: new Date(start * 1000).toISOString() },
    ])
    const shares = { done: 0.5, late: 0.375, missed: 0.125 }
    for (const [state, share] of Object.entries(body.outings[0]!.shares!)) {
      expect(share, state).toBeCloseTo(shares[state as keyof typeof shares], 1)
    }
    const { patrolId } = body.outings[0]!
    const path = `/api/v1/patrol-routes/${routeId}/outings/${patrolId}`
    const answer = (await visits.leader<PlanAnswer>(path)).body
    expect(answer.stretches.features.map(({ properties: { state } }) => state)).toEqual([
      'done',
      'late',
      'missed',
    ])
    const coordinates = answer.stretches.features.map(
      ({ geometry }) => geometry.coordinates as [number, number][],
    )
    expect(coordinates[0]![0]).toEqual([expect.closeTo(126.502, 5), expect.closeTo(43.802, 5)])
    expect(coordinates[2]!.at(-1)).toEqual([expect.closeTo(126.506, 5), expect.closeTo(43.802, 5)])
    expect(answer).toMatchObject({
      // To the middle, and on from it after the stay.
      passes: [{ direction: 'forward' }, { direction: 'forward' }],
      deviations: [],
      track: { type: 'MultiLineString' },
      lateMinutes: 15,
    })
  })

  it('keep their outings within the station', async () => {
    expect((await visits['other-planner'](`/api/v1/patrol-routes/${routeId}/outings`)).status).toBe(404)
    expect((await visits.admin(`/api/v1/patrol-routes/${routeId}/outings`)).status).toBe(403)
    expect((await visits.planner(`/api/v1/patrol-routes/${routeId}/outings/999999`)).status).toBe(404)
    const plain = { mode: 'foot', attire: 'plain', patrolKey: 'night-2', route: 'LX-1' }
    const shifted = positions.map((position) => ({
      ...position,
      time: new Date(Date.parse(position.time) - 7_200_000).toISOString(),
    }))
    expect((await send({ ...plain, positions: shifted })).status).toBe(200)
    const countOf = async (visit: Visit) =>
      (await visit<{ outings: unknown[] }>(`/api/v1/patrol-routes/${routeId}/outings`)).body.outings.length
    expect([await countOf(visits.planner), await countOf(visits.branch)]).toEqual([2, 1])
  })

  it('leave as GPX and GeoJSON within the scope, with an audit row, and not for a branch', async () => {
    const gpx = await visits.planner<string>('/api/v1/patrol-routes.gpx?code=LX-1')
    expect(gpx.headers.get('content-disposition')).toContain('LX-1.gpx')
    expect(gpx.body).toContain('<name>LX-1 北山夜巡</name>')
    const places = [...gpx.body.matchAll(/lat="(.*?)" lon="(.*?)"/g)]
    expect(places.map(([, lat, lon]) => [Number(lon), Number(lat)])).toEqual(line.coordinates)
    const geojson = await visits.planner<{ features: object[] }>('/api/v1/patrol-routes.geojson')
    expect(geojson.headers.get('content-disposition')).toContain('patrol-routes.geojson')
    expect(geojson.body.features).toMatchObject([
      { geometry: line, properties: { code: 'LX-1', kind: 'foot', plannedStart } },
    ])
    const audit = await server.database.read
      .selectFrom('auditEntries')
      .select('detail')
      .where('concept', '=', 'patrol-routes')
      .where('action', '=', 'exported')
      .execute()
    expect(audit.map(({ detail }) => detail)).toMatchObject([
      { format: 'gpx', rows: 1 },
      { format: 'geojson', rows: 1 },
    ])
    expect((await visits.branch('/api/v1/patrol-routes.gpx')).status).toBe(403)
    expect((await visits['other-planner']('/api/v1/patrol-routes.gpx?code=LX-1')).status).toBe(404)
  })

  it('retire, and are refused from then on', async () => {
    const { status } = await visits.planner(`/api/v1/patrol-routes/${routeId}?version=1`, {
      method: 'DELETE',
    })
    expect(status).toBe(204)
    const refused = await send({ route: 'LX-1', positions })
    expect([refused.status, refused.body.field]).toEqual([400, 'route'])
  })
})
