import { sql } from 'kysely'
import { connectAsync, type MqttClient } from 'mqtt'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { MqttReceiver } from '../../api/positions/adapters/mqtt.ts'
import { PositionDesk } from '../../api/positions/receive.ts'
import { engines } from '../database/scene.ts'
import { findMosquitto, startBroker } from './mosquitto.ts'
import { addPatrolUnit, startTestServer, type TestServer } from './server.ts'

const program = findMosquitto()
const patience = { timeout: 30_000, interval: 200 }
const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString()
const fix = (minutes: number) => ({ time: minutesAgo(minutes), lon: 126.5, lat: 43.8 })

describe.skipIf(program === undefined).each(engines)('positions from an MQTT broker on %s', (engine) => {
  let server: TestServer
  let broker: Awaited<ReturnType<typeof startBroker>>
  let receiver: MqttReceiver
  let device: MqttClient
  let unitId: number
  beforeAll(async () => {
    server = await startTestServer(engine)
    unitId = await addPatrolUnit(server.database, 'M1', 'security')
    broker = await startBroker(program!)
    receiver = newReceiver()
    receiver.start()
    device = await connectAsync(broker.url, { reconnectPeriod: 50 })
    await subscribed()
  })
  afterAll(async () => {
    await device.endAsync(true)
    await receiver.close()
    await broker.stop()
    await server.close()
  })

  function newReceiver(): MqttReceiver {
    return new MqttReceiver(
      { url: broker.url, token: 'shared' },
      {
        database: server.database,
        desk: new PositionDesk(server.context),
        log: pino({ level: 'silent' }),
      },
    )
  }

  const publish = (body: object | string, code = 'M1') =>
    device.publishAsync(
      `xunge/${code}/positions`,
      typeof body === 'string' ? body : JSON.stringify({ token: 'shared', ...body }),
      { qos: 1 },
    )

  /** The server is there once a first message has been counted. */
  async function subscribed(): Promise<void> {
    await vi.waitFor(async () => {
      await publish('not json')
      expect(await refusals()).toMatchObject({ 'unit malformed-message': expect.any(Number) })
    }, patience)
  }

  async function refusals(): Promise<Record<string, number>> {
    await receiver.flush()
    const { rows } = await sql<{ unitId: number; reason: string; count: number }>`
      SELECT unit_id, reason, refused_count AS count FROM refused_positions WHERE source = 'mqtt'`.execute(
      server.database.read,
    )
    return Object.fromEntries(
      rows.map((row) => [`${row.unitId === 0 ? '' : 'unit '}${row.reason}`, row.count]),
    )
  }

  const times = async () =>
    (
      await server.database.read
        .selectFrom('trackFixes')
        .select('fixedAt')
        .where('unitId', '=', unitId)
        .orderBy('fixedAt')
        .execute()
    ).map(({ fixedAt }) => fixedAt.toISOString())

  it('are stored once, though a message comes twice', async () => {
    const positions = [fix(40), fix(39)]
    await publish({ positions, mode: 'foot' })
    await publish({ positions, mode: 'foot', unit: 'M1' })
    await vi.waitFor(async () => expect(await times()).toEqual(positions.map(({ time }) => time)), patience)
    const { rows } = await sql<{ actor: string }>`
      SELECT actor FROM audit_entries WHERE action = 'positions-received'`.execute(server.database.read)
    expect(rows).toEqual([{ actor: 'mqtt:M1' }])
  })

  it('of an unknown or foreign unit, without the token or too large are refused and counted', async () => {
    const before = await times()
    await publish({ positions: [fix(30)] }, 'nobody')
    await publish({ positions: [fix(30)], unit: 'M2' })
    await publish({ positions: [fix(30)], token: 'guessed' })
    await publish(JSON.stringify({ positions: [fix(30)] }))
    await publish(`"${'x'.repeat(1_000_001)}"`)
    await publish({ positions: [{ ...fix(30), time: minutesAgo(-10) }] })
    await vi.waitFor(
      async () =>
        expect(await refusals()).toMatchObject({
          'unknown-unit': 1,
          'unit foreign-unit': 1,
          'unit wrong-token': 2,
          'unit message-too-large': 1,
          'unit time-in-future': 1,
        }),
      patience,
    )
    expect(await times()).toEqual(before)
  })

  it('sent while the server was away are taken when it comes back', async () => {
    await receiver.close()
    const missed = fix(20)
    await publish({ positions: [missed] })
    receiver = newReceiver()
    receiver.start()
    await vi.waitFor(async () => expect(await times()).toContain(missed.time), patience)
  })

  it('go on when the broker was away', async () => {
    const { port } = broker
    await broker.stop()
    broker = await startBroker(program!, port)
    const next = fix(10)
    // A broker that starts anew has forgotten who listens: what comes before the server is back again is lost, so the device repeats it.
    await vi.waitFor(async () => {
      await publish({ positions: [next] })
      expect(await times()).toContain(next.time)
    }, patience)
  }, 60_000)
})
