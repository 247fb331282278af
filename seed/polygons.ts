import type { Point } from './plane.ts'

/** A ring is open: the last point is not the first again. Positive area is counter-clockwise. */
export type Ring = readonly Point[]

export function distance(a: Point, b: Point): number {
  // Many times faster than Math.hypot, whose care for overflow no city needs.
  return Math.sqrt((a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y))
}

export function interpolate(a: Point, b: Point, share: number): Point {
  return { x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share }
}

export function lineLength(points: readonly Point[]): number {
  let length = 0
  for (let i = 1; i < points.length; i++) length += distance(points[i - 1]!, points[i]!)
  return length
}

export function ringArea(ring: Ring): number {
  let twice = 0
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++)
    twice += ring[j]!.x * ring[i]!.y - ring[i]!.x * ring[j]!.y
  return twice / 2
}

export function ringCentroid(ring: Ring): Point {
  const area = ringArea(ring)
  let x = 0
  let y = 0
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const cross = ring[j]!.x * ring[i]!.y - ring[i]!.x * ring[j]!.y
    x += (ring[j]!.x + ring[i]!.x) * cross
    y += (ring[j]!.y + ring[i]!.y) * cross
  }
  return Math.abs(area) < 1e-6 ? ring[0]! : { x: x / (6 * area), y: y / (6 * area) }
}

export function ringContains(ring: Ring, { x, y }: Point): boolean {
  let inside = false
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const a = ring[i]!
    const b = ring[j]!
    if (a.y > y !== b.y > y && x < ((b.x - a.x) * (y - a.y)) / (b.y - a.y) + a.x) inside = !inside
  }
  return inside
}

export function bounds(points: readonly Point[]): { minX: number; minY: number; maxX: number; maxY: number } {
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const { x, y } of points) {
    if (x < minX) minX = x
    if (x > maxX) maxX = x
    if (y < minY) minY = y
    if (y > maxY) maxY = y
  }
  return { minX, minY, maxX, maxY }
}

export function distanceToSegment(p: Point, a: Point, b: Point): number {
  const dx = b.x - a.x
  const dy = b.y - a.y
  const squared = dx * dx + dy * dy
  const share = squared === 0 ? 0 : Math.max(0, Math.min(1, ((p.x - a.x) * dx + (p.y - a.y) * dy) / squared))
  const offX = p.x - a.x - share * dx
  const offY = p.y - a.y - share * dy
  return Math.sqrt(offX * offX + offY * offY)
}

export function distanceToLine(p: Point, points: readonly Point[]): number {
  let best = Infinity
  for (let i = 1; i < points.length; i++) {
    const d = distanceToSegment(p, points[i - 1]!, points[i]!)
    if (d < best) best = d
  }
  return best
}

export const distanceToRing = (p: Point, ring: Ring): number => distanceToLine(p, [...ring, ring[0]!])

/** A point well inside a ring: the middle of the widest of some horizontal chords. */
export function interiorPoint(ring: Ring): Point {
  const centroid = ringCentroid(ring)
  const { minY, maxY } = bounds(ring)
  let best = centroid
  let widest = -1
  for (const share of [0.5, 0.35, 0.65, 0.2, 0.8, 0.07, 0.93]) {
    const y = minY + (maxY - minY) * share + 0.0137
    const crossings: number[] = []
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      const a = ring[i]!
      const b = ring[j]!
      if (a.y > y !== b.y > y) crossings.push(((b.x - a.x) * (y - a.y)) / (b.y - a.y) + a.x)
    }
    crossings.sort((p, q) => p - q)
    for (let i = 0; i + 1 < crossings.length; i += 2) {
      const width = crossings[i + 1]! - crossings[i]!
      if (width > widest) {
        widest = width
        best = { x: (crossings[i]! + crossings[i + 1]!) / 2, y }
      }
    }
  }
  return ringContains(ring, centroid) && distanceToRing(centroid, ring) > widest / 4 ? centroid : best
}

/** A Catmull-Rom curve through the points, one vertex about every `stepMeters`. */
export function curve(points: readonly Point[], stepMeters: number, closed = false): Point[] {
  const count = points.length
  const at = (i: number): Point =>
    closed ? points[(i + count) % count]! : points[Math.max(0, Math.min(count - 1, i))]!
  const result: Point[] = []
  for (let i = 0; i < (closed ? count : count - 1); i++) {
    const [p0, p1, p2, p3] = [at(i - 1), at(i), at(i + 1), at(i + 2)]
    const steps = Math.max(1, Math.round(distance(p1, p2) / stepMeters))
    const blend = (a: number, b: number, c: number, d: number, t: number): number =>
      0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t * t * t)
    for (let s = 0; s < steps; s++) {
      const t = s / steps
      result.push({ x: blend(p0.x, p1.x, p2.x, p3.x, t), y: blend(p0.y, p1.y, p2.y, p3.y, t) })
    }
  }
  if (!closed) result.push(points[count - 1]!)
  return result
}

/** The line moved sideways (left is positive), for gentle curves. */
export function offsetLine(points: readonly Point[], meters: number): Point[] {
  return points.map((p, i) => {
    const a = points[Math.max(0, i - 1)]!
    const b = points[Math.min(points.length - 1, i + 1)]!
    const length = distance(a, b) || 1
    return { x: p.x - ((b.y - a.y) / length) * meters, y: p.y + ((b.x - a.x) / length) * meters }
  })
}

/** The point `meters` along a line, and the direction of travel there (radians from east). */
export function pointAlong(points: readonly Point[], meters: number): Point & { heading: number } {
  let left = Math.max(0, meters)
  for (let i = 1; i < points.length; i++) {
    const a = points[i - 1]!
    const b = points[i]!
    const length = distance(a, b)
    if (left <= length || i === points.length - 1) {
      const p = interpolate(a, b, length === 0 ? 0 : Math.min(1, left / length))
      return { ...p, heading: Math.atan2(b.y - a.y, b.x - a.x) }
    }
    left -= length
  }
  return { ...points[0]!, heading: 0 }
}

/** Drops vertices that bend the ring by less than `meters`. */
export function simplifyRing(ring: Ring, meters: number): Point[] {
  const kept: Point[] = []
  for (let i = 0; i < ring.length; i++) {
    const previous = kept[kept.length - 1] ?? ring[ring.length - 1]!
    if (distanceToSegment(ring[i]!, previous, ring[(i + 1) % ring.length]!) > meters) kept.push(ring[i]!)
  }
  return kept.length >= 3 ? kept : [...ring]
}

const turn = (a: Point, b: Point, c: Point): number => (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)

export function segmentsCross(a: Point, b: Point, c: Point, d: Point): boolean {
  return turn(a, b, c) * turn(a, b, d) < 0 && turn(c, d, a) * turn(c, d, b) < 0
}

function isSimple(ring: Ring): boolean {
  for (let i = 0; i < ring.length; i++)
    for (let j = i + 2; j < ring.length; j++) {
      if (i === 0 && j === ring.length - 1) continue
      if (segmentsCross(ring[i]!, ring[i + 1]!, ring[j]!, ring[(j + 1) % ring.length]!)) return false
    }
  return true
}

/** The counter-clockwise ring moved inwards by `meters`; undefined where nothing sound is left. */
export function inset(ring: Ring, meters: number): Point[] | undefined {
  const source = simplifyRing(ring, 0.6)
  const area = ringArea(source)
  const result = source.map((p, i) => {
    const a = source[(i + source.length - 1) % source.length]!
    const b = source[(i + 1) % source.length]!
    const la = distance(a, p) || 1
    const lb = distance(p, b) || 1
    const na = { x: -(p.y - a.y) / la, y: (p.x - a.x) / la }
    const nb = { x: -(b.y - p.y) / lb, y: (b.x - p.x) / lb }
    const scale = meters / Math.max(0.35, 1 + na.x * nb.x + na.y * nb.y)
    return { x: p.x + (na.x + nb.x) * scale, y: p.y + (na.y + nb.y) * scale }
  })
  const left = ringArea(result)
  if (!(left > 60 && left < area) || !isSimple(result)) return undefined
  for (const p of result) if (!ringContains(source, p)) return undefined
  return result
}

/** Cuts a ring by the line through `through` with the given heading; undefined unless it falls into exactly two parts. */
export function splitRing(ring: Ring, through: Point, heading: number): [Point[], Point[]] | undefined {
  const nx = -Math.sin(heading)
  const ny = Math.cos(heading)
  const side = ring.map((p) => (p.x - through.x) * nx + (p.y - through.y) * ny)
  const left: Point[] = []
  const right: Point[] = []
  let cuts = 0
  for (let i = 0; i < ring.length; i++) {
    const j = (i + 1) % ring.length
    ;(side[i]! >= 0 ? left : right).push(ring[i]!)
    if (side[i]! >= 0 === side[j]! >= 0) continue
    const cut = interpolate(ring[i]!, ring[j]!, side[i]! / (side[i]! - side[j]!))
    left.push(cut)
    right.push(cut)
    cuts++
  }
  return cuts === 2 ? [left, right] : undefined
}

/** Heading, length and breadth of the smallest rectangle around a ring (rotating over its edges' headings). */
export function orientedBox(ring: Ring): { heading: number; length: number; breadth: number; centre: Point } {
  let best = { heading: 0, length: Infinity, breadth: Infinity, centre: ring[0]! }
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const heading = Math.atan2(ring[i]!.y - ring[j]!.y, ring[i]!.x - ring[j]!.x)
    const box = boxAlong(ring, heading)
    if (box.length * box.breadth < best.length * best.breadth) best = box
  }
  return best.length >= best.breadth
    ? best
    : { ...best, heading: best.heading + Math.PI / 2, length: best.breadth, breadth: best.length }
}

function boxAlong(
  ring: Ring,
  heading: number,
): { heading: number; length: number; breadth: number; centre: Point } {
  const c = Math.cos(heading)
  const s = Math.sin(heading)
  const { minX, minY, maxX, maxY } = bounds(
    ring.map((p) => ({ x: p.x * c + p.y * s, y: -p.x * s + p.y * c })),
  )
  const u = (minX + maxX) / 2
  const v = (minY + maxY) / 2
  return {
    heading,
    length: maxX - minX,
    breadth: maxY - minY,
    centre: { x: u * c - v * s, y: u * s + v * c },
  }
}

/** A rectangle around a centre, counter-clockwise. */
export function rectangle(centre: Point, heading: number, length: number, breadth: number): Point[] {
  const c = Math.cos(heading)
  const s = Math.sin(heading)
  return [
    [-1, -1],
    [1, -1],
    [1, 1],
    [-1, 1],
  ].map(([u, v]) => {
    const x = (u! * length) / 2
    const y = (v! * breadth) / 2
    return { x: centre.x + x * c - y * s, y: centre.y + x * s + y * c }
  })
}
