import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CoverageAnswer, GapCollection } from '../../api/coverage/contract.ts'
import type { ExceptionProperties } from '../../api/exceptions/contract.ts'
import { engines } from '../database/scene.ts'
import { addOuting, at, line, makePatrolScene, type PatrolScene, walk } from './patrol-scene.ts'
import { startTestServer, type TestServer, type Visit } from './server.ts'

const window = 'from=2026-11-02T00:00:00%2B08:00&to=2026-11-05T00:00:00%2B08:00'

interface Exception {
  id: number
  properties: ExceptionProperties
}

/** A line required once each night; walked on 2 November, not on the 3rd and 4th. */
describe.each(engines)('exceptions on %s', (engine) => {
  let server: TestServer
  let scene: PatrolScene
  let planner: Visit

  beforeAll(async () => {
    server = await startTestServer(engine)
    scene = await makePatrolScene(server.database)
    await addOuting(server.database, scene.unitId, walk(line.west, line.east, at('2026-11-02T22:30:00')))
    planner = await server.signIn('planner')
  })
  afterAll(() => server?.close())

  const lineCoverage = async () => {
    const { body } = await planner<CoverageAnswer>(`/api/v1/coverage?${window}`)
    return body.targets.find(({ code }) => code === 'BX-1')!
  }
  const closed = (more: Record<string, unknown> = {}) => ({
    target: { layer: 'patrol-lines', id: scene.lineId },
    reason: 'road_closed',
    startsAt: '2026-11-03T20:00:00+08:00',
    endsAt: '2026-11-04T06:00:00+08:00',
    ...more,
  })
  const create = <Body = Exception>(visit: Visit, properties: Record<string, unknown>) =>
    visit<Body>('/api/v1/exceptions', { method: 'POST', body: { properties } })

  it('takes the night out of what is required, with its reason and end, and puts it back when it ends early', async () => {
    expect(await lineCoverage()).toMatchObject({ required: 3, done: 1, missing: 2, excused: [] })
    const { status, body } = await create(planner, closed({ note: '下水道改造' }))
    expect(status).toBe(201)
    const excused = await lineCoverage()
    expect(excused).toMatchObject({ required: 2, done: 1, missing: 1, gapCount: 1 })
    expect(excused.occurrences.map(({ day }) => day)).toEqual(['2026-11-02', '2026-11-04'])
    expect(excused.excused).toEqual([
      {
        day: '2026-11-03',
        slotCode: 'night',
        from: '2026-11-03T14:00:00.000Z',
        to: '2026-11-03T18:00:00.000Z',
        reason: 'road_closed',
        until: '2026-11-03T22:00:00.000Z',
      },
    ])
    const evidence = await planner<{ target: CoverageAnswer['targets'][number] }>(
      `/api/v1/coverage/patrol-lines/${scene.lineId}?${window}`,
    )
    expect(evidence.body.target.excused).toEqual(excused.excused)

    // Ended at midnight it holds exactly half of the night: required again.
    const changed = await planner<Exception>(`/api/v1/exceptions/${body.id}`, {
      method: 'PATCH',
      body: { version: body.properties.version, properties: { endsAt: '2026-11-04T00:00:00+08:00' } },
    })
    expect(changed.status).toBe(200)
    expect(await lineCoverage()).toMatchObject({ required: 3, missing: 2, excused: [] })
    const retired = await planner(
      `/api/v1/exceptions/${body.id}?version=${changed.body.properties.version}`,
      {
        method: 'DELETE',
      },
    )
    expect(retired.status).toBe(204)
  })

  it('makes a target no gap at all where every missed night is excused', async () => {
    const { body } = await create(planner, closed({ endsAt: '2026-11-05T12:00:00+08:00' }))
    expect(await lineCoverage()).toMatchObject({ status: 'done', severity: null, missing: 0 })
    const gaps = await planner<GapCollection>(`/api/v1/gaps?${window}`)
    expect(gaps.body.features.map(({ properties }) => properties.code)).toEqual(['BD-1'])
    await planner(`/api/v1/exceptions/${body.id}?version=1`, { method: 'DELETE' })
    expect((await lineCoverage()).missing).toBe(2)
  })

  it('is set by those who set requirements, for their area only, and leaves an audit row', async () => {
    const statusFor = async (username: string) =>
      (await create<unknown>(await server.signIn(username), closed())).status
    expect(await statusFor('branch')).toBe(403)
    expect(await statusFor('leader')).toBe(403)
    expect(await statusFor('other-planner')).toBe(403)
    const { body } = await create(planner, closed())
    const listFor = async (visit: Visit) =>
      (await visit<{ features: Exception[] }>(`/api/v1/exceptions?layer=patrol-lines&target=${scene.lineId}`))
        .body.features
    expect((await listFor(planner)).map(({ id }) => id)).toEqual([body.id])
    expect(await listFor(await server.signIn('other-planner'))).toEqual([])
    const rows = await server.database.read
      .selectFrom('auditEntries')
      .select(['actor', 'action'])
      .where('concept', '=', 'exceptions')
      .where('recordId', '=', body.id)
      .execute()
    expect(rows).toEqual([{ actor: 'planner', action: 'created' }])
    await planner(`/api/v1/exceptions/${body.id}?version=1`, { method: 'DELETE' })
  })

  it('refuses what ends before it begins, what never ends, and personal data, naming the field', async () => {
    const refused = async (properties: Record<string, unknown>) => {
      const { status, body } = await create<{ field: string }>(planner, closed(properties))
      return [status, body.field]
    }
    expect(await refused({ endsAt: '2026-11-03T20:00:00+08:00' })).toEqual([400, 'endsAt'])
    expect(await refused({ endsAt: '2027-11-03T20:00:00+08:00' })).toEqual([400, 'endsAt'])
    expect(await refused({ note: '请打 13812345678' })).toEqual([400, 'note'])
    expect(await refused({ note: '长'.repeat(101) })).toEqual([400, 'properties.note'])
    expect(await refused({ reason: 'lazy' })).toEqual([400, 'properties.reason'])
  })
})
