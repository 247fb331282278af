import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { engines } from '../database/scene.ts'
import { cookieOf, listenLive, type Listening } from './live-listener.ts'
import { addPatrolUnit, startTestServer, testCity, type TestServer, type Visit } from './server.ts'

const secondsAgo = (seconds: number) => new Date(Date.now() - seconds * 1000).toISOString()
const place = (ago: number, lon: number, lat = 43.805) => ({ time: secondsAgo(ago), lon, lat, accuracy: 6 })

describe.each(engines)('the live picture on %s', (engine) => {
  let server: TestServer
  let planner: Visit
  let otherPlanner: Visit
  const unitIds = new Map<string, number>()
  const open: Listening[] = []

  beforeAll(async () => {
    server = await startTestServer(engine)
    for (const [code, station] of [
      ['A1', testCity.station],
      ['A2', testCity.station],
      ['A3', testCity.community],
      ['A4', testCity.station],
      ['B1', testCity.otherStation],
    ] as const) {
      unitIds.set(code, await addPatrolUnit(server.database, code, 'police', station))
    }
    planner = await server.signIn('planner')
    otherPlanner = await server.signIn('other-planner')
    await addPoint(server)
  })
  afterEach(() => {
    for (const one of open.splice(0)) one.close()
  })
  afterAll(() => server.close())

  async function listen(username: string): Promise<Listening> {
    const listening = await listenLive(server, await cookieOf(server, username))
    open.push(listening)
    return listening
  }
  const send = async (unit: string, positions: object[], more: object = {}) => {
    const sender = unit.startsWith('B') ? otherPlanner : planner
    const { status, body } = await sender('/api/v1/positions', {
      method: 'POST',
      body: { unit, positions, mode: 'foot', ...more },
    })
    expect(status, JSON.stringify(body)).toBe(200)
  }
  const hasUnit = (code: string) => (data: { changed: { code: string }[] }) =>
    data.changed.some((unit) => unit.code === code)

  it('begins with a snapshot, and tells of a position as soon as it is stored, uncompressed', async () => {
    const watching = await listen('planner')
    expect(watching.headers.get('content-type')).toContain('text/event-stream')
    expect(watching.headers.get('content-encoding')).toBeNull()
    expect(await watching.next('snapshot')).toMatchObject({
      units: [],
      silentSeconds: 300,
      trailSeconds: 1800,
    })
    await send('A1', [place(20, 126.5), place(10, 126.5002)])
    const { changed } = await watching.next('units', hasUnit('A1'))
    expect(changed).toMatchObject([
      {
        id: unitIds.get('A1'),
        code: 'A1',
        forceType: 'police',
        orgUnit: { code: testCity.station },
        mode: 'foot',
        state: 'moving',
        lon: 126.5002,
        lat: 43.805,
        bearing: 90,
      },
    ])
    expect(JSON.stringify(changed)).not.toContain('account')
    const again = await (await listen('planner')).next('snapshot')
    expect(again.units.map(({ code, trail }) => [code, trail.length])).toEqual([['A1', 6]])
  })

  it('is of the own station: another planner, a branch and the administrator learn nothing of it', async () => {
    for (const username of ['branch', 'admin']) {
      await expect(listen(username)).rejects.toThrow('refused: 403')
    }
    const [own, other, leader] = [
      await listen('planner'),
      await listen('other-planner'),
      await listen('leader'),
    ]
    for (const one of [own, other, leader]) await one.next('snapshot')
    await send('A2', [place(8, 126.502)])
    await own.next('units', hasUnit('A2'))
    await leader.next('units', hasUnit('A2'))
    await send('B1', [place(6, 126.523)])
    await other.next('units', hasUnit('B1'))
    await leader.next('units', hasUnit('B1'))
    const codesSeenBy = (one: Listening) =>
      new Set(
        one.events.flatMap((event) =>
          event.name === 'units' ? event.data.changed.map(({ code }) => code) : [],
        ),
      )
    expect(codesSeenBy(own)).not.toContain('B1')
    expect(codesSeenBy(other)).toEqual(new Set(['B1']))
    const snapshot = await (await listen('other-planner')).next('snapshot')
    expect(snapshot.units.map(({ code }) => code)).toEqual(['B1'])
  })

  it('shows plain clothes to the planner of the station and to no branch', async () => {
    const watching = await listen('planner')
    await watching.next('snapshot')
    await send('A3', [place(5, 126.504)], { attire: 'plain' })
    const { changed } = await watching.next('units', hasUnit('A3'))
    expect(changed).toMatchObject([{ code: 'A3', attire: 'plain' }])
    const branch = await server.signIn('branch')
    for (const path of [
      '/api/v1/live',
      '/api/v1/alerts',
      '/api/v1/playback?from=2026-11-01T00:00:00Z&to=2026-11-02T00:00:00Z',
    ]) {
      expect((await branch(path)).status, path).toBe(403)
    }
  })

  it('never moves a unit back for what comes late, and ends an outing whose end is declared', async () => {
    const watching = await listen('planner')
    const before = await watching.next('snapshot')
    const a1 = before.units.find(({ code }) => code === 'A1')!
    await send('A1', [place(300, 126.49), place(280, 126.491)])
    await send('A1', [place(3, 126.5003)])
    const { changed } = await watching.next('units', ({ changed: units }) =>
      units.some(({ code, fixedAt }) => code === 'A1' && fixedAt > a1.fixedAt),
    )
    expect(changed.find(({ code }) => code === 'A1')).toMatchObject({ lon: 126.5003 })
    expect(
      watching.events
        .flatMap((event) => (event.name === 'units' ? event.data.changed : []))
        .map(({ lon }) => lon),
    ).not.toContain(126.491)
    const late = await (await listen('planner')).next('snapshot')
    expect(late.units.find(({ code }) => code === 'A1')!.trail.slice(0, 3)[1]).toBe(126_490_000)

    await send('A2', [place(2, 126.5025)], {
      patrolKey: 'night',
      startedAt: secondsAgo(4),
      endedAt: secondsAgo(1),
    })
    const ended = await watching.next('units', ({ changed: units }) =>
      units.some(({ code, state }) => code === 'A2' && state === 'ended'),
    )
    expect(ended.changed.find(({ code }) => code === 'A2')!.lon).toBe(126.5025)
  })

  it('tells a silence when the minutes are over, and takes an ended unit away', async () => {
    const watching = await listen('planner')
    await watching.next('snapshot')
    const set = async (key: string, value: number) => {
      await sql`
        INSERT INTO settings (key, value) VALUES (${key}, ${JSON.stringify(value)}::jsonb)
        ON CONFLICT (key) DO UPDATE SET value = excluded.value`.execute(server.database.write)
    }
    await set('live.silentMinutes', 0.1)
    await watching.next('units', ({ changed }) =>
      changed.some(({ code, state }) => code === 'A1' && state === 'silent'),
    )
    await set('live.shownAfterEndMinutes', 0)
    await watching.next('units', ({ gone }) => gone.includes(unitIds.get('A2')!))
    await set('live.silentMinutes', 5)
    await set('live.shownAfterEndMinutes', 10)
  })

  it('ticks a point as soon as the dwell is reached, before the track is written', async () => {
    const watching = await listen('planner')
    const { points } = await watching.next('snapshot')
    if (points === null) {
      await watching.next('points', ({ changed: first }) => first.some(({ state }) => state === 'due'))
    }
    const stay = Array.from({ length: 33 }, (_, i) => place(322 - i * 10, 126.504, 43.8055))
    await send('A4', stay)
    const { changed } = await watching.next('points', ({ changed: points }) =>
      points.some(({ state }) => state === 'done'),
    )
    expect(changed).toMatchObject([{ code: 'D1', name: '校门', slotName: '全天', required: 1, done: 1 }])
    const other = await listen('other-planner')
    expect((await other.next('snapshot')).points).toEqual([])
  })

  it('ends with the session', async () => {
    const cookie = await cookieOf(server, 'planner')
    const watching = await listenLive(server, cookie)
    await watching.next('snapshot')
    const other = await listen('planner')
    await other.next('snapshot')
    await fetch(`${server.url}/api/v1/sessions/current`, { method: 'DELETE', headers: { cookie } })
    await watching.ended
    await expect(listenLive(server, cookie)).rejects.toThrow('refused: 401')
    // Somebody else's goes on.
    await send('A1', [place(0, 126.5004)])
    await other.next('units', hasUnit('A1'))
  })

  it('opens eight times for one account, and is audited once a day', async () => {
    for (let i = 0; i < 8; i++) await listen('leader')
    await expect(listen('leader')).rejects.toThrow('refused: 429')
    const rows = await server.database.read
      .selectFrom('auditEntries')
      .select('actor')
      .where('action', '=', 'live-watched')
      .execute()
    expect(rows.map(({ actor }) => actor).sort()).toEqual(['leader', 'other-planner', 'planner'])
  })

  it('plays back what a window holds, in scope, and is audited once for the window', async () => {
    const [from, to] = [secondsAgo(3600), secondsAgo(-60)]
    const path = `/api/v1/playback?from=${from}&to=${to}`
    await sendEndedOuting()
    interface Played {
      outings: { unit: { code: string }; runs: number[][]; mode: string }[]
    }
    const { body } = await planner<Played>(path)
    const a1 = body.outings.filter(({ unit }) => unit.code === 'A1')
    expect(a1[0]!.runs[0]!.slice(1, 6)).toEqual([126_490_000, 43_805_000, 10, 100, 0])
    expect((await otherPlanner<Played>(path)).body.outings.map(({ unit }) => unit.code)).not.toContain('A1')
    await planner(path)
    const rows = await server.database.read
      .selectFrom('auditEntries')
      .select(['actor', 'detail'])
      .where('action', '=', 'played-back')
      .execute()
    expect(rows.map(({ actor }) => actor)).toEqual(['planner', 'other-planner'])
    const long = await planner<{ field: string }>(`/api/v1/playback?from=${secondsAgo(90_000)}&to=${to}`)
    expect([long.status, long.body.field]).toEqual([400, 'to'])
  })

  async function sendEndedOuting() {
    const walk = Array.from({ length: 20 }, (_, i) => place(3000 - i * 10, 126.49 + i * 0.0001))
    await send('A1', walk, { patrolKey: 'gone', endedAt: secondsAgo(2800) })
  }
})

/** A must-arrive point of the first station with a stay of five minutes, required once in a slot of the whole day. */
async function addPoint({ database }: TestServer): Promise<void> {
  const db = database.write
  const station = await db
    .selectFrom('orgUnits')
    .select('id')
    .where('code', '=', testCity.station)
    .executeTakeFirstOrThrow()
  const { id } = await db
    .insertInto('patrolPoints')
    .values({
      orgUnitId: station.id,
      code: 'D1',
      name: '校门',
      radiusMeters: 40,
      dwellSeconds: 300,
      geom: 'SRID=4490;POINT(126.504 43.8055)',
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  const slot = await db
    .insertInto('timeSlots')
    .values({ code: 'all', name: '全天', startTime: '00:00', endTime: '00:00' })
    .returning('id')
    .executeTakeFirstOrThrow()
  await db
    .insertInto('requirements')
    .values({ patrolPointId: id, timeSlotId: slot.id, measure: 'visits', amount: 1, validFrom: '2026-01-01' })
    .execute()
}
