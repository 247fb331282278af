import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { sql } from 'kysely'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CoverageAnswer } from '../../api/coverage/contract.ts'
import { type Database, openDatabase } from '../../api/database/connect.ts'
import { PendingSummaries } from '../../api/summaries/pending.ts'
import { storeSummaryState, summaryFingerprint } from '../../api/summaries/state.ts'
import { summaryRules } from '../../api/summaries/ground.ts'
import { engines } from '../database/scene.ts'
import { cookieOf, listenLive } from './live-listener.ts'
import { addOuting, at, line, makePatrolScene, type PatrolScene, walk } from './patrol-scene.ts'
import { startTestServer, testCity, type TestServer, type Visit, visitWith } from './server.ts'

const window = 'from=2026-11-02T00:00:00%2B08:00&to=2026-11-05T00:00:00%2B08:00'

/** This process and another one beside it, on one database: the embedded engine serves a single process. */
describe.runIf(engines.includes('native'))('two server processes on one native database', () => {
  let here: TestServer
  let databaseUrl: string
  let scene: PatrolScene
  let there: { url: string; child: ChildProcess }
  let plannerThere: Visit

  beforeAll(async () => {
    here = await startTestServer('native')
    scene = await makePatrolScene(here.database)
    const { district, rules } = (await summaryRules(here.database, here.database.read))!
    await here.database.write.transaction().execute(async (trx) => {
      await sql`DELETE FROM summary_work`.execute(trx)
      await storeSummaryState(trx, testCity.districtCode, summaryFingerprint(district, rules))
    })
    databaseUrl = await urlOf(here.database)
    there = await startProcess(databaseUrl)
    await untilReady(there)
    plannerThere = visitWith(there.url, await cookieOf(there, 'planner'))
  })
  afterAll(async () => {
    if (there?.child.exitCode === null) {
      there.child.kill('SIGTERM')
      await once(there.child, 'exit')
    }
    await here?.close()
  })

  const doneThere = async () => {
    const { status, body } = await plannerThere<CoverageAnswer>(`/api/v1/coverage?${window}`)
    expect(status).toBe(200)
    return body.targets.find(({ layer, id }) => layer === 'patrol-lines' && id === scene.lineId)?.done
  }

  it('an outing written in one is in the very next coverage answer of the other', async () => {
    expect(await doneThere()).toBe(0)
    for (const [days, night] of [
      [1, '2026-11-02T22:30:00'],
      [2, '2026-11-03T22:30:00'],
    ] as const) {
      await addOuting(here.database, scene.unitId, walk(line.west, line.east, at(night)))
      expect(await doneThere()).toBe(days)
    }
  })

  it('a position sent to one is seen live by who listens to the other', async () => {
    const listening = await listenLive(there, await cookieOf(there, 'planner'))
    try {
      await listening.next('snapshot')
      const planner = await here.signIn('planner')
      const time = new Date(Date.now() - 5000).toISOString()
      const { status } = await planner('/api/v1/positions', {
        method: 'POST',
        body: { unit: 'XL-1', positions: [{ time, lon: 126.505, lat: 43.805, accuracy: 6 }], mode: 'foot' },
      })
      expect(status).toBe(200)
      const { changed } = await listening.next('units', (data) =>
        data.changed.some(({ code }) => code === 'XL-1'),
      )
      expect(changed[0]).toMatchObject({ id: scene.unitId, lon: 126.505, lat: 43.805 })
    } finally {
      listening.close()
    }
  })

  it('what a moved line touches is computed again by one of them, once', async () => {
    const version = async () => {
      const row = await here.database.read
        .selectFrom('layerVersions')
        .select('version')
        .where('layer', '=', 'summaries')
        .executeTakeFirst()
      return row?.version ?? 0
    }
    // Without the other process, whose turn would come at any moment.
    there.child.kill('SIGTERM')
    await once(there.child, 'exit')
    const second = await openDatabase({ databaseUrl, dataDir: '/nonexistent' })
    try {
      const log = pino({ level: 'silent' })
      const before = await version()
      await sql`UPDATE patrol_lines SET geom = ST_Translate(geom, 0, 0.005) WHERE id = ${scene.lineId}`.execute(
        here.database.write,
      )
      await Promise.all(
        [here.database, second].map((database) => new PendingSummaries({ database, log }).finish()),
      )
      expect(await version()).toBe(before + 1)
      const { rows } = await sql`SELECT FROM summary_work`.execute(second.read)
      expect(rows).toEqual([])
    } finally {
      await second.close()
    }
  })

  it('a connection lost while its transaction waits fails that transaction, not the process', async () => {
    const lost = here.database.write.transaction().execute(async (trx) => {
      const { rows } = await sql<{ pid: number }>`SELECT pg_backend_pid() AS pid`.execute(trx)
      await sql`SELECT pg_terminate_backend(${rows[0]!.pid}, 10000)`.execute(here.database.read)
      await new Promise((resolve) => setTimeout(resolve, 50))
      await sql`SELECT 1`.execute(trx)
    })
    await expect(lost).rejects.toThrow()
    expect((await sql`SELECT 1 AS one`.execute(here.database.read)).rows).toEqual([{ one: 1 }])
  })
})

/** The address of a database on the cluster of this run, which listens on a socket only. */
async function urlOf({ read }: Database): Promise<string> {
  const { rows } = await sql<{ name: string; folder: string }>`
    SELECT current_database() AS name, current_setting('unix_socket_directories') AS folder`.execute(read)
  return `postgres://postgres@/${rows[0]!.name}?host=${encodeURIComponent(rows[0]!.folder)}`
}

/** The server as `npm start` runs it, from source. */
async function startProcess(databaseUrl: string): Promise<{ url: string; child: ChildProcess }> {
  const port = await freePort()
  const child = spawn(process.execPath, ['--import', 'tsx', 'api/main.ts'], {
    env: {
      ...process.env,
      DATABASE_URL: databaseUrl,
      DEMO: '0',
      HOST: '127.0.0.1',
      PORT: String(port),
      LOG_LEVEL: 'error',
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  return { url: `http://127.0.0.1:${port}`, child }
}

async function untilReady({ url, child }: { url: string; child: ChildProcess }): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`the other process ended with ${child.exitCode}`)
    const isReady = await fetch(`${url}/api/v1/openapi.json`).then(
      ({ ok }) => ok,
      () => false,
    )
    if (isReady) return
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  return port
}
