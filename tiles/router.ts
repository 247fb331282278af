import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import { type Request, type Response, Router } from 'express'
import { maySeeLayer } from '../api/auth/permissions.ts'
import type { Viewer } from '../api/auth/viewer.ts'
import type { ApiContext } from '../api/http/context.ts'
import { forbidden, invalidInput, notFound } from '../api/http/problem.ts'
import { viewerOf } from '../api/http/serve.ts'
import type { DistrictSettings } from '../api/settings/district.ts'
import { encodeLayer } from './encode.ts'
import { InvalidFilter, type TileRequest } from './layer.ts'
import { layerVersionsOf } from './layer-versions.ts'
import { type LayerSet, layerSet } from './registry.ts'
import { deepestZoom, type Tile, tileAt } from './tile.ts'
import { type CachedTile, TileCache } from './tile-cache.ts'
import { tileJson } from './tile-json.ts'

const cacheBytes = 128 * 1024 * 1024
/** Nearly as small as the default level, in a third of the time. */
const gzipLevel = 3
const compress = promisify(gzip)
const decompress = promisify(gunzip)

const headers = {
  'Cache-Control': 'private, no-cache',
  Vary: 'Cookie, Authorization, Accept-Encoding',
}
const tileType = 'application/vnd.mapbox-vector-tile'
const noDistrict = { code: '', timeZone: 'UTC' }

/**
 * `/{layers}.json` (TileJSON 3) and `/{layers}/{z}/{x}/{y}.mvt`, mounted at `/tiles` behind `identify`;
 * `layers` is one name or several with commas. The way of a cached tile is kept short: no route matching, no body helpers.
 */
export function tileRoutes(context: ApiContext): Router {
  const router = Router()
  const cache = new TileCache(cacheBytes)
  const versions = layerVersionsOf(context.database)
  let district: DistrictSettings | null = null

  router.use(async (req, res, next) => {
    if (req.method !== 'GET' && req.method !== 'HEAD') return next()
    const viewer = viewerOf(res)
    if (!versions.fresh) {
      await versions.refresh()
      district = await context.settings.districtOrNull()
    }
    const queryAt = req.url.indexOf('?')
    const path = queryAt < 0 ? req.url : req.url.slice(0, queryAt)
    const query = new URLSearchParams(queryAt < 0 ? '' : req.url.slice(queryAt + 1))
    const [, names = '', ...rest] = path.split('/')
    if (rest.length === 0 && names.endsWith('.json')) {
      const set = visibleSet(names.slice(0, -'.json'.length), viewer)
      res.set(headers).json(tileJson(set, addressOf(req), filtersOf(set, query), district?.extent))
      return
    }
    const last = rest[2]
    if (rest.length !== 3 || !last?.endsWith('.mvt')) return next()
    const set = visibleSet(names, viewer)
    const tile = tileOf(rest[0] ?? '', rest[1] ?? '', last.slice(0, -'.mvt'.length))
    const request: TileRequest = {
      database: context.database.read,
      viewer,
      tile,
      district: district ?? noDistrict,
      today: set.daily ? dayOf(new Date(), (district ?? noDistrict).timeZone) : '',
      query,
    }
    await answer(req, res, set, request)
  })

  async function answer(req: Request, res: Response, set: LayerSet, request: TileRequest): Promise<void> {
    const key = keyOf(set, request)
    let tile = cache.get(key)
    if (!tile) {
      const etag = etagOf(key)
      if (req.headers['if-none-match']?.includes(etag)) return notModified(res, etag)
      tile = await cache.make(key, () => encode(set, request, etag))
    } else if (req.headers['if-none-match']?.includes(tile.etag)) return notModified(res, tile.etag)
    if (!tile.body) {
      res.writeHead(204, { ...headers, ETag: tile.etag }).end()
      return
    }
    const gzipped = acceptsGzip(req)
    const body = gzipped ? tile.body : await decompress(tile.body)
    res.writeHead(200, {
      ...headers,
      ETag: tile.etag,
      'Content-Type': tileType,
      'Content-Length': body.length,
      ...(gzipped && { 'Content-Encoding': 'gzip' }),
    })
    res.end(req.method === 'HEAD' ? undefined : body)
  }

  async function encode(set: LayerSet, request: TileRequest, etag: string): Promise<CachedTile> {
    try {
      const parts = await Promise.all(
        set.layers.map((layer) => encodeLayer(context.database, layer, request)),
      )
      const whole = Buffer.concat(parts)
      return { etag, body: whole.length === 0 ? null : await compress(whole, { level: gzipLevel }) }
    } catch (error) {
      throw error instanceof InvalidFilter ? refusedFilter(error) : error
    }
  }

  /** What makes two tiles the same: layers, what they come from, what of the viewer counts, filters, day, place. */
  function keyOf(
    set: LayerSet,
    { viewer, tile, query, today, district: { code, timeZone } }: TileRequest,
  ): string {
    const changes = set.dependsOn.map((layer) => versions.versionOf(layer)).join('.')
    const scopes = set.layers.map((layer) => layer.scopeKey(viewer)).join('+')
    const filters = set.filterNames.length === 0 ? '' : filtersOf(set, query).toString()
    const place = `${tile.zoom}/${tile.x}/${tile.y}`
    return `${set.names}|${changes}|${scopes}|${filters}|${today}|${code}|${timeZone}|${place}`
  }

  return router
}

function visibleSet(names: string, viewer: Viewer): LayerSet {
  const set = layerSet(names.includes('%') ? decodedNames(names) : names)
  if (!set) throw notFound()
  if (!set.layers.every((layer) => maySeeLayer(viewer, layer.name))) throw forbidden()
  return set
}

/** Some clients escape the comma. */
function decodedNames(names: string): string {
  return names.replaceAll(/%2c/gi, ',')
}

function tileOf(zoom: string, x: string, y: string): Tile {
  const whole = [zoom, x, y].every((text) => /^\d{1,8}$/.test(text))
  const tile = whole ? tileAt(Number(zoom), Number(x), Number(y)) : null
  if (tile) return tile
  throw invalidInput(
    'tile',
    { zh: '没有这样的瓦片', en: 'There is no such tile' },
    {
      zh: `缩放级别为 0 到 ${deepestZoom} 的整数,行列号小于 2 的缩放级别次方。`,
      en: `Zoom is a whole number from 0 to ${deepestZoom}, column and row are below 2 to the power of zoom.`,
    },
  )
}

function refusedFilter({ field, remedy }: InvalidFilter): Error {
  return invalidInput(
    field,
    { zh: `筛选条件“${field}”的值不正确`, en: `The value of the filter "${field}" is not acceptable` },
    remedy ?? {
      zh: '时间用带时区的 ISO 8601,from 早于 to;hours 为 0-23,weekdays 为 1-7;类别用编码。',
      en: 'Times are ISO 8601 with offset, from before to; hours 0-23, weekdays 1-7; categories by code.',
    },
  )
}

/** The parameters that the layers read, in one order. */
function filtersOf(set: LayerSet, query: URLSearchParams): URLSearchParams {
  const kept = new URLSearchParams()
  for (const name of set.filterNames) {
    const value = query.get(name)
    if (value !== null) kept.set(name, value)
  }
  return kept
}

function etagOf(key: string): string {
  return `W/"${createHash('sha1').update(key).digest('base64url')}"`
}

function notModified(res: Response, etag: string): void {
  res.writeHead(304, { ...headers, ETag: etag }).end()
}

function acceptsGzip(req: Request): boolean {
  const accepted = req.headers['accept-encoding']
  return accepted !== undefined && /\b(gzip|\*)(?!\s*;\s*q=0(\.0*)?\s*(,|$))/.test(accepted)
}

function addressOf(req: Request): string {
  return `${req.protocol}://${req.host}${req.baseUrl}`
}

const dayFormats = new Map<string, Intl.DateTimeFormat>()

/** The calendar day in a time zone, `2026-11-21`. */
function dayOf(instant: Date, timeZone: string): string {
  let format = dayFormats.get(timeZone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
    dayFormats.set(timeZone, format)
  }
  return format.format(instant)
}
