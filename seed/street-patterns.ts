import type { RoadKind, SourceLine } from './arterials.ts'
import type { StreetNames } from './names.ts'
import type { Point } from './plane.ts'
import {
  distance,
  distanceToLine,
  curve,
  interpolate,
  orientedBox,
  ringArea,
  ringCentroid,
  splitRing,
  type Ring,
} from './polygons.ts'
import type { Random } from './random.ts'
import { SKETCH_SCALE, type Terrain, type Zone } from './terrain.ts'

/** A regular pattern of streets for some zones: spacing across and along, turned by an angle. */
interface GridPattern {
  zones: Zone[]
  degrees: number
  /** Metres between east-west streets and between north-south streets. */
  spacing: [eastWest: number, northSouth: number]
  area: [minX: number, minY: number, maxX: number, maxY: number]
  kinds: RoadKind[]
  oneways: boolean
}

const PATTERNS: GridPattern[] = [
  { zones: ['core'], degrees: 3, spacing: [205, 220], area: [-2800, -1800, 1100, 1000], kinds: ['tertiary', 'tertiary', 'secondary'], oneways: true },
  { zones: ['housing'], degrees: 2, spacing: [245, 265], area: [-3900, -3400, 1800, 2950], kinds: ['tertiary', 'residential', 'residential', 'secondary'], oneways: false },
  { zones: ['new_housing'], degrees: -5, spacing: [410, 430], area: [500, -1600, 5000, 3100], kinds: ['tertiary', 'secondary'], oneways: false },
  { zones: ['new_housing'], degrees: 5, spacing: [400, 420], area: [-5100, -1800, -3600, 1700], kinds: ['tertiary', 'secondary'], oneways: false },
  { zones: ['industry'], degrees: -3, spacing: [400, 480], area: [-4100, -3400, 3500, -1000], kinds: ['tertiary', 'secondary'], oneways: false },
  { zones: ['farmland'], degrees: 9, spacing: [1150, 1300], area: [-6200, -4600, 6200, 4600], kinds: ['residential'], oneways: false },
] // prettier-ignore

/** A slow bend of the plane, so that long streets are not ruled lines. */
function bend({ x, y }: Point, meters: number): Point {
  return {
    x: x + meters * Math.sin(y / 730 + 0.4) + meters * 0.5 * Math.sin(x / 520 + y / 910),
    y: y + meters * Math.sin(x / 810 + 1.3) + meters * 0.5 * Math.sin(y / 470 - x / 990),
  }
}

/** Streets in grids, zone by zone; each generating line is one named street. */
export function drawStreetGrids(
  terrain: Terrain,
  arterials: readonly SourceLine[],
  names: StreetNames,
  random: Random,
): SourceLine[] {
  const lines: SourceLine[] = []
  const major = arterials.filter((line) => line.kind !== 'river')
  for (const pattern of PATTERNS) {
    const [minX, minY, maxX, maxY] = pattern.area.map(
      (meters) => meters * SKETCH_SCALE,
    ) as GridPattern['area']
    const middle = { x: (minX + maxX) / 2, y: (minY + maxY) / 2 }
    const reach = Math.hypot(maxX - minX, maxY - minY) / 2 + 200
    for (const axis of [0, 1] as const) {
      const angle = (pattern.degrees * Math.PI) / 180 + (axis * Math.PI) / 2
      const along = { x: Math.cos(angle), y: Math.sin(angle) }
      let order = 0
      for (let offset = -reach; offset < reach; offset += pattern.spacing[axis] * random.range(0.86, 1.16)) {
        const points: Point[] = []
        for (let s = -reach; s <= reach; s += 55) {
          const x = middle.x + along.x * s - along.y * offset
          const y = middle.y + along.y * s + along.x * offset
          if (x > minX - 250 && x < maxX + 250 && y > minY - 250 && y < maxY + 250)
            points.push(bend({ x, y }, pattern.zones[0] === 'farmland' ? 60 : 24))
        }
        if (points.length < 2) continue
        const kind = pattern.kinds[order % pattern.kinds.length]!
        lines.push({
          points,
          kind,
          name:
            pattern.zones[0] === 'farmland'
              ? names.lane()
              : axis === 0
                ? names.eastWest()
                : names.northSouth(),
          oneway: pattern.oneways && kind === 'tertiary' && order % 4 === 1,
          keep: (place) => pattern.zones.includes(terrain.zoneAt(place)) && !hugs(place, along, major, 48),
        })
        order++
      }
    }
  }
  return lines
}

/** Whether a place on a street of the given direction runs close beside one of the lines. */
function hugs(place: Point, along: Point, lines: readonly SourceLine[], meters: number): boolean {
  for (const { points } of lines)
    for (let i = 1; i < points.length; i++) {
      const a = points[i - 1]!
      const b = points[i]!
      if (Math.min(a.x, b.x) - meters > place.x || Math.max(a.x, b.x) + meters < place.x) continue
      if (Math.min(a.y, b.y) - meters > place.y || Math.max(a.y, b.y) + meters < place.y) continue
      const length = distance(a, b)
      if (length === 0 || distanceToLine(place, [a, b]) > meters) continue
      if (Math.abs(((b.x - a.x) * along.x + (b.y - a.y) * along.y) / length) > 0.86) return true
    }
  return false
}

/** Winding streets: a face is cut again and again across its longer side (after Parish and Müller 2001). */
export function drawWindingStreets(
  ring: Ring,
  blockSquareMeters: number,
  wobbleMeters: number,
  name: () => string,
  random: Random,
  kind: RoadKind = 'alley',
): SourceLine[] {
  const lines: SourceLine[] = []
  const cut = (part: Ring, depth: number): void => {
    if (ringArea(part) < blockSquareMeters * random.range(1.1, 2)) return
    const box = orientedBox(part)
    const centre = ringCentroid(part)
    const shift = random.range(-0.14, 0.14) * box.length
    const through = {
      x: centre.x + Math.cos(box.heading) * shift,
      y: centre.y + Math.sin(box.heading) * shift,
    }
    const heading = box.heading + Math.PI / 2 + random.normal(0, 0.13)
    const halves = splitRing(part, through, heading)
    if (!halves) return
    const [from, to] = crossing(part, through, heading)
    const along = { x: Math.cos(heading), y: Math.sin(heading) }
    const span = distance(from, to)
    const bends = Math.max(1, Math.round(span / 90))
    const points = [{ x: from.x - along.x * 14, y: from.y - along.y * 14 }, from]
    for (let i = 1; i < bends; i++) {
      const on = interpolate(from, to, i / bends)
      const aside = random.normal(0, wobbleMeters)
      points.push({ x: on.x - along.y * aside, y: on.y + along.x * aside })
    }
    points.push(to, { x: to.x + along.x * 14, y: to.y + along.y * 14 })
    lines.push({
      points: curve(points, 28),
      kind: depth < 2 ? 'tertiary' : kind,
      name: name(),
      oneway: false,
      keep: () => true,
    })
    cut(halves[0], depth + 1)
    cut(halves[1], depth + 1)
  }
  cut(ring, ringArea(ring) > blockSquareMeters * 12 ? 1 : 2)
  return lines
}

/** The chord of a ring along a line: the outermost two crossings. */
function crossing(ring: Ring, through: Point, heading: number): [Point, Point] {
  const along = { x: Math.cos(heading), y: Math.sin(heading) }
  const found: { at: number; place: Point }[] = []
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const side = (q: Point): number => (q.x - through.x) * -along.y + (q.y - through.y) * along.x
    const [a, b] = [side(ring[j]!), side(ring[i]!)]
    if (a >= 0 === b >= 0) continue
    const place = interpolate(ring[j]!, ring[i]!, a / (a - b))
    found.push({ at: (place.x - through.x) * along.x + (place.y - through.y) * along.y, place })
  }
  found.sort((m, n) => m.at - n.at)
  return [found[0]!.place, found[found.length - 1]!.place]
}

/** The internal street of a superblock: an S from side to side, and a branch where the block is large. */
export function drawSuperblockStreets(ring: Ring, name: string, random: Random): SourceLine[] {
  const box = orientedBox(ring)
  const centre = ringCentroid(ring)
  const lines: SourceLine[] = []
  const add = (heading: number, swing: number): void => {
    const [from, to] = crossing(ring, centre, heading)
    const along = { x: Math.cos(heading), y: Math.sin(heading) }
    const aside = (q: Point, meters: number): Point => ({
      x: q.x - along.y * meters,
      y: q.y + along.x * meters,
    })
    const out = (q: Point, meters: number): Point => ({
      x: q.x + along.x * meters,
      y: q.y + along.y * meters,
    })
    const points = curve(
      [
        out(from, -14),
        from,
        aside(interpolate(from, to, 0.28), swing),
        aside(interpolate(from, to, 0.72), -swing),
        to,
        out(to, 14),
      ],
      26,
    )
    lines.push({ points, kind: 'residential', name, oneway: false, keep: () => true })
  }
  const swing = (random.chance(0.5) ? 1 : -1) * random.range(0.08, 0.17) * box.breadth
  add(box.heading + Math.PI / 2, swing)
  if (ringArea(ring) > 120_000) add(box.heading, -swing * random.range(0.4, 1))
  return lines
}
