import type { BoundingBox } from '../state/viewer.ts'

const STEPS = [30, 20, 10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01]
const MOST_LINES = 8

function multiples(from: number, to: number, step: number): number[] {
  const first = Math.ceil(from / step)
  return Array.from({ length: Math.max(0, Math.floor(to / step) - first + 1) }, (_, index) =>
    Number(((first + index) * step).toFixed(2)),
  )
}

function line(coordinates: [number, number][], label: string) {
  return {
    type: 'Feature' as const,
    properties: { label },
    geometry: { type: 'LineString' as const, coordinates },
  }
}

/** Meridians and parallels across a box, at round degrees and never too many: where one is, on a map that has nothing else. */
export function graticule([west, south, east, north]: BoundingBox) {
  const side = Math.max(east - west, north - south)
  const step = STEPS.findLast((candidate) => side / candidate <= MOST_LINES) ?? STEPS[0]!
  const meridians = multiples(Math.max(-180, west), Math.min(180, east), step).map((degrees) =>
    line(
      [
        [degrees, south],
        [degrees, north],
      ],
      `${Math.abs(degrees)}°${degrees < 0 ? 'W' : 'E'}`,
    ),
  )
  const parallels = multiples(Math.max(-85, south), Math.min(85, north), step).map((degrees) =>
    line(
      [
        [west, degrees],
        [east, degrees],
      ],
      `${Math.abs(degrees)}°${degrees < 0 ? 'S' : 'N'}`,
    ),
  )
  return { type: 'FeatureCollection' as const, features: [...meridians, ...parallels] }
}
