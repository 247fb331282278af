import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { pino } from 'pino'
import { chromium, type Browser } from 'playwright-core'
import { openDatabase } from '../../api/database/connect.ts'
import { createApp } from '../../api/http/app.ts'
import { SessionStore } from '../../api/sessions/store.ts'
import { readEnvironment } from '../../api/settings/environment.ts'
import { SettingsReader } from '../../api/settings/reader.ts'
import { DEMO_PASSWORD } from '../../seed/accounts.ts'
import { builtClient } from '../browser/built-client.ts'
import { copyCity } from '../browser/city.ts'
import { chromiumFlags, chromiumPath } from '../browser/chromium.ts'
import { alone, type BenchArea, besideReach, type Figure, notRun, quantile } from './figure.ts'

const scriptReachKilobytes = 400
const pictureReachSeconds = 2.5
const visits = 3
const patienceMilliseconds = 180_000
const usernames = ['branch', 'planner', 'leader', 'admin'] as const

const scriptFigure = (username: string) =>
  ({ name: `budget.firstViewScript.${username}`, unit: 'kB gzipped', better: 'lower' }) as const
const pictureFigure = (username: string) =>
  ({ name: `budget.firstPicture.${username}`, unit: 's', better: 'lower' }) as const
const workerFigure = { name: 'budget.mapWorker', unit: 'kB gzipped', better: 'lower' } as const

interface FirstView {
  /** Seconds from opening the address until the base map stands still for the first time. */
  pictureSeconds: number
  /** Script files the document had asked for until then, workers left out. */
  scripts: string[]
}

/** Script and time until the first picture of the map, in Chromium over the demo city with nothing cached. */
export const benchBudget: BenchArea = async ({ say }) => {
  if (!chromiumPath) {
    const figures = usernames.flatMap((username) => [scriptFigure(username), pictureFigure(username)])
    return [...figures, workerFigure].map((figure) => notRun(figure, 'Chromium is not installed'))
  }
  say('building the client and the demo city')
  const clientFolder = await builtClient()
  const folder = await mkdtemp(join(tmpdir(), 'xunge-budget-'))
  const { dataDir } = await copyCity(folder, 'demo')
  const database = await openDatabase({ dataDir })
  const context = {
    database,
    environment: { ...readEnvironment({}), demo: true },
    settings: new SettingsReader(database),
    sessions: new SessionStore(database, true),
    log: pino({ level: 'error' }),
  }
  const server = createServer(createApp(context, clientFolder)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const browser = await chromium.launch({ executablePath: chromiumPath, args: chromiumFlags })
  try {
    const figures: Figure[] = []
    for (const username of usernames) {
      say(`first view of ${username}`)
      const seen: FirstView[] = []
      for (let visit = 0; visit < visits; visit += 1) seen.push(await firstView(browser, url, username))
      const scripts = [...new Set(seen.flatMap((view) => view.scripts))]
      const seconds = quantile(
        seen.map((view) => view.pictureSeconds),
        0.5,
      )
      figures.push(
        besideReach(
          scriptFigure(username),
          await gzippedKilobytes(clientFolder, scripts),
          scriptReachKilobytes,
        ),
        besideReach(pictureFigure(username), seconds, pictureReachSeconds),
      )
    }
    const workers = (await readdir(join(clientFolder, 'assets'))).filter((file) =>
      /worker.*\.m?js$/.test(file),
    )
    const paths = workers.map((file) => `/assets/${file}`)
    return [...figures, alone(workerFigure, await gzippedKilobytes(clientFolder, paths))]
  } finally {
    await browser.close()
    server.closeAllConnections()
    server.close()
    await database.close()
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

async function firstView(browser: Browser, url: string, username: string): Promise<FirstView> {
  const context = await browser.newContext({ baseURL: url, viewport: { width: 1440, height: 900 } })
  try {
    const answer = await context.request.post('/api/v1/sessions', {
      data: { username, password: DEMO_PASSWORD },
    })
    if (!answer.ok()) throw new Error(`${username} could not sign in: ${answer.status()}`)
    const page = await context.newPage()
    await page.goto('/')
    await page.waitForFunction(() => performance.getEntriesByName('map-settled').length > 0, null, {
      timeout: patienceMilliseconds,
    })
    return await page.evaluate(() => {
      const settledAt = performance.getEntriesByName('map-settled')[0]?.startTime ?? 0
      const scripts = performance
        .getEntriesByType('resource')
        .filter((entry) => entry.startTime <= settledAt)
        .map((entry) => new URL(entry.name).pathname)
        .filter((path) => /\.m?js$/.test(path) && !path.includes('worker'))
      return { pictureSeconds: settledAt / 1000, scripts }
    })
  } finally {
    await context.close()
  }
}

async function gzippedKilobytes(clientFolder: string, paths: string[]): Promise<number> {
  let bytes = 0
  for (const path of paths) bytes += gzipSync(await readFile(join(clientFolder, path))).length
  return bytes / 1000
}
