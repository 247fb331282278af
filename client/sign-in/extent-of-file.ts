import type { BoundingBox } from '../state/viewer.ts'

export type ExtentProblem = 'notGeojson' | 'noPositions' | 'notDegrees'

/** Outwards to about ten metres, so that nothing of the file lies outside. */
const STEPS_PER_DEGREE = 10_000

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

/** Every geometry below a GeoJSON object. */
function* geometries(value: unknown): Generator<Record<string, unknown>> {
  if (!isObject(value)) return
  if (Array.isArray(value['features'])) for (const feature of value['features']) yield* geometries(feature)
  else if (Array.isArray(value['geometries'])) for (const part of value['geometries']) yield* geometries(part)
  else if (value['type'] === 'Feature') yield* geometries(value['geometry'])
  else if (Array.isArray(value['coordinates'])) yield value
}

function* positions(coordinates: unknown): Generator<[number, number]> {
  if (!Array.isArray(coordinates)) return
  const [x, y] = coordinates as unknown[]
  if (typeof x === 'number' && typeof y === 'number') yield [x, y]
  else for (const part of coordinates as unknown[]) yield* positions(part)
}

/** The box around everything a GeoJSON file draws, or why there is none. */
export function extentOfGeojson(text: string): { box: BoundingBox } | { problem: ExtentProblem } {
  let parsed: unknown
  try {
    parsed = JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch {
    return { problem: 'notGeojson' }
  }
  if (!isObject(parsed) || typeof parsed['type'] !== 'string') return { problem: 'notGeojson' }
  const box: BoundingBox = [Infinity, Infinity, -Infinity, -Infinity]
  for (const { coordinates } of geometries(parsed)) {
    for (const [x, y] of positions(coordinates)) {
      box[0] = Math.min(box[0], x)
      box[1] = Math.min(box[1], y)
      box[2] = Math.max(box[2], x)
      box[3] = Math.max(box[3], y)
    }
  }
  const [west, south, east, north] = box
  if (!box.every(Number.isFinite)) return { problem: 'noPositions' }
  if (west < -180 || east > 180 || south < -90 || north > 90) return { problem: 'notDegrees' }
  const down = (degrees: number) => Math.floor(degrees * STEPS_PER_DEGREE) / STEPS_PER_DEGREE
  const up = (degrees: number) => Math.ceil(degrees * STEPS_PER_DEGREE) / STEPS_PER_DEGREE
  return { box: [down(west), down(south), up(east), up(north)] }
}
