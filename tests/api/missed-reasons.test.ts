import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { MissedReasonShown } from '../../api/patrols/contract.ts'
import { engines } from '../database/scene.ts'
import { addPatrolUnit, startTestServer, testCity, type TestServer, type Visit } from './server.ts'

interface Problem {
  type: string
  field: string
}

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString()
const today = () => new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10)

describe.each(engines)('reasons for what an outing left out, on %s', (engine) => {
  let server: TestServer
  let branch: Visit
  let planner: Visit
  let pointId: number
  let farPointId: number

  beforeAll(async () => {
    server = await startTestServer(engine)
    branch = await server.signIn('branch')
    planner = await server.signIn('planner')
    await addPatrolUnit(server.database, 'A1', 'police')
    await addPatrolUnit(server.database, 'B1', 'police', testCity.otherStation)
    const db = server.database.write
    await db
      .insertInto('timeSlots')
      .values({ code: 'all', name: '全天', startTime: '00:00', endTime: '00:00' })
      .execute()
    const addPoint = async (code: string, lon: number, orgUnit: string) => {
      const unit = await db
        .selectFrom('orgUnits')
        .select('id')
        .where('code', '=', orgUnit)
        .executeTakeFirstOrThrow()
      const { id } = await db
        .insertInto('patrolPoints')
        .values({
          code,
          name: code,
          orgUnitId: unit.id,
          radiusMeters: 30,
          dwellSeconds: 60,
          geom: `SRID=4490;POINT(${lon} 43.805)`,
        })
        .returning('id')
        .executeTakeFirstOrThrow()
      return id
    }
    pointId = await addPoint('P1', 126.505, testCity.station)
    farPointId = await addPoint('P2', 126.525, testCity.otherStation)
  })
  afterAll(() => server.close())

  /** An outing of a few fixes that is over. */
  const walk = (visit: Visit, patrolKey: string, attire = 'uniform') =>
    visit('/api/v1/positions', {
      method: 'POST',
      body: {
        unit: 'A1',
        mode: 'foot',
        attire,
        patrolKey,
        startedAt: minutesAgo(20),
        endedAt: minutesAgo(5),
        positions: [{ time: minutesAgo(15 + Math.random()), lon: 126.5051, lat: 43.8051 }],
      },
    })
  const give = <Body = Problem>(visit: Visit, patrolKey: string, more: object = {}, unit = 'A1') =>
    visit<Body>(`/api/v1/patrols/${patrolKey}/missed-reasons`, {
      method: 'PUT',
      body: {
        unit,
        reasons: [
          {
            layer: 'patrol-points',
            targetId: pointId,
            day: today(),
            slotCode: 'all',
            reason: 'weather',
            ...more,
          },
        ],
      },
    })
  const shown = async (visit: Visit) => {
    const { body } = await visit<{ missedReasons: MissedReasonShown[] }>(
      `/api/v1/coverage/patrol-points/${pointId}?from=${minutesAgo(1440)}&to=${minutesAgo(-1440)}`,
    )
    return body.missedReasons.map(({ unitCode, reason, note }) => ({ unitCode, reason, note }))
  }

  it('are kept with the outing, said again replace what was said, and stand in the evidence', async () => {
    expect((await walk(branch, 'walk-1')).status).toBe(200)
    expect((await give<{ stored: number }>(branch, 'walk-1')).body).toEqual({ stored: 1 })
    const note = '北门施工,无法通行'
    expect((await give(branch, 'walk-1', { reason: 'other', note })).status).toBe(200)
    const expected = [{ unitCode: 'A1', reason: 'other', note }]
    expect(await shown(planner)).toEqual(expected)
    expect(await shown(branch)).toEqual(expected)
    const leader = await server.signIn('leader')
    expect(await shown(leader)).toEqual(expected)
    const { rows } = await sql<{ actor: string; recordCode: string }>`
      SELECT actor, record_code FROM audit_entries WHERE action = 'missed-reasons-given'`.execute(
      server.database.read,
    )
    expect(rows, 'the unit is audited, no account').toEqual([
      { actor: 'unit:A1', recordCode: 'A1' },
      { actor: 'unit:A1', recordCode: 'A1' },
    ])
  })

  it('hold no identity or mobile number', async () => {
    for (const note of ['联系 13912345678', '11010519491231002X 不在']) {
      const { status, body } = await give(branch, 'walk-1', { reason: 'other', note })
      expect([status, body.field]).toEqual([400, 'reasons.0.note'])
    }
    expect((await give(branch, 'walk-1', { note: '长'.repeat(61) })).status).toBe(400)
  })

  it('are refused for a foreign unit, an unknown outing, another day, and what is not in scope', async () => {
    const other = await server.signIn('other-planner')
    for (const visit of [other, await server.signIn('leader'), await server.signIn('admin')]) {
      expect((await give(visit, 'walk-1')).status).toBe(403)
    }
    expect((await give(branch, 'walk-1', {}, 'B1')).body.type).toBe('/problems/foreign-unit')
    expect((await give(branch, 'no-such-walk')).body.type).toBe('/problems/unknown-outing')
    expect((await give(branch, 'walk-1', { day: '2026-01-01' })).status).toBe(404)
    expect((await give(branch, 'walk-1', { targetId: farPointId })).body.field).toBe('reasons.0.targetId')
    expect((await give(branch, 'walk-1', { slotCode: 'nights' })).body.field).toBe('reasons.0.slotCode')
    expect((await server.visit('/api/v1/patrols/walk-1/missed-reasons', { method: 'PUT' })).status).toBe(401)
  })

  it('of plain-clothes outings are unseen by a branch', async () => {
    expect((await walk(planner, 'plain-1', 'plain')).status).toBe(200)
    expect((await give(planner, 'plain-1', { reason: 'dispatched' })).status).toBe(200)
    expect((await shown(planner)).map(({ reason }) => reason)).toEqual(['other', 'dispatched'])
    expect((await shown(branch)).map(({ reason }) => reason)).toEqual(['other'])
  })
})
