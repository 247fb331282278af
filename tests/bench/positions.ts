import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { Agent, createServer, type IncomingMessage, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { pino } from 'pino'
import { type Database, openDatabase } from '../../api/database/connect.ts'
import { createApp } from '../../api/http/app.ts'
import type { ApiContext } from '../../api/http/context.ts'
import { SessionStore } from '../../api/sessions/store.ts'
import { readEnvironment } from '../../api/settings/environment.ts'
import { SettingsReader } from '../../api/settings/reader.ts'
import { PendingTracks } from '../../api/tracks/pending.ts'
import { createNativeDatabase, findNativeServer, stopNativeCluster } from '../database/native-cluster.ts'
import { type BenchArea, besideReach, notRun } from './figure.ts'
import { type BenchPosition, makeUnits, sendBatch } from './position-sender.ts'

const ingest = { name: 'positions.ingest', unit: 'fixes/s', better: 'higher' } as const
const live = { name: 'positions.live', unit: 'cores', better: 'lower' } as const
const latency = { name: 'live.latency-p95', unit: 'ms', better: 'lower' } as const
const reachFixesPerSecond = 10_000
const reachCores = 1
const reachMilliseconds = 2000

const batches = 80
const batchSize = 5000
const senders = 4
const mostSockets = 32
const liveUnits = 1000
const liveSeconds = 30
const everySeconds = 5
const listeners = 20

interface Bench {
  url: string
  database: Database
  agent: Agent
  tokens: string[]
  context: ApiContext
}

/** Positions over HTTP into a native database, tracks written: batches of 5,000 late ones, and a thousand units that send one every five seconds. */
export const benchPositions: BenchArea = async ({ say }) => {
  if (findNativeServer() === undefined) {
    return [ingest, live, latency].map((figure) => notRun(figure, 'PostgreSQL with PostGIS is not installed'))
  }
  const folder = await mkdtemp(join(tmpdir(), 'xunge-bench-positions-'))
  const place = await createNativeDatabase(folder, 'migrated')
  const database = await openDatabase(place)
  const context: ApiContext = {
    database,
    environment: { ...readEnvironment({}), demo: false },
    settings: new SettingsReader(database),
    sessions: new SessionStore(database, false),
    log: pino({ level: 'error' }),
  }
  const server = createServer(createApp(context, '/nonexistent'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const pending = new PendingTracks(context)
  const agent = new Agent({ keepAlive: true, maxSockets: mostSockets })
  try {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1/positions`
    const bench = { url, database, agent, context, tokens: await makeDistrict(database) }
    say(`${batches} batches of ${batchSize}`)
    const perSecond = await ingestRate(bench)
    say(`${liveUnits} units for ${liveSeconds} s, ${listeners} who watch`)
    pending.start()
    const { cores, p95Milliseconds } = await liveCores(bench)
    return [
      besideReach(ingest, perSecond, reachFixesPerSecond),
      besideReach(live, cores, reachCores),
      besideReach(latency, p95Milliseconds, reachMilliseconds),
    ]
  } finally {
    await pending.stop()
    agent.destroy()
    server.closeAllConnections()
    server.close()
    await database.close()
    await place.remove()
    await stopNativeCluster(folder)
    await rm(folder, { recursive: true, force: true })
  }
}

async function makeDistrict(database: Database): Promise<string[]> {
  const district = {
    name: 'bench',
    code: '229901',
    extent: [126.4, 43.7, 126.7, 43.9],
    timeZone: 'Asia/Shanghai',
    metricCrs: 32652,
  }
  await database.write
    .insertInto('settings')
    .values({ key: 'district', value: JSON.stringify(district) })
    .execute()
  const { id } = await database.write
    .insertInto('orgUnits')
    .values({ code: '229901000000', name: 'bench', level: 'district', path: '229901000000' })
    .returning('id')
    .executeTakeFirstOrThrow()
  const codes = Array.from({ length: liveUnits }, (_, number) => `U${number}`)
  return makeUnits(
    database,
    codes.map(() => id),
    codes,
  )
}

/** A walk at 5 s a fix, up and down a street. */
function walk(fromMilliseconds: number, count: number, unit: number): BenchPosition[] {
  return Array.from({ length: count }, (_, i) => ({
    time: new Date(fromMilliseconds + i * 5000).toISOString(),
    lon: Math.round((126.45 + (Math.abs((i % 2000) - 1000) * 7) / 80_000 + unit / 10_000) * 1e7) / 1e7,
    lat: 43.8,
    accuracy: 6,
    speed: 1.4,
  }))
}

function send({ url, agent, tokens }: Bench, unit: number, positions: BenchPosition[]): Promise<void> {
  return sendBatch(url, agent, tokens[unit]!, 'foot', positions)
}

/** Outings of days ago, a few senders side by side; every answer means fixes and tracks are stored. */
async function ingestRate(bench: Bench): Promise<number> {
  const start = Date.now() - 20 * 86_400_000
  const sendFrom = async (sender: number) => {
    for (let batch = sender; batch < batches; batch += senders) {
      const day = start + Math.floor(batch / senders) * 43_200_000
      await send(bench, sender, walk(day, batchSize, sender))
    }
  }
  const startedAt = performance.now()
  await Promise.all(Array.from({ length: senders }, (_, sender) => sendFrom(sender)))
  return (batches * batchSize) / ((performance.now() - startedAt) / 1000)
}

/**
 * Processor time of this process (server, senders and those who watch) and of the database's, while units send one position after the other; and
 * how long after its time a position has come to everybody who watches.
 */
async function liveCores(bench: Bench): Promise<{ cores: number; p95Milliseconds: number }> {
  const watched = await watchAll(bench)
  const usedBefore = process.cpuUsage()
  const ticksBefore = await databaseTicks(bench.database)
  const startedAt = Date.now()
  const waiting: Promise<void>[] = []
  const perSecond = liveUnits / everySeconds
  for (let sent = 0; sent < perSecond * liveSeconds; sent++) {
    const unit = sent % liveUnits
    const due = startedAt + (sent / perSecond) * 1000
    const wait = due - Date.now()
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait))
    waiting.push(send(bench, unit, walk(Date.now(), 1, unit)))
  }
  await Promise.all(waiting)
  const seconds = (Date.now() - startedAt) / 1000
  const used = process.cpuUsage(usedBefore)
  const own = (used.user + used.system) / 1e6
  const cores = (own + ((await databaseTicks(bench.database)) - ticksBefore) / 100) / seconds
  return { cores, p95Milliseconds: watched.end() }
}

/** Opens the live picture as often as there are listeners, each for an account of leadership. */
async function watchAll({ url, context, database }: Bench): Promise<{ end(): number }> {
  const delays: number[] = []
  const calls = await Promise.all(
    Array.from({ length: listeners }, async (_, i) => {
      const { id } = await database.write
        .insertInto('accounts')
        .values({
          username: `leader${i}`,
          post: 'bench',
          role: 'leader',
          orgUnitId: sql<number>`(SELECT id FROM org_units)`,
          passwordHash: '-',
        })
        .returning('id')
        .executeTakeFirstOrThrow()
      const { token } = await context.sessions.start(id, 1)
      const call = request(url.replace('positions', 'live'), {
        agent: new Agent(),
        headers: { cookie: `xunge_session=${token}` },
      })
      call.end()
      const [response] = (await once(call, 'response')) as [IncomingMessage]
      if (response.statusCode !== 200) throw new Error(`the live picture answers ${response.statusCode}`)
      response.setEncoding('utf8')
      let text = ''
      response.on('data', (chunk: string) => {
        const blocks = (text + chunk).split('\n\n')
        text = blocks.pop()!
        const now = Date.now()
        for (const block of blocks) {
          if (!block.startsWith('event: units\n')) continue
          for (const [, time] of block.matchAll(/"fixedAt":"([^"]+)"/g)) delays.push(now - Date.parse(time!))
        }
      })
      response.on('error', () => undefined)
      return call
    }),
  )
  return {
    end: () => {
      for (const call of calls) call.destroy()
      delays.sort((a, b) => a - b)
      return delays[Math.floor(delays.length * 0.95)] ?? Infinity
    },
  }
}

/** Clock ticks of 10 ms used so far by the database's processes for clients. */
async function databaseTicks(database: Database): Promise<number> {
  const { rows } = await sql<{ pid: number }>`SELECT pid FROM pg_stat_activity WHERE pid IS NOT NULL`.execute(
    database.read,
  )
  return rows.reduce((sum, { pid }) => {
    const file = `/proc/${pid}/stat`
    if (!existsSync(file)) return sum
    const fields = readFileSync(file, 'utf8').split(') ')[1]!.split(' ')
    return sum + Number(fields[11]) + Number(fields[12])
  }, 0)
}
