import { readFileSync } from 'node:fs'
import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { fileURLToPath } from 'node:url'
import { pino } from 'pino'
import { AlertRounds } from './alerts/rounds.ts'
import { openDatabase } from './database/connect.ts'
import { migrateToLatest } from './database/migrate.ts'
import { exitWithStartFailure } from './database/start-errors.ts'
import { createApp } from './http/app.ts'
import type { ApiContext } from './http/context.ts'
import { keepForgettingOldMovements } from './patrols/retention.ts'
import { startPositionAdapters } from './positions/adapters/start.ts'
import { SessionStore } from './sessions/store.ts'
import { type Environment, readEnvironment } from './settings/environment.ts'
import { SettingsReader } from './settings/reader.ts'
import { loadDemoCityWhenEmpty } from './setup/demo-city.ts'
import { firstAdministratorPath } from './setup/first-administrator.ts'
import { PendingSummaries } from './summaries/pending.ts'
import { PendingTracks } from './tracks/pending.ts'

const shutdownMilliseconds = 10_000

/** Opens the database, brings it up to date, fills an empty one where allowed, and serves until told to stop. */
async function main(environment: Environment): Promise<void> {
  const log = pino({ level: process.env['LOG_LEVEL'] || 'info' })
  // The port is taken first, so that an occupied one is told before anything is created.
  const server = createServer(environment)
  server.on('request', answerStarting)
  await listen(server, environment)
  console.log('正在打开数据库 … / Opening the database …')
  const database = await openDatabase({ ...environment, onLost: () => process.exit(1) })
  let stopDeleting: () => void
  let pendingTracks: PendingTracks
  let pendingSummaries: PendingSummaries
  let stopAdapters: () => Promise<void>
  let alerts: AlertRounds
  const stopping = new AbortController()
  try {
    await migrateToLatest(database.write)
    if (environment.demo) await loadDemoCityWhenEmpty(database, (line) => console.log(line))
    const context: ApiContext = {
      database,
      environment,
      settings: new SettingsReader(database),
      sessions: new SessionStore(database, environment.demo),
      log,
      stopping: stopping.signal,
    }
    stopDeleting = keepForgettingOldMovements(database, context.settings, (error) =>
      log.error({ err: error }, 'old fixes and times of tracks could not be deleted'),
    )
    pendingTracks = new PendingTracks(context)
    pendingTracks.start()
    pendingSummaries = new PendingSummaries(context)
    pendingSummaries.start()
    alerts = new AlertRounds(context)
    alerts.start()
    stopAdapters = await startPositionAdapters(context)
    server.off('request', answerStarting)
    server.on('request', createApp(context, clientFolder()))
    const shownHost =
      environment.host === '0.0.0.0' || environment.host === '::' ? 'localhost' : environment.host
    const address = `${environment.tlsCert ? 'https' : 'http'}://${shownHost}:${environment.port}`
    console.log(`巡格已就绪 / Xunge is ready: ${address}`)
    const setupPath = environment.demo ? undefined : await firstAdministratorPath(database)
    if (setupPath) {
      console.log(
        `首位管理员请打开（1 小时内有效）/ First administrator, open within the hour: ${address}${setupPath}`,
      )
    }
  } catch (error) {
    await database.close()
    throw error
  }

  const stop = (signal: NodeJS.Signals) => {
    log.info({ signal }, 'stopping')
    setTimeout(() => process.exit(1), shutdownMilliseconds).unref()
    stopDeleting()
    stopping.abort()
    server.close(() => {
      void stopAdapters()
        .then(() => Promise.all([pendingTracks.stop(), pendingSummaries.stop(), alerts.stop()]))
        .then(() => database.close())
        .then(() => process.exit(0))
    })
    server.closeIdleConnections()
  }
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
}

/** Until everything is ready, whoever asks is told so and the page asks again. */
const answerStarting: RequestListener = (_req, res) => {
  res.writeHead(503, { 'Content-Type': 'text/plain; charset=utf-8', 'Retry-After': '3', Refresh: '3' })
  res.end('巡格正在启动，请稍候 … / Xunge is starting, one moment …')
}

function createServer(environment: Environment): Server {
  if (environment.tlsCert === undefined || environment.tlsKey === undefined) return createHttpServer()
  return createHttpsServer({ cert: readFileSync(environment.tlsCert), key: readFileSync(environment.tlsKey) })
}

async function listen(server: Server, { host, port }: Environment): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port }, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

/** The built client: beside the built server, or in `dist` when run from source. */
function clientFolder(): string {
  const relative = import.meta.url.endsWith('.ts') ? '../dist/client' : '../../client'
  return fileURLToPath(new URL(relative, import.meta.url))
}

let environment: Environment | undefined
try {
  environment = readEnvironment(process.env)
  await main(environment)
} catch (error) {
  exitWithStartFailure(error, environment ?? { host: '127.0.0.1', port: 8080, dataDir: '.data' })
}
