import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { sql } from 'kysely'
import { pino } from 'pino'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { Jt808Server } from '../../api/positions/adapters/jt808-server.ts'
import { startPositionAdapters } from '../../api/positions/adapters/start.ts'
import { PositionDesk } from '../../api/positions/receive.ts'
import { engines } from '../database/scene.ts'
import { addPatrolUnit, startTestServer, type TestServer, type Visit } from './server.ts'

/** A terminal as the standard has it, written here byte by byte and not with the server's own code. */
class Terminal {
  readonly socket: Socket
  readonly #number: string
  readonly #of2019: boolean
  #serial = 0
  #received = Buffer.alloc(0)

  constructor(port: number, number: string, of2019 = false) {
    this.socket = connect(port, '127.0.0.1')
    this.socket.on('data', (chunk) => {
      this.#received = Buffer.concat([this.#received, chunk])
    })
    this.#of2019 = of2019
    this.#number = number.padStart(of2019 ? 20 : 12, '0')
  }

  frame(id: string, body: string): Buffer {
    const length = body.length / 2
    const attributes = (length | (this.#of2019 ? 0x4000 : 0)).toString(16).padStart(4, '0')
    const serial = (++this.#serial).toString(16).padStart(4, '0')
    const content = Buffer.from(
      `${id}${attributes}${this.#of2019 ? '01' : ''}${this.#number}${serial}${body}`,
      'hex',
    )
    const sum = content.reduce((all, byte) => all ^ byte, 0)
    const escaped = Buffer.concat([content, Buffer.from([sum])])
      .toString('hex')
      .replace(/../g, (byte) => (byte === '7d' ? '7d01' : byte === '7e' ? '7d02' : byte))
    return Buffer.from(`7e${escaped}7e`, 'hex')
  }

  /** Sends and waits for the answer's body, as hex. */
  async ask(id: string, body: string): Promise<string> {
    return this.send(this.frame(id, body))
  }

  async send(bytes: Buffer): Promise<string> {
    this.socket.write(bytes)
    return this.answer()
  }

  async answer(): Promise<string> {
    for (;;) {
      const start = this.#received.indexOf(0x7e)
      const end = this.#received.indexOf(0x7e, start + 1)
      if (start !== -1 && end !== -1) {
        const frame = this.#received.subarray(start + 1, end).toString('hex')
        this.#received = this.#received.subarray(end + 1)
        const bytes = Buffer.from(
          frame
            .replace(/../g, ' $&')
            .replaceAll(' 7d 02', ' 7e')
            .replaceAll(' 7d 01', ' 7d')
            .replaceAll(' ', ''),
          'hex',
        )
        expect(bytes.reduce((all, byte) => all ^ byte, 0)).toBe(0)
        return `${bytes.toString('hex', 0, 2)} ${bytes.toString('hex', this.#of2019 ? 17 : 12, bytes.length - 1)}`
      }
      await once(this.socket, 'data')
    }
  }
}

const digits = (value: number) => String(value).padStart(2, '0')

/** The body of 0x0200: located, 10 m/s eastward. */
function report(at: Date, lon: number, lat = 43.8, status = '00000002'): string {
  const local = new Date(at.getTime() + 8 * 3_600_000)
  const word = (value: number) => Math.round(value).toString(16).padStart(8, '0')
  const time = [
    local.getUTCFullYear() % 100,
    local.getUTCMonth() + 1,
    local.getUTCDate(),
    local.getUTCHours(),
    local.getUTCMinutes(),
    local.getUTCSeconds(),
  ]
  return `00000000${status}${word(lat * 1e6)}${word(lon * 1e6)}00c80168005a${time.map(digits).join('')}`
}

const item = (body: string) => (body.length / 2).toString(16).padStart(4, '0') + body

describe.each(engines)('vehicle terminals on %s', (engine) => {
  let server: TestServer
  let adapter: Jt808Server
  let admin: Visit
  let port: number
  let unitId: number
  const terminals: Terminal[] = []
  beforeAll(async () => {
    server = await startTestServer(engine)
    admin = await server.signIn('admin')
    unitId = await addPatrolUnit(server.database, 'CAR-1', 'traffic')
    for (const number of ['013800138000', '64000000001']) {
      const made = await admin('/api/v1/terminals', { method: 'POST', body: { number, unitId } })
      expect(made.status).toBe(201)
    }
    adapter = new Jt808Server({
      database: server.database,
      desk: new PositionDesk(server.context),
      log: pino({ level: 'silent' }),
    })
    port = await adapter.listen(0, '127.0.0.1')
  })
  afterEach(() => {
    for (const terminal of terminals.splice(0)) terminal.socket.destroy()
  })
  afterAll(async () => {
    await adapter.close()
    await server.close()
  })

  function terminal(number = '13800138000', of2019 = false): Terminal {
    const made = new Terminal(port, number, of2019)
    terminals.push(made)
    return made
  }

  async function signedIn(number?: string, of2019 = false): Promise<Terminal> {
    const made = terminal(number, of2019)
    // Province, town, maker, model, terminal id, colour of the plate, plate.
    const answer = await made.ask(
      '0100',
      '0016001f37303131314a54383038000000000000000000000000000000303030303030310100',
    )
    expect(answer.slice(0, 11)).toBe('8100 000100')
    const code = answer.slice(11)
    const length = (code.length / 2).toString(16).padStart(2, '0')
    const body = of2019 ? `${length}${code}${'30'.repeat(15)}${'00'.repeat(20)}` : code
    expect(await made.ask('0102', body)).toBe('8001 0002010200')
    return made
  }

  const fixCount = async () =>
    Number(
      (
        await server.database.read
          .selectFrom('trackFixes')
          .select((select) => select.fn.countAll().as('count'))
          .where('unitId', '=', unitId)
          .executeTakeFirstOrThrow()
      ).count,
    )

  const refusals = async () => {
    await adapter.flush()
    const { rows } = await sql<{ unitId: number; reason: string; count: number }>`
      SELECT unit_id, reason, refused_count AS count FROM refused_positions WHERE source = 'jt808'`.execute(
      server.database.read,
    )
    return Object.fromEntries(
      rows.map((row) => [`${row.unitId === 0 ? '' : 'unit '}${row.reason}`, row.count]),
    )
  }

  it.each([
    ['2013', '13800138000', false],
    ['2019', '64000000001', true],
  ])('register, sign in, beat and send in the header of %s', async (_, number, of2019) => {
    const car = await signedIn(number, of2019)
    expect(await car.ask('0002', '')).toBe('8001 0003000200')
    const before = await fixCount()
    const at = new Date(Date.now() - (of2019 ? 7_200_000 : 3_600_000))
    expect(await car.ask('0200', report(at, 126.5))).toBe('8001 0004020000')
    const later = (seconds: number) =>
      report(new Date(at.getTime() + seconds * 1000), 126.5 + seconds / 10_000)
    const batch = `000201${item(later(10))}${item(`${later(20)}010400000064`)}`
    expect(await car.ask('0704', batch)).toBe('8001 0005070400')
    expect(await fixCount()).toBe(before + 3)
    const { rows } = await sql<{ speed: number; bearing: number; at: Date; fixCount: number }>`
      SELECT speed_meters_per_second AS speed, bearing_degrees AS bearing, fixed_at AS at,
        (SELECT fix_count FROM tracks WHERE tracks.patrol_id = track_fixes.patrol_id) AS fix_count
      FROM track_fixes WHERE unit_id = ${unitId} AND fixed_at = ${new Date(Math.floor(at.getTime() / 1000) * 1000)}`.execute(
      server.database.read,
    )
    expect(rows).toMatchObject([{ speed: 10, bearing: 90, fixCount: 3 }])
  })

  it('may cut a message anywhere and send several at once', async () => {
    const car = await signedIn()
    const at = (minute: number) => new Date(Date.now() - 86_400_000 + minute * 60_000)
    const before = await fixCount()
    const both = Buffer.concat([
      car.frame('0200', report(at(0), 126.5)),
      car.frame('0200', report(at(1), 126.501)),
    ])
    car.socket.setNoDelay(true)
    for (const part of [both.subarray(0, 7), both.subarray(7, 60)]) {
      car.socket.write(part)
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    expect(await car.send(both.subarray(60))).toBe('8001 0003020000')
    expect(await car.answer()).toBe('8001 0004020000')
    expect(await fixCount()).toBe(before + 2)
  })

  it('that send what is malformed stay connected, and it is counted', async () => {
    const car = await signedIn()
    const broken = car.frame('0200', report(new Date(), 126.5))
    broken[20]! ^= 1
    car.socket.write(broken)
    car.socket.write(Buffer.from('7e7e7eff', 'hex'))
    expect(await car.ask('0002', '')).toBe('8001 0004000200')
    expect(await car.ask('0200', '0000')).toBe('8001 0005020002')
    expect(await car.ask('0704', '000201001c')).toBe('8001 0006070402')
    expect(await car.ask('0900', '00')).toBe('8001 0007090003')
    expect(await refusals()).toMatchObject({ 'malformed-frame': 2, 'unit malformed-location': 2 })
  })

  it('without a position, or in the future or elsewhere, are acknowledged and counted with the reason', async () => {
    const car = await signedIn()
    const before = await fixCount()
    expect(await car.ask('0200', report(new Date(), 126.5, 43.8, '00000000'))).toBe('8001 0003020000')
    expect(await car.ask('0200', report(new Date(Date.now() + 600_000), 126.5))).toBe('8001 0004020000')
    expect(await car.ask('0200', report(new Date(), 116.4, 39.9))).toBe('8001 0005020000')
    expect(await car.ask('0200', report(new Date(), 126.5).replace(/.{12}$/, 'abcdefabcdef'))).toBe(
      '8001 0006020000',
    )
    expect(await fixCount()).toBe(before)
    expect(await refusals()).toMatchObject({
      'unit no-fix': 1,
      'unit time-in-future': 1,
      'unit position-outside': 1,
      'unit time-unreadable': 1,
    })
  })

  it('that are unknown, have not signed in, show a wrong code or speak for another are refused', async () => {
    const stranger = terminal('99900000000')
    expect(await stranger.ask('0100', '00')).toBe('8100 000104')
    expect(await stranger.ask('0200', report(new Date(), 126.5))).toBe('8001 0002020001')
    const early = terminal()
    expect(await early.ask('0200', report(new Date(), 126.5))).toBe('8001 0001020001')
    expect(await early.ask('0102', '30303030')).toBe('8001 0002010201')
    const car = await signedIn()
    const other = new Terminal(port, '64000000001')
    terminals.push(other)
    expect((await car.send(other.frame('0200', report(new Date(), 126.5)))).slice(-2)).toBe('01')
    expect(await refusals()).toMatchObject({ 'unknown-terminal': 2, 'unit not-authenticated': 3 })
  })

  it('are served where the environment says, and a port that is taken is named', async () => {
    const at = (environment: object) => ({
      ...server.context,
      environment: { ...server.context.environment, ...environment },
    })
    await expect(startPositionAdapters(at({ jt808: { port, host: '127.0.0.1' } }))).rejects.toMatchObject({
      name: 'StartError',
      zh: expect.stringContaining('JT808_PORT'),
    })
    const stop = await startPositionAdapters(at({}))
    await stop()
  })

  it('that are removed are refused at once, though connected', async () => {
    const car = await signedIn()
    const { body } = await admin<{ terminals: { id: number; number: string; lastSeenAt: string | null }[] }>(
      '/api/v1/terminals',
    )
    const known = body.terminals.find(({ number }) => number === '13800138000')!
    expect(known.lastSeenAt).not.toBeNull()
    const twice = await admin('/api/v1/terminals', {
      method: 'POST',
      body: { number: '0013800138000', unitId },
    })
    expect(twice.status).toBe(409)
    expect((await admin(`/api/v1/terminals/${known.id}`, { method: 'DELETE' })).status).toBe(204)
    expect(await car.ask('0200', report(new Date(), 126.5))).toBe('8001 0003020001')
    const planner = await server.signIn('planner')
    expect((await planner('/api/v1/terminals')).status).toBe(403)
  })
})
