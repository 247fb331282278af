import { mkdtemp, rm } from 'node:fs/promises'
import { Agent, createServer } from 'node:http'
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
import { PendingSummaries } from '../../api/summaries/pending.ts'
import type { City } from '../../seed/city.ts'
import { loadDemoCity } from '../../seed/load.ts'
import { createNativeDatabase, findNativeServer, stopNativeCluster } from '../database/native-cluster.ts'
import { busyMonth, type UnitDay, unitsOfCopy } from './busy-month.ts'
import { type BenchArea, besideReach, type Figure, notRun, quantile } from './figure.ts'
import { makeUnits, sendBatch } from './position-sender.ts'

const reachFixesPerSecond = 10_000
const reachMilliseconds = 300
const reachRecomputeSeconds = 2
const senders = 4
const questions = 5
/** Millions of fixes in the month at which the figures are taken; `BENCH_MILLIONS=1` for a short run. */
const checkpoints = (process.env['BENCH_MILLIONS'] || '1,3,10').split(',').map(Number)

const ingest = { name: 'coverage.ingest', unit: 'fixes/s', better: 'higher' } as const

interface Bench {
  url: string
  agent: Agent
  database: Database
  city: City
  cookie: string
  summaries: PendingSummaries
}

/** A month of a busy district over HTTP into a native database: matched and summarised as it comes, and asked about at 1, 3 and 10 million fixes. */
export const benchCoverage: BenchArea = async ({ say }) => {
  if (findNativeServer() === undefined) {
    return [notRun(ingest, 'PostgreSQL with PostGIS is not installed')]
  }
  const folder = await mkdtemp(join(tmpdir(), 'xunge-bench-coverage-'))
  const place = await createNativeDatabase(folder, 'migrated')
  const database = await openDatabase(place)
  const context: ApiContext = {
    database,
    environment: { ...readEnvironment({}), demo: true },
    settings: new SettingsReader(database),
    sessions: new SessionStore(database, true),
    log: pino({ level: 'error' }),
  }
  const server = createServer(createApp(context, ''))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const agent = new Agent({ keepAlive: true, maxSockets: senders })
  const summaries = new PendingSummaries(context)
  try {
    say('loading the demo city')
    const anchorDay = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10)
    const city = await loadDemoCity(database, { seed: 1, size: 'demo', anchorDay })
    const leader = await database.read
      .selectFrom('accounts')
      .select('id')
      .where('username', '=', 'leader')
      .executeTakeFirstOrThrow()
    const { token } = await context.sessions.start(leader.id, 12)
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1`
    return await measure({ url, agent, database, city, cookie: `xunge_session=${token}`, summaries }, say)
  } finally {
    agent.destroy()
    server.closeAllConnections()
    server.close()
    await database.close()
    await place.remove()
    await stopNativeCluster(folder)
    await rm(folder, { recursive: true, force: true })
  }
}

async function measure(bench: Bench, say: (text: string) => void): Promise<Figure[]> {
  const figures: Figure[] = []
  let sent = 0
  let copy = 0
  for (const millions of checkpoints) {
    let fresh = 0
    let seconds = 0
    while (sent < millions * 1e6) {
      const unitDays = busyMonth(bench.city, copy)
      const tokens = await unitsWithTokens(bench, copy)
      const startedAt = performance.now()
      const count = await sendAll(bench, unitDays, tokens)
      seconds += (performance.now() - startedAt) / 1000
      sent += count
      fresh += count
      copy++
      say(`${(sent / 1e6).toFixed(1)} million fixes, ${Math.round(fresh / seconds)} a second`)
    }
    await sql`ANALYZE`.execute(bench.database.write)
    figures.push(
      besideReach({ ...ingest, name: `${ingest.name}.${millions}M` }, fresh / seconds, reachFixesPerSecond),
    )
    for (const [name, path] of Object.entries({
      gaps: '/coverage',
      matrix: '/presence/matrix',
      grids: '/presence/grids',
    })) {
      const milliseconds = await askedAnew(bench, path)
      const figure = { name: `coverage.${name}.${millions}M`, unit: 'ms', better: 'lower' } as const
      figures.push(besideReach(figure, milliseconds, reachMilliseconds))
    }
    const recompute = { name: `coverage.recompute.${millions}M`, unit: 's', better: 'lower' } as const
    figures.push(besideReach(recompute, await changedLine(bench), reachRecomputeSeconds))
  }
  return figures
}

async function unitsWithTokens({ database, city }: Bench, copy: number): Promise<Map<string, string>> {
  const units = unitsOfCopy(city, copy)
  const stations = units.map(({ unit }) => city.orgTree.ofStation[city.patrolUnits[unit]!.station]! + 1)
  const codes = units.map(({ code }) => code)
  const tokens = await makeUnits(database, stations, codes)
  return new Map(codes.map((code, i) => [code, tokens[i]!]))
}

/** A few senders side by side, a unit's day at a time: every answer means fixes, track and summaries are stored. */
async function sendAll(
  { url, agent }: Bench,
  unitDays: UnitDay[],
  tokens: Map<string, string>,
): Promise<number> {
  let next = 0
  let count = 0
  const sender = async () => {
    for (let day = unitDays[next++]; day; day = unitDays[next++]) {
      await sendBatch(`${url}/positions`, agent, tokens.get(day.unitCode)!, day.mode, day.positions)
      count += day.positions.length
    }
  }
  await Promise.all(Array.from({ length: senders }, sender))
  return count
}

/** The middle time of a question about the month that was not asked before, in milliseconds with everything that HTTP adds. */
async function askedAnew({ url, cookie }: Bench, path: string): Promise<number> {
  const times: number[] = []
  const to = Math.floor(Date.now() / 86_400_000) * 86_400_000
  for (let i = 0; i < questions; i++) {
    const window = {
      from: new Date(to - 28 * 86_400_000 + i * 60_000).toISOString(),
      to: new Date(to + i * 60_000).toISOString(),
    }
    const startedAt = performance.now()
    const answer = await fetch(`${url}${path}?${new URLSearchParams(window)}`, { headers: { cookie } })
    await answer.arrayBuffer()
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`)
    times.push(performance.now() - startedAt)
  }
  return quantile(times, 0.5)
}

/** Seconds until a line that was moved by a metre is held against every track again. */
async function changedLine({ database, summaries }: Bench): Promise<number> {
  await summaries.finish()
  await sql`
    UPDATE patrol_lines SET geom = ST_Translate(geom, 0.00001, 0)
    WHERE id = (SELECT patrol_line_id FROM passes GROUP BY patrol_line_id ORDER BY count(*) DESC LIMIT 1)`.execute(
    database.write,
  )
  const startedAt = performance.now()
  await summaries.finish()
  return (performance.now() - startedAt) / 1000
}
