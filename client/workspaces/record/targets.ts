import type { TargetCoverage } from '../../../api/coverage/contract.ts'
import type { GivenReason } from '../../../api/patrols/contract.ts'

/** What is required of a target in one occurrence of a slot, and what the server knows to be done. */
export interface Due {
  day: string
  slotCode: string
  /** Milliseconds since 1970, half open. */
  from: number
  to: number
  measure: string
  required: number
  /** When the targets were read. */
  done: number
}

/** A line or point as an outing needs it. */
export interface RecordTarget {
  layer: GivenReason['layer']
  id: number
  name: string
  /** Of a line its vertices, of a point one position. */
  positions: [lon: number, lat: number][]
  /** Of a point. */
  radiusMeters: number
  /** What a visit must last to count; of a point. */
  dwellSeconds: number
  /** Of a line. */
  toleranceMeters: number
  dues: Due[]
}

/** What an outing did not do in one occurrence. */
export type LeftOut = Pick<RecordTarget, 'layer' | 'id' | 'name'> & Pick<Due, 'day' | 'slotCode'>

interface Shape {
  id: number
  geometry: { type: string; coordinates?: unknown } | null
}

interface PointShape extends Shape {
  properties: { radiusMeters: number; dwellSeconds: number }
}

interface LineShape extends Shape {
  properties: { toleranceMeters: number }
}

/** Joins what is required with where it is; what has no shape or nothing required is left out. */
export function recordTargets(
  coverage: readonly TargetCoverage[],
  points: readonly PointShape[],
  lines: readonly LineShape[],
): RecordTarget[] {
  const pointOf = new Map(points.map((point) => [point.id, point]))
  const lineOf = new Map(lines.map((line) => [line.id, line]))
  return coverage.flatMap((target): RecordTarget[] => {
    const { layer } = target
    if (layer !== 'patrol-points' && layer !== 'patrol-lines') return []
    const dues = target.occurrences.map(duesOf)
    const point = layer === 'patrol-points' ? pointOf.get(target.id) : undefined
    const line = layer === 'patrol-lines' ? lineOf.get(target.id) : undefined
    const positions = positionsOf(point ?? line)
    if (dues.length === 0 || positions.length === 0) return []
    return [
      {
        layer,
        id: target.id,
        name: target.name || target.code,
        positions,
        radiusMeters: point?.properties.radiusMeters ?? 0,
        dwellSeconds: point?.properties.dwellSeconds ?? 0,
        toleranceMeters: line?.properties.toleranceMeters ?? 0,
        dues,
      },
    ]
  })
}

function duesOf(occurrence: TargetCoverage['occurrences'][number]): Due {
  const { day, slotCode, measure, required, done } = occurrence
  return {
    day,
    slotCode,
    measure,
    required,
    done,
    from: Date.parse(occurrence.from),
    to: Date.parse(occurrence.to),
  }
}

function positionsOf(shape: Shape | undefined): [number, number][] {
  const coordinates = shape?.geometry?.coordinates
  if (!Array.isArray(coordinates)) return []
  return shape?.geometry?.type === 'Point'
    ? [coordinates as [number, number]]
    : (coordinates as [number, number][])
}
