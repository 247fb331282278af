import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pino } from 'pino'
import { hashPassword } from '../../api/auth/passwords.ts'
import type { Role } from '../../api/auth/viewer.ts'
import type { Database } from '../../api/database/connect.ts'
import { createApp } from '../../api/http/app.ts'
import type { ApiContext } from '../../api/http/context.ts'
import { SessionStore } from '../../api/sessions/store.ts'
import { readEnvironment } from '../../api/settings/environment.ts'
import { SettingsReader } from '../../api/settings/reader.ts'
import { openScene, type Engine } from '../database/scene.ts'

export interface Answer<Body> {
  status: number
  headers: Headers
  body: Body
}

export interface VisitOptions {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Sent as JSON. */
  body?: unknown
  language?: 'zh' | 'en'
  headers?: Record<string, string>
}

/** Sends one request with the session of who signed in; the body is parsed JSON, or text. */
export type Visit = <Body = Record<string, unknown>>(
  path: string,
  options?: VisitOptions,
) => Promise<Answer<Body>>

export interface TestServer {
  url: string
  database: Database
  context: ApiContext
  /** One of `branch`, `planner`, `leader`, `admin`, `other-planner`. */
  signIn(username: string): Promise<Visit>
  /** The same without a session. */
  visit: Visit
  close(): Promise<void>
}

/** Ids of the hand-made city, by code. */
export const testCity = {
  districtCode: '229901',
  extent: [126.4, 43.7, 126.7, 43.9] as [number, number, number, number],
  district: '229901000000',
  station: '229901001000',
  community: '229901001001',
  otherStation: '229901002000',
  otherCommunity: '229901002001',
  /** Three neighbouring grids from west to east, each 0.01 degrees wide and high, and the branch of the same code. */
  grid: '229901001001001',
  neighbourGrid: '229901001001002',
  otherGrid: '229901002001001',
  /** Edges of the grids; `grid` is [126.50, 126.51] x [43.80, 43.81]. */
  west: { grid: 126.5, neighbourGrid: 126.51, otherGrid: 126.52 },
  south: 43.8,
  north: 43.81,
  password: 'xunge-test',
} as const

const posts: { username: string; role: Role; unit: string }[] = [
  { username: 'branch', role: 'branch', unit: testCity.grid },
  { username: 'planner', role: 'planner', unit: testCity.station },
  { username: 'other-planner', role: 'planner', unit: testCity.otherStation },
  { username: 'leader', role: 'leader', unit: testCity.district },
  { username: 'admin', role: 'admin', unit: testCity.district },
]

const units: { code: string; level: string; parent: string | null; name: string }[] = [
  { code: testCity.district, level: 'district', parent: null, name: '测试区' },
  { code: testCity.station, level: 'street', parent: testCity.district, name: '北山街道' },
  { code: testCity.community, level: 'community', parent: testCity.station, name: '北山社区' },
  { code: testCity.grid, level: 'branch', parent: testCity.community, name: '第一网格党支部' },
  { code: testCity.neighbourGrid, level: 'branch', parent: testCity.community, name: '第二网格党支部' },
  { code: testCity.otherStation, level: 'street', parent: testCity.district, name: '南湖街道' },
  { code: testCity.otherCommunity, level: 'community', parent: testCity.otherStation, name: '南湖社区' },
  { code: testCity.otherGrid, level: 'branch', parent: testCity.otherCommunity, name: '南湖网格党支部' },
]

/** The rectangle [west, east] x [south, north] as GeoJSON, counter-clockwise. */
export function rectangle(west: number, south: number, east: number, north: number) {
  return {
    type: 'Polygon',
    coordinates: [
      [
        [west, south],
        [east, south],
        [east, north],
        [west, north],
        [west, south],
      ],
    ],
  }
}

async function makeCity(database: Database): Promise<void> {
  const db = database.write
  const idOf = new Map<string, number>()
  for (const unit of units) {
    const { id } = await db
      .insertInto('orgUnits')
      .values({
        code: unit.code,
        name: unit.name,
        level: unit.level,
        parentId: unit.parent === null ? null : idOf.get(unit.parent),
        path: unit.code,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    idOf.set(unit.code, id)
  }
  const grids = [
    { code: testCity.grid, name: '第一网格', west: testCity.west.grid },
    { code: testCity.neighbourGrid, name: '第二网格', west: testCity.west.neighbourGrid },
    { code: testCity.otherGrid, name: '南湖网格', west: testCity.west.otherGrid },
  ]
  for (const { code, name, west } of grids) {
    const { south, north } = testCity
    const east = Math.round((west + 0.01) * 100) / 100
    await db
      .insertInto('grids')
      .values({
        code,
        name,
        communityId: idOf.get(code.slice(0, 12))!,
        branchId: idOf.get(code),
        orgPath: '',
        householdCount: 400,
        residentCount: 1100,
        geom: `SRID=4490;POLYGON((${west} ${south}, ${east} ${south}, ${east} ${north}, ${west} ${north}, ${west} ${south}))`,
      })
      .execute()
  }
  const passwordHash = await hashPassword(testCity.password)
  await db
    .insertInto('accounts')
    .values(
      posts.map(({ username, role, unit }) => ({
        username,
        post: `${username} 岗`,
        role,
        orgUnitId: idOf.get(unit)!,
        passwordHash,
      })),
    )
    .execute()
  await db
    .insertInto('settings')
    .values({
      key: 'district',
      value: JSON.stringify({
        name: '测试区',
        code: testCity.districtCode,
        extent: testCity.extent,
        timeZone: 'Asia/Shanghai',
        metricCrs: 32652,
        approvalNumber: null,
      }),
    })
    .execute()
}

/**
 * The whole application on a free port over a hand-made city of three grids, without the demo city:
 * two stations, and an account of every role (see `testCity`).
 */
/** A patrol unit of the unit with this code; gives its id. */
export async function addPatrolUnit(
  database: Database,
  code: string,
  forceType: string,
  orgUnitCode: string = testCity.station,
): Promise<number> {
  const { id: orgUnitId } = await database.write
    .selectFrom('orgUnits')
    .select('id')
    .where('code', '=', orgUnitCode)
    .executeTakeFirstOrThrow()
  const { id } = await database.write
    .insertInto('patrolUnits')
    .values({ code, forceType, orgUnitId })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

export async function startTestServer(engine: Engine): Promise<TestServer> {
  const database = await openScene(engine)
  await makeCity(database)
  const context: ApiContext = {
    database,
    environment: { ...readEnvironment({}), demo: false },
    settings: new SettingsReader(database),
    sessions: new SessionStore(database, false),
    log: pino({ level: process.env['TEST_LOG'] ?? 'error' }),
  }
  const server = createServer(createApp(context, '/nonexistent'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    database,
    context,
    visit: visitWith(url),
    signIn: async (username) => {
      const answer = await visitWith(url)('/api/v1/sessions', {
        method: 'POST',
        body: { username, password: testCity.password },
      })
      const cookie = answer.headers.get('set-cookie')?.split(';')[0]
      if (answer.status !== 201 || !cookie) throw new Error(`${username} could not sign in: ${answer.status}`)
      return visitWith(url, cookie)
    },
    close: async () => {
      await closeServer(server)
      await database.close()
    },
  }
}

/** Sends requests to the application at a URL, with a session when its cookie is given. */
export function visitWith(url: string, cookie?: string): Visit {
  return async <Body>(path: string, options: VisitOptions = {}) => {
    const response = await fetch(`${url}${path}`, {
      method: options.method ?? 'GET',
      headers: {
        'accept-language': options.language ?? 'zh',
        ...(options.body !== undefined && { 'content-type': 'application/json' }),
        ...(cookie && { cookie }),
        ...options.headers,
      },
      body: options.body === undefined ? undefined : JSON.stringify(options.body),
    })
    const text = await response.text()
    const json = response.headers.get('content-type')?.includes('json') && text !== ''
    return {
      status: response.status,
      headers: response.headers,
      body: (json ? JSON.parse(text) : text) as Body,
    }
  }
}

async function closeServer(server: Server): Promise<void> {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
}
