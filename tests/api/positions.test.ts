import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { engines } from '../database/scene.ts'
import { addPatrolUnit, startTestServer, testCity, type TestServer, type Visit } from './server.ts'

interface Receipt {
  unit: string
  accepted: number
  duplicate: number
  marked: number
  refused: number
  reasons: { index: number; reason: string; message: string }[]
}

interface Quality {
  unit: string
  lastSeenAt: string | null
  days: {
    fixCount: number
    medianIntervalSeconds: number | null
    dropoutCount: number
    longestDropoutSeconds: number
    markedShares: Record<string, number>
    shiftSuspected: boolean
  }[]
  received: { source: string; acceptedCount: number; duplicateCount: number; leastDelaySeconds: number }[]
  refused: { source: string; reason: string; refusedCount: number }[]
}

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString()
const fixes = (count: number, fromMinutesAgo: number) =>
  Array.from({ length: count }, (_, i) => ({
    time: minutesAgo(fromMinutesAgo - i / 6),
    lon: 126.5 + i * 0.0001,
    lat: 43.8,
    accuracy: 6,
    speed: 0.8,
    bearing: 90,
  }))

describe.each(engines)('positions over HTTP on %s', (engine) => {
  let server: TestServer
  let admin: Visit
  const unitIds = new Map<string, number>()
  beforeAll(async () => {
    server = await startTestServer(engine)
    admin = await server.signIn('admin')
    for (const [code, station] of [
      ['A1', testCity.station],
      ['A2', testCity.station],
      ['B1', testCity.otherStation],
    ] as const) {
      unitIds.set(code, await addPatrolUnit(server.database, code, 'police', station))
    }
  })
  afterAll(() => server.close())

  async function tokenOf(code: string, expiresAt: string | null = null) {
    const { body, status } = await admin<{ token: { id: number; unitCode: string }; secret: string }>(
      '/api/v1/tokens',
      { method: 'POST', body: { name: `终端 ${code}`, unitId: unitIds.get(code), expiresAt } },
    )
    expect(status).toBe(201)
    expect(body.token).toMatchObject({ unitCode: code, username: null })
    return { id: body.token.id, headers: { authorization: `Bearer ${body.secret}` } }
  }

  const send = <Body = Receipt>(headers: Record<string, string>, body: object, language?: 'zh' | 'en') =>
    server.visit<Body>('/api/v1/positions', { method: 'POST', headers, body, ...(language && { language }) })

  it('are sent with a token of the unit, twice with the same result, and audited once a day without an account', async () => {
    const { headers } = await tokenOf('A1')
    const batch = { positions: fixes(30, 60), mode: 'foot' }
    const first = await send(headers, batch)
    expect(first.status).toBe(200)
    expect(first.body).toEqual({
      unit: 'A1',
      accepted: 30,
      duplicate: 0,
      marked: 0,
      refused: 0,
      reasons: [],
    })
    expect((await send(headers, { ...batch, unit: 'A1' })).body).toMatchObject({ accepted: 0, duplicate: 30 })
    const planner = await server.signIn('planner')
    const tracks = await planner<{ features: { properties: { fixCount: number; mode: string } }[] }>(
      '/api/v1/tracks?unit=A1',
    )
    expect(tracks.body.features.map(({ properties }) => properties)).toMatchObject([
      { fixCount: 30, mode: 'foot' },
    ])
    const audit = await server.database.read
      .selectFrom('auditEntries')
      .select(['actor', 'recordCode', 'detail'])
      .where('action', '=', 'positions-received')
      .execute()
    expect(audit).toMatchObject([{ actor: 'token:终端 A1', recordCode: 'A1', detail: { source: 'http' } }])
  })

  it('are refused one by one, with the reason in the language of the sender', async () => {
    const { headers } = await tokenOf('A1')
    const [good] = fixes(1, 30)
    const { body } = await send(
      headers,
      {
        positions: [
          good,
          { ...good, time: minutesAgo(-3) },
          { ...good, lon: 116.4, lat: 39.9 },
          { ...good, lon: 'east' },
          { ...good, time: minutesAgo(60 * 24 * 200) },
        ],
      },
      'en',
    )
    expect(body).toMatchObject({ accepted: 1, refused: 4 })
    expect(body.reasons.map(({ index, reason }) => [index, reason])).toEqual([
      [1, 'time-in-future'],
      [2, 'position-outside'],
      [3, 'not-a-number'],
      [4, 'time-too-old'],
    ])
    expect(body.reasons[0]!.message).toContain('future')
  })

  it('of a foreign or unknown unit, or with a token that is revoked, expired or an account’s, are refused', async () => {
    const { id, headers } = await tokenOf('A1')
    const positions = fixes(1, 20)
    for (const unit of ['A2', 'B1', 'nobody']) {
      const { status, body } = await send<{ type: string; field: string }>(headers, { unit, positions })
      expect([status, body.type, body.field]).toEqual([403, '/problems/foreign-unit', 'unit'])
    }
    await admin(`/api/v1/tokens/${id}`, { method: 'DELETE' })
    expect((await send(headers, { positions })).status).toBe(401)
    const expired = await tokenOf('A1', minutesAgo(1))
    expect((await send(expired.headers, { positions })).status).toBe(401)
    expect((await send({}, { unit: 'A1', positions })).status).toBe(401)
    const leader = await server.signIn('leader')
    const refused = await leader('/api/v1/positions', { method: 'POST', body: { unit: 'A1', positions } })
    expect(refused.status).toBe(403)
  })

  it('may be sent by a branch or planner for units of the own station; no account is written down', async () => {
    const branch = await server.signIn('branch')
    const sent = await branch<Receipt>('/api/v1/positions', {
      method: 'POST',
      body: { unit: 'A2', positions: fixes(3, 200), patrolKey: 'phone-1' },
    })
    expect(sent.body).toMatchObject({ unit: 'A2', accepted: 3 })
    const foreign = await branch('/api/v1/positions', {
      method: 'POST',
      body: { unit: 'B1', positions: fixes(1, 200) },
    })
    expect(foreign.status).toBe(403)
    const { rows } = await sql<{ actor: string }>`
      SELECT actor FROM audit_entries WHERE action = 'positions-received' AND record_code = 'A2'`.execute(
      server.database.read,
    )
    expect(rows).toEqual([{ actor: 'unit:A2' }])
  })

  it('with a unit’s token open nothing else', async () => {
    const { headers } = await tokenOf('A1')
    for (const path of ['/api/v1/me', '/api/v1/patrols', '/api/v1/tracks', '/tiles/tracks/10/870/370.mvt']) {
      expect((await server.visit(path, { headers })).status).toBe(401)
    }
  })

  it('come in batches of at most 5,000, with a number where a start is declared', async () => {
    const { headers } = await tokenOf('A1')
    const many = await send(headers, { positions: Array(5001).fill(null) })
    expect(many.status).toBe(400)
    const unnumbered = await send<{ field: string }>(headers, {
      positions: fixes(1, 20),
      startedAt: minutesAgo(30),
    })
    expect([unnumbered.status, unnumbered.body.field]).toEqual([400, 'patrolKey'])
    const ahead = await send<{ field: string }>(headers, {
      positions: fixes(1, 20),
      patrolKey: 'x',
      endedAt: minutesAgo(-60),
    })
    expect([ahead.status, ahead.body.field]).toEqual([400, 'endedAt'])
  })

  it('come not more often than 300 times a minute from one token', async () => {
    const { headers } = await tokenOf('B1')
    const statuses = new Set<number>()
    for (let i = 0; i < 10; i++) {
      const answers = await Promise.all(Array.from({ length: 31 }, () => send(headers, { positions: [] })))
      for (const { status } of answers) statuses.add(status)
    }
    expect(statuses).toEqual(new Set([200, 429]))
  })

  it('need either an account or a unit for their token', async () => {
    for (const body of [{ name: 'x' }, { name: 'x', accountId: 1, unitId: 1 }, { name: 'x', unitId: 9999 }]) {
      expect((await admin('/api/v1/tokens', { method: 'POST', body })).status).toBe(400)
    }
  })

  it('are judged on a page of each unit, in scope, and a branch learns nothing of plain clothes', async () => {
    const { headers } = await tokenOf('B1')
    await server.database.write
      .insertInto('roads')
      .values({
        code: 'R1',
        kind: 'residential',
        geom: 'SRID=4490;LINESTRING(126.4 43.8, 126.6 43.8)',
      })
      .execute()
    const path = `/api/v1/patrol-units/${unitIds.get('B1')}/quality`
    // The limit of the test above is by token: this is another.
    const gap = [...fixes(30, 120), ...fixes(30, 105)].map((fix, i) =>
      i === 10 ? { ...fix, lon: 126.69 } : i === 20 ? { ...fix, accuracy: 80 } : fix,
    )
    await send(headers, { positions: [...gap, { time: 'x' }], attire: 'plain' })
    const other = await server.signIn('other-planner')
    const { body, status } = await other<Quality>(path)
    expect(status).toBe(200)
    expect(body.unit).toBe('B1')
    expect(body.lastSeenAt).toBe(gap.at(-1)!.time)
    expect(body.days.reduce((sum, day) => sum + day.fixCount, 0)).toBe(60)
    const day = body.days.find(({ dropoutCount }) => dropoutCount > 0)!
    expect(day.medianIntervalSeconds).toBeCloseTo(10, 1)
    expect(day.longestDropoutSeconds).toBeGreaterThan(300)
    expect(day.shiftSuspected).toBe(false)
    expect(body.days.some(({ markedShares }) => markedShares['jump']! > 0)).toBe(true)
    expect(body.days.some(({ markedShares }) => markedShares['poorAccuracy']! > 0)).toBe(true)
    expect(body.received.reduce((sum, one) => sum + one.acceptedCount, 0)).toBe(60)
    expect(body.received[0]!.leastDelaySeconds).toBeGreaterThan(0)
    expect(body.refused).toMatchObject([{ source: 'http', reason: 'time-unreadable', refusedCount: 1 }])

    const planner = await server.signIn('planner')
    expect((await planner(path)).status).toBe(404)
    await sql`UPDATE accounts SET org_unit_id = (SELECT id FROM org_units WHERE code = ${testCity.otherGrid})
      WHERE username = 'branch'`.execute(server.database.write)
    server.context.sessions.forget()
    const branch = await server.signIn('branch')
    const hidden = await branch<Quality>(path)
    expect(hidden.status).toBe(200)
    expect(hidden.body).toMatchObject({ lastSeenAt: null, days: [], received: [], refused: [] })
  })

  it('sent as WGS84 but in GCJ-02 are suspected by the streets they miss', async () => {
    const { headers } = await tokenOf('A2')
    const { default: gcoord } = await import('gcoord')
    const walk = Array.from({ length: 60 }, (_, i) => {
      const [lon, lat] = gcoord.transform([126.45 + i * 0.0002, 43.8], gcoord.WGS84, gcoord.GCJ02)
      return { time: minutesAgo(60 * 24 * 3 - i / 6), lon, lat }
    })
    expect((await send(headers, { positions: walk })).body.accepted).toBe(60)
    const leader = await server.signIn('leader')
    const { body } = await leader<Quality>(`/api/v1/patrol-units/${unitIds.get('A2')}/quality`)
    expect(body.days.filter(({ fixCount }) => fixCount >= 20).map((day) => day.shiftSuspected)).toContain(
      true,
    )
  })
})
