import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Alert } from '../../api/alerts/contract.ts'
import { AlertRounds } from '../../api/alerts/rounds.ts'
import { ensurePartitions } from '../../api/database/partitions.ts'
import { engines } from '../database/scene.ts'
import { cookieOf, listenLive } from './live-listener.ts'
import { addPatrolUnit, startTestServer, testCity, type TestServer, type Visit } from './server.ts'

const minute = 60_000
const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * minute).toISOString()

describe.each(engines)('alerts on %s', (engine) => {
  let server: TestServer
  let planner: Visit
  let otherPlanner: Visit
  let rounds: AlertRounds

  beforeAll(async () => {
    server = await startTestServer(engine)
    await addPatrolUnit(server.database, 'A1', 'police', testCity.station)
    await addPatrolUnit(server.database, 'B1', 'police', testCity.otherStation)
    planner = await server.signIn('planner')
    otherPlanner = await server.signIn('other-planner')
    rounds = new AlertRounds(server.context)
  })
  afterAll(() => server.close())

  const send = (who: Visit, unit: string, ago: number, more: object = {}) =>
    who('/api/v1/positions', {
      method: 'POST',
      body: { unit, positions: [{ time: minutesAgo(ago), lon: 126.5, lat: 43.805 }], ...more },
    })
  const alertsOf = async (who: Visit, query = '') =>
    (await who<{ alerts: Alert[] }>(`/api/v1/alerts${query}`)).body.alerts
  const kinds = (alerts: Alert[]) => alerts.map(({ kind, unit, slot }) => [kind, unit?.code ?? slot?.code])

  it('tell of a unit that falls silent during its outing: once, to its own station and leadership', async () => {
    await send(planner, 'A1', 6)
    const watching = await listenLive(server, await cookieOf(server, 'planner'))
    await watching.next('snapshot')
    await rounds.round(new Date())
    await watching.next('alerts')
    watching.close()
    await rounds.round(new Date())
    const [alert, ...others] = await alertsOf(planner)
    expect(others).toEqual([])
    expect(alert).toMatchObject({
      kind: 'silent',
      unit: { code: 'A1', forceType: 'police' },
      orgUnit: { code: testCity.station },
      slot: null,
      resolvedAt: null,
      acknowledgedAt: null,
    })
    expect(await alertsOf(otherPlanner)).toEqual([])
    expect(kinds(await alertsOf(await server.signIn('leader')))).toEqual([['silent', 'A1']])
    for (const username of ['branch', 'admin']) {
      expect((await (await server.signIn(username))('/api/v1/alerts')).status).toBe(403)
    }
  })

  it('are acknowledged by the planner of the station, the first one stays, and the audit names the post', async () => {
    const [alert] = await alertsOf(planner)
    const path = `/api/v1/alerts/${alert!.id}/acknowledge`
    const acknowledge = (who: Visit, reason?: string) =>
      who<Alert>(path, { method: 'POST', body: reason === undefined ? {} : { reason } })
    expect((await acknowledge(otherPlanner, 'device')).status).toBe(404)
    expect((await acknowledge(await server.signIn('leader'), 'device')).status).toBe(403)
    expect((await acknowledge(planner, 'no such reason')).status).toBe(400)
    const { status, body } = await acknowledge(planner, 'contacted')
    expect([status, body.acknowledgedBy, body.acknowledgedReason]).toEqual([200, 'planner 岗', 'contacted'])
    expect((await acknowledge(planner, 'device')).body.acknowledgedReason).toBe('contacted')
    const audit = await server.database.read
      .selectFrom('auditEntries')
      .select(['actor', 'recordId', 'recordCode', 'detail'])
      .where('action', '=', 'acknowledged')
      .execute()
    expect(audit).toEqual([
      {
        actor: 'planner',
        recordId: alert!.id,
        recordCode: 'A1',
        detail: { kind: 'silent', reason: 'contacted' },
      },
    ])
  })

  it('resolve by themselves when the unit is heard again, and are raised anew by the next silence', async () => {
    await send(planner, 'A1', 0)
    await rounds.round(new Date())
    expect(await alertsOf(planner)).toEqual([])
    expect(kinds(await alertsOf(planner, '?hours=12'))).toEqual([['silent', 'A1']])
    await rounds.round(new Date(Date.now() + 6 * minute))
    expect(kinds(await alertsOf(planner))).toEqual([['silent', 'A1']])
    expect(kinds(await alertsOf(planner, '?hours=12'))).toHaveLength(2)
  })

  it('tell of no silence once the end of the outing was declared', async () => {
    await send(otherPlanner, 'B1', 20, { patrolKey: 'n1', endedAt: minutesAgo(19) })
    await rounds.round(new Date())
    expect(await alertsOf(otherPlanner)).toEqual([])
  })

  it('tell of a station where a slot runs and nobody has set out, until somebody does', async () => {
    const db = server.database.write
    const station = await db
      .selectFrom('orgUnits')
      .select('id')
      .where('code', '=', testCity.otherStation)
      .executeTakeFirstOrThrow()
    const point = await db
      .insertInto('patrolPoints')
      .values({
        orgUnitId: station.id,
        code: 'D9',
        name: '南湖',
        radiusMeters: 40,
        dwellSeconds: 300,
        geom: 'SRID=4490;POINT(126.525 43.805)',
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    const slot = await db
      .insertInto('timeSlots')
      .values({ code: 'late', name: '深夜', startTime: '22:00', endTime: '02:00' })
      .returning('id')
      .executeTakeFirstOrThrow()
    await db
      .insertInto('requirements')
      .values({
        patrolPointId: point.id,
        timeSlotId: slot.id,
        measure: 'visits',
        amount: 1,
        validFrom: '2026-01-01',
      })
      .execute()
    // Three nights from now: nothing is known of them yet.
    const day = new Date(Date.now() + 3 * 24 * 60 * minute).toISOString().slice(0, 10)
    const at = (time: string) => new Date(`${day}T${time}:00+08:00`)
    await rounds.round(at('22:20'))
    expect(await alertsOf(otherPlanner)).toEqual([])
    await rounds.round(at('22:31'))
    await rounds.round(at('23:59'))
    const raised = await alertsOf(otherPlanner)
    expect(kinds(raised)).toEqual([['not_started', 'late']])
    expect(raised[0]).toMatchObject({
      unit: null,
      orgUnit: { code: testCity.otherStation },
      since: at('22:00').toISOString(),
    })
    expect(await alertsOf(planner)).toEqual([])
    const unit = await db
      .selectFrom('patrolUnits')
      .select('id')
      .where('code', '=', 'B1')
      .executeTakeFirstOrThrow()
    await db.transaction().execute(async (trx) => {
      await ensurePartitions(trx, 'patrols', at('23:50'), at('23:59'))
      await trx
        .insertInto('patrols')
        .values({
          districtCode: testCity.districtCode,
          unitId: unit.id,
          mode: 'foot',
          startedAt: at('23:50'),
          endedAt: at('23:55'),
        })
        .execute()
    })
    await rounds.round(at('23:59'))
    expect(await alertsOf(otherPlanner)).toEqual([])
  })

  it('are judged by one process at a time', async () => {
    await send(planner, 'A1', 6)
    const others = new AlertRounds(server.context)
    const results = await Promise.all([rounds, others, rounds, others].map((one) => one.round(new Date())))
    expect(results.some(Boolean)).toBe(true)
    expect(await alertsOf(planner)).toHaveLength(1)
  })
})
