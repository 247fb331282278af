import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { openDatabase } from '../../api/database/connect.ts'
import { migrateToLatest } from '../../api/database/migrate.ts'
import { loadDemoCity } from '../../seed/load.ts'
import { type BenchArea, besideReach } from './figure.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const patienceMilliseconds = 600_000

/** The first `npm start` in a fresh copy (packages, build, database, demo city), the next one, and loading the demo city alone. */
export const benchStart: BenchArea = async ({ say }) => {
  const folder = await mkdtemp(join(tmpdir(), 'xunge-start-'))
  try {
    say('loading the demo city into the embedded engine')
    const demoLoad = await timeDemoLoad(join(folder, 'data'))
    const copy = join(folder, 'copy')
    await copySources(copy)
    say('first start in a fresh copy')
    const fresh = await timeStart(copy)
    say('next start')
    const next = await timeStart(copy)
    return [
      besideReach({ name: 'start.fresh', unit: 's', better: 'lower' }, fresh, 120),
      besideReach({ name: 'start.next', unit: 's', better: 'lower' }, next, 5),
      besideReach({ name: 'start.demoLoad', unit: 's', better: 'lower' }, demoLoad, 30),
    ]
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

async function timeDemoLoad(dataDir: string): Promise<number> {
  const database = await openDatabase({ dataDir })
  try {
    await migrateToLatest(database.write)
    const startedAt = performance.now()
    await loadDemoCity(database, { size: 'demo', seed: 1, anchorDay: new Date().toISOString().slice(0, 10) })
    return (performance.now() - startedAt) / 1000
  } finally {
    await database.close()
  }
}

/** Every file of the working tree that git knows or would take: what a clone has. */
async function copySources(copy: string): Promise<void> {
  const listed = await promisify(execFile)('git', ['ls-files', '-z', '-co', '--exclude-standard'], {
    cwd: root,
    maxBuffer: 2 ** 26,
  })
  for (const file of listed.stdout.split('\0').filter(Boolean)) {
    await cp(join(root, file), join(copy, file)).catch((error: NodeJS.ErrnoException) => {
      // Deleted in the working tree, still in the index.
      if (error.code !== 'ENOENT') throw error
    })
  }
}

/** Seconds from `npm start` until `/readyz` says so; the application is stopped again. */
async function timeStart(folder: string): Promise<number> {
  const port = await freePort()
  const startedAt = performance.now()
  const child = spawn('npm', ['start'], {
    cwd: folder,
    env: {
      ...process.env,
      PORT: String(port),
      DATABASE_URL: '',
      DATA_DIR: '',
      DEMO: '',
      HOST: '',
      NODE_ENV: '',
    },
    stdio: ['ignore', 'ignore', 'inherit'],
    detached: true,
  })
  const ended = once(child, 'exit')
  try {
    while (!(await isReady(port))) {
      if (child.exitCode !== null) throw new Error(`npm start ended with code ${child.exitCode}`)
      if (performance.now() - startedAt > patienceMilliseconds) throw new Error('npm start was never ready')
      await sleep(50)
    }
    return (performance.now() - startedAt) / 1000
  } finally {
    // npm does not pass signals on, but all it started is in its group.
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGTERM')
    await ended
  }
}

async function isReady(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/readyz`)).ok
  } catch {
    return false
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
