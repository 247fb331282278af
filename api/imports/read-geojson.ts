import type { Geometry } from 'geojson'
import { z } from 'zod'
import { unreadableFile } from './file-kind.ts'
import { rowProblem } from './row-problems.ts'
import { breathe, longestText, type SourceFile, type SourceRow } from './source-file.ts'

const broken = () =>
  unreadableFile(
    'geojson-unreadable',
    { zh: 'GeoJSON 文件有误', en: 'The GeoJSON file is broken' },
    {
      zh: '需要一个含 features 的 FeatureCollection。',
      en: 'A FeatureCollection with features is needed.',
    },
  )

const quote = 0x22
const backslash = 0x5c
const openBrace = 0x7b
const closeBrace = 0x7d
const openBracket = 0x5b
const closeBracket = 0x5d

/**
 * Cuts the elements of the top-level `features` array out of the bytes, so that a large file is never one object in memory.
 * @throws Problem when there is no such array or it does not end
 */
export function* featureSlices(content: Buffer): Generator<Buffer> {
  const start = featuresStart(content)
  let depth = 0
  let inText = false
  let from = -1
  for (let i = start; i < content.length; i++) {
    const byte = content[i]
    if (inText) {
      if (byte === backslash) i++
      else if (byte === quote) inText = false
      continue
    }
    if (byte === quote) inText = true
    else if (byte === openBrace || byte === openBracket) {
      if (depth === 0) from = i
      depth++
    } else if (byte === closeBrace || byte === closeBracket) {
      if (depth === 0) return
      depth--
      if (depth === 0) yield content.subarray(from, i + 1)
    }
  }
  throw broken()
}

/** Offset just behind the `[` of the top-level member `features`. */
function featuresStart(content: Buffer): number {
  let depth = 0
  for (let i = 0; i < content.length; i++) {
    const byte = content[i]
    if (byte === openBrace || byte === openBracket) depth++
    else if (byte === closeBrace || byte === closeBracket) depth--
    else if (byte === quote) {
      const from = i + 1
      for (i++; i < content.length && content[i] !== quote; i++) if (content[i] === backslash) i++
      if (depth !== 1 || content.toString('utf8', from, i) !== 'features') continue
      const array = /^\s*:\s*\[/.exec(content.toString('latin1', i + 1, i + 200))
      if (array) return i + 1 + array[0].length
    }
  }
  throw broken()
}

/** The EPSG code of an old-style `crs` member before the features, where it names one. */
function declaredEpsg(content: Buffer): number | undefined {
  const head = content.toString('utf8', 0, 4096).split('"features"', 1)[0] ?? ''
  const code = /"crs"[\s\S]*?EPSG:(?::|[\d.]+:)?(\d{4,5})/i.exec(head)?.[1]
  return code === undefined ? undefined : Number(code)
}

const looseFeature = z.object({
  type: z.literal('Feature'),
  id: z.union([z.string(), z.number()]).optional(),
  properties: z.record(z.string(), z.unknown()).nullish(),
  geometry: z.unknown(),
})

function featureOf(slice: Buffer): z.infer<typeof looseFeature> {
  try {
    const parsed = looseFeature.safeParse(JSON.parse(slice.toString('utf8')))
    if (parsed.success) return parsed.data
  } catch {
    throw broken()
  }
  throw broken()
}

const place = z
  .array(z.number())
  .min(2)
  .transform(([x, y]) => [x!, y!])
const geometrySchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('Point'), coordinates: place }),
  z.object({ type: z.literal('MultiPoint'), coordinates: z.array(place) }),
  z.object({ type: z.literal('LineString'), coordinates: z.array(place) }),
  z.object({ type: z.literal('MultiLineString'), coordinates: z.array(z.array(place)) }),
  z.object({ type: z.literal('Polygon'), coordinates: z.array(z.array(place)) }),
  z.object({ type: z.literal('MultiPolygon'), coordinates: z.array(z.array(z.array(place))) }),
])

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value.trim().slice(0, longestText) || undefined
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  return undefined
}

/**
 * Opens a GeoJSON FeatureCollection held in memory. Properties that are not plain values are left out; heights are dropped.
 * @throws Problem when it is not a FeatureCollection
 */
export async function openGeoJson(content: Buffer): Promise<SourceFile> {
  const columns = new Set<string>()
  let count = 0
  for (const slice of featureSlices(content)) {
    const { id, properties } = featureOf(slice)
    if (id !== undefined) columns.add('id')
    for (const [column, value] of Object.entries(properties ?? {})) {
      if (value === null || typeof value !== 'object') columns.add(column)
    }
    if (++count % 1000 === 0) await breathe()
  }
  return { columns: [...columns], declaredEpsg: declaredEpsg(content), rows: readFeatures(content) }
}

async function* readFeatures(content: Buffer): AsyncGenerator<SourceRow> {
  let origin = 0
  for (const slice of featureSlices(content)) {
    if (++origin % 1000 === 0) await breathe()
    const { id, properties, geometry } = featureOf(slice)
    const values: Record<string, string> = {}
    for (const [column, value] of Object.entries({ id, ...properties })) {
      const text = textOf(value)
      if (text !== undefined) values[column] = text
    }
    if (geometry === null || geometry === undefined) {
      yield { origin, values, problems: [rowProblem('geometry-missing')] }
      continue
    }
    const parsed = geometrySchema.safeParse(geometry)
    if (parsed.success) {
      // The schema answers pairs where the type of GeoJSON says positions.
      yield { origin, values, geometry: parsed.data as Geometry, problems: [] }
    } else {
      yield { origin, values, problems: [rowProblem('geometry-unreadable')] }
    }
  }
}
