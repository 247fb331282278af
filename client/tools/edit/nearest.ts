import { ringsOf, verticesOf, type Position, type Shape } from './shape.ts'

interface Pixel {
  x: number
  y: number
}

function distanceToSegment(at: Pixel, a: Pixel, b: Pixel): number {
  const along = { x: b.x - a.x, y: b.y - a.y }
  const squared = along.x ** 2 + along.y ** 2
  const share = squared === 0 ? 0 : ((at.x - a.x) * along.x + (at.y - a.y) * along.y) / squared
  const held = Math.min(1, Math.max(0, share))
  return Math.hypot(a.x + held * along.x - at.x, a.y + held * along.y - at.y)
}

function indexOfLeast(distances: readonly number[], limit: number): number | null {
  const least = Math.min(...distances)
  return least <= limit ? distances.indexOf(least) : null
}

/** The ring whose edge is nearest to a place on the screen; null when none is within `limit` pixels. */
export function nearestRing(
  shape: Shape,
  at: Pixel,
  limit: number,
  project: (position: Position) => Pixel,
): number | null {
  const distances = ringsOf(shape).map((ring) => {
    const pixels = ring.map(project)
    return Math.min(...pixels.slice(1).map((pixel, index) => distanceToSegment(at, pixels[index]!, pixel)))
  })
  return indexOfLeast(distances, limit)
}

/** The vertex of a ring nearest to a place on the screen; null when none is within `limit` pixels. */
export function nearestVertex(
  shape: Shape,
  ring: number,
  at: Pixel,
  limit: number,
  project: (position: Position) => Pixel,
): number | null {
  const distances = verticesOf(shape, ring).map((vertex) => {
    const { x, y } = project(vertex)
    return Math.hypot(x - at.x, y - at.y)
  })
  return indexOfLeast(distances, limit)
}
