import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pino } from 'pino'
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core'
import { inject } from 'vitest'
import { openDatabase, type Database } from '../../api/database/connect.ts'
import { createApp } from '../../api/http/app.ts'
import { SessionStore } from '../../api/sessions/store.ts'
import { readEnvironment } from '../../api/settings/environment.ts'
import { SettingsReader } from '../../api/settings/reader.ts'
import { DEMO_PASSWORD } from '../../seed/accounts.ts'
import type { CitySize } from '../../seed/city-sizes.ts'
import { builtClient } from './built-client.ts'
import { chromiumFlags, chromiumPath } from './chromium.ts'
import { copyEmbeddedTemplate } from '../database/embedded-template.ts'
import { copyCity } from './city.ts'

export { chromiumPath }

if (!chromiumPath && process.env['REQUIRE_ALL'] === '1') {
  throw new Error('REQUIRE_ALL=1 but Chromium is not installed')
}

/** The map is drawn without a graphics card, and other tests run beside. */
const busyMachineMilliseconds = 90_000

export interface VisitOptions {
  /** Signed in as this account before the page opens; without it nobody is. */
  username?: string
  /** Its password, where it is no demo account. */
  password?: string
  path?: string
  viewport?: { width: number; height: number }
  theme?: 'light' | 'dark'
  language?: 'zh' | 'en'
}

/** A running application over a generated city, and a Chromium to visit it with. */
export interface BrowserCity {
  url: string
  database: Database
  /** A new person at a new device. The map has settled when this answers. */
  visit(options?: VisitOptions): Promise<Page>
  /** What no page may do: break the content security policy, log an error, ask another origin. Empty when all is well. */
  complaints: string[]
  close(): Promise<void>
}

/**
 * Builds what is out of date and serves it over a copy of the generated city (`small` unless said otherwise) on a free port;
 * `empty` is a database without a district, as a production start finds it. In the test file:
 *
 *     describe.skipIf(!chromiumPath)('journey', () => {
 *       let city: BrowserCity
 *       beforeAll(async () => { city = await openBrowserCity() }, cityTimeout)
 *       afterEach(() => expect(city.complaints.splice(0)).toEqual([]))
 *       afterAll(() => city.close())
 */
export async function openBrowserCity(size: CitySize | 'empty' = 'small'): Promise<BrowserCity> {
  const clientFolder = await builtClient()
  const folder = inject('sceneFolder')
  const place = size === 'empty' ? await copyEmbeddedTemplate(folder) : await copyCity(folder, size)
  const database = await openDatabase(place)
  const demo = size !== 'empty'
  const context = {
    database,
    environment: { ...readEnvironment({}), demo },
    settings: new SettingsReader(database),
    sessions: new SessionStore(database, demo),
    log: pino({ level: process.env['TEST_LOG'] ?? 'error' }),
  }
  const server = createServer(createApp(context, clientFolder))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const browser = await chromium.launch({ executablePath: chromiumPath, args: chromiumFlags })
  const complaints: string[] = []
  return {
    url,
    database,
    complaints,
    visit: (options = {}) => visit(browser, url, complaints, options),
    close: async () => {
      await browser.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await database.close()
      await place.remove()
    },
  }
}

/** Building the client, generating a city and starting a browser: longer than a test. */
export const cityTimeout = 420_000

async function visit(
  browser: Browser,
  url: string,
  complaints: string[],
  {
    username,
    password = DEMO_PASSWORD,
    path = '/',
    viewport = { width: 1440, height: 900 },
    theme,
    language,
  }: VisitOptions,
): Promise<Page> {
  const context = await browser.newContext({
    baseURL: url,
    viewport,
    colorScheme: theme ?? 'light',
    locale: 'zh-CN',
    reducedMotion: 'reduce',
    hasTouch: viewport.width < 720,
  })
  if (language) {
    await context.addInitScript((chosen) => {
      if (location.protocol !== 'about:') localStorage.setItem('xunge.language', chosen)
    }, language)
  }
  context.setDefaultTimeout(busyMachineMilliseconds)
  await watch(context, url, complaints)
  if (username) {
    const answer = await context.request.post('/api/v1/sessions', {
      data: { username, password },
    })
    if (!answer.ok())
      throw new Error(`${username} could not sign in: ${answer.status()} ${await answer.text()}`)
  }
  const page = await context.newPage()
  await page.goto(path)
  if (username) await mapSettled(page)
  return page
}

/** Waits until the map has drawn everything it asked for. */
export async function mapSettled(page: Page): Promise<void> {
  await page.locator('.maplibregl-canvas').waitFor()
  await page.waitForLoadState('networkidle')
}

/** Waits until the map stands still with its whole picture drawn. */
export async function mapAtRest(page: Page): Promise<void> {
  await page.locator('#map[aria-busy="false"]').waitFor()
}

/** Collects what no page may do. */
async function watch(context: BrowserContext, url: string, complaints: string[]): Promise<void> {
  await context.exposeBinding('reportPolicyViolation', (_source, what: string) => {
    complaints.push(`content security policy: ${what}`)
  })
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event: SecurityPolicyViolationEvent) => {
      const { reportPolicyViolation } = globalThis as unknown as { reportPolicyViolation(what: string): void }
      const { violatedDirective, blockedURI, sourceFile, lineNumber } = event
      reportPolicyViolation(`${violatedDirective} ${blockedURI} (${sourceFile}:${lineNumber})`)
    })
  })
  context.on('request', (request) => {
    const { origin, protocol } = new URL(request.url())
    if (origin !== url && protocol !== 'blob:' && protocol !== 'data:')
      complaints.push(`left the origin: ${request.url()}`)
  })
  context.on('console', (message) => {
    if (message.type() !== 'error') return
    const where = message.location().url
    // Asking who is signed in before signing in: the browser logs the 401 by itself.
    if (where.endsWith('/api/v1/me') && message.text().includes('401')) return
    complaints.push(`console: ${message.text()} (${where})`)
  })
  context.on('weberror', (error) => {
    complaints.push(`error: ${error.error().stack ?? error.error().message}`)
  })
}
