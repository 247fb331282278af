import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { tileLayers } from '../../tiles/registry.ts'
import { tileNumbers } from '../tiles/decode.ts'
import { alone, type BenchArea, besidePeer, besideReach, type Figure, notRun, quantile } from './figure.ts'
import { caseWindow, type LargeCity, largeCity } from './large-city.ts'
import { answersPerSecond } from './load.ts'

const coldReachMilliseconds = 100
const warmReachPerSecond = 6000
const tilesPerLayer = 60
const baseMap = 'water,green,buildings,rail,roads,labels'
const warmRounds = 3
/** Two screens of tiles. */
const warmTiles = 24

const coldFigure = (layer: string) =>
  ({ name: `tiles.cold.${layer}.p95`, unit: 'ms', better: 'lower' }) as const
const warmFigure = { name: 'tiles.warm', unit: 'tiles/s', better: 'higher' } as const

/** Cold tiles of every layer, each asked for once by a leader, who sees all; warm tiles with sign-in and scope, beside bare Express. */
export const benchTiles: BenchArea = async ({ say }) => {
  const city = await largeCity(say)
  if ('missing' in city) {
    return [
      ...tileLayers.map(({ name }) => notRun(coldFigure(name), city.missing)),
      notRun(warmFigure, city.missing),
    ]
  }
  const figures: Figure[] = []
  const places = await middlesOfGrids(city)
  const headers = { cookie: await city.cookieOf('leader') }
  // The first answers open connections and compile code: not what a cold tile is about.
  await coldTimes(city, 'org-units', 10, places.slice(-10), headers)
  for (const { name, minZoom } of tileLayers) {
    say(`cold tiles of ${name}`)
    const times = await coldTimes(city, name, minZoom, places.slice(0, tilesPerLayer), headers)
    figures.push(besideReach(coldFigure(name), quantile(times, 0.95), coldReachMilliseconds))
  }
  const everyCase = await caseWindow(city)
  const times = await coldTimes(city, 'cases', 9, places.slice(0, tilesPerLayer), headers, `?${everyCase}`)
  figures.push(alone(coldFigure('cases.everyCase'), quantile(times, 0.95)))
  return [...figures, ...(await warm(city, places, say))]
}

/** Milliseconds of each answer: tiles at all zooms between the layer's first and 16, each another one. */
async function coldTimes(
  { port }: LargeCity,
  layer: string,
  minZoom: number,
  places: [number, number][],
  headers: Record<string, string>,
  query = '',
): Promise<number[]> {
  const firstZoom = Math.max(minZoom, 9)
  const paths = places.map(([longitude, latitude], index) => {
    const zoom = firstZoom + (index % (16 - firstZoom + 1))
    return `/tiles/${layer}/${tileNumbers(zoom, longitude, latitude).join('/')}.mvt${query}`
  })
  const times: number[] = []
  for (const path of new Set(paths)) {
    const startedAt = performance.now()
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { headers })
    await response.arrayBuffer()
    if (!response.ok) throw new Error(`${path} answered ${response.status}`)
    times.push(performance.now() - startedAt)
  }
  return times
}

async function warm(
  city: LargeCity,
  places: [number, number][],
  say: (text: string) => void,
): Promise<Figure[]> {
  say('warm tiles of the base map')
  const headers = { Cookie: await city.cookieOf('planner'), 'Accept-Encoding': 'gzip' }
  const paths: string[] = []
  for (const [longitude, latitude] of places) {
    const path = `/tiles/${baseMap}/${tileNumbers(15, longitude, latitude).join('/')}.mvt`
    const { status } = await fetch(`http://127.0.0.1:${city.port}${path}`, {
      headers: { cookie: headers.Cookie },
    })
    if (status === 200 && !paths.includes(path)) paths.push(path)
    if (paths.length === warmTiles) break
  }
  say('the same and bare Express in turns')
  const own: number[] = []
  const bare: number[] = []
  for (let round = 0; round < warmRounds; round += 1) {
    const report = await answersPerSecond({ port: city.port, paths, headers })
    own.push(report.answersPerSecond)
    bare.push(await bareExpress(Math.round(report.bytesPerAnswer)))
  }
  const value = quantile(own, 0.5)
  return [
    besideReach(warmFigure, value, warmReachPerSecond),
    besidePeer(
      { name: 'tiles.warm.besideExpress', unit: 'answers/s', better: 'higher' },
      value,
      'bare Express, answers of the same size',
      quantile(bare, 0.5),
    ),
  ]
}

/** Answers a second of an Express application that does nothing but send one buffer. */
async function bareExpress(bytes: number): Promise<number> {
  const body = Buffer.alloc(bytes, 7)
  const app = express()
  app.get('/', (_req, res) => {
    res.send(body)
  })
  const server = createServer(app)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  try {
    return (await answersPerSecond({ port, paths: ['/'] })).answersPerSecond
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

/** Middles of grids, spread over the city, the same at every run. */
async function middlesOfGrids({ database }: LargeCity): Promise<[number, number][]> {
  const grids = await database.read
    .selectFrom('grids')
    .select((select) => [
      select.fn<number>('ST_X', [select.fn('ST_PointOnSurface', ['geom'])]).as('longitude'),
      select.fn<number>('ST_Y', [select.fn('ST_PointOnSurface', ['geom'])]).as('latitude'),
    ])
    .where('retiredAt', 'is', null)
    .orderBy('code')
    .execute()
  const step = Math.max(1, Math.floor(grids.length / 200))
  return grids
    .filter((_, index) => index % step === 0)
    .map(({ longitude, latitude }): [number, number] => [longitude, latitude])
}
