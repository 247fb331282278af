import type { Point } from './plane.ts'
import { bounds, curve, distanceToLine, ringContains, type Ring } from './polygons.ts'

/** The drawing below is in metres of a first sketch; the city is built at this scale. */
export const SKETCH_SCALE = 0.82

/** A place of the sketch. */
export const at = (x: number, y: number): Point => ({ x: x * SKETCH_SCALE, y: y * SKETCH_SCALE })

const p = at

/** What the land is used for; streets, buildings, people and cases follow from it. */
export type Zone =
  | 'old_town'
  | 'core'
  | 'housing'
  | 'new_housing'
  | 'industry'
  | 'village'
  | 'farmland'
  | 'park'
  | 'square'
  | 'river'
  | 'rail'

/** A park, forest or square with the road around it. */
export interface Park {
  name: string
  zone: 'park' | 'square'
  ring: Point[]
  lake?: Point[]
}

export interface Terrain {
  /** The district's outline, counter-clockwise. */
  boundary: Point[]
  river: Point[]
  riverHalfWidthMeters: number
  embankmentMeters: number
  railway: Point[]
  railMarginMeters: number
  /** Where streets run along both sides of the railway. */
  railTown: { fromX: number; toX: number }
  parks: Park[]
  villages: { name: string; ring: Point[] }[]
  oldTown: Point[]
  stationPlace: Point
  zoneAt: (place: Point) => Zone
}

function blob(centre: Point, radiusX: number, radiusY: number, wobble: number, phase: number): Point[] {
  const points: Point[] = []
  for (let i = 0; i < 14; i++) {
    const angle = (i / 14) * 2 * Math.PI
    const scale = 1 + wobble * Math.sin(3 * angle + phase) + wobble * 0.7 * Math.sin(2 * angle + 2.1 * phase)
    points.push({
      x: centre.x + radiusX * SKETCH_SCALE * scale * Math.cos(angle),
      y: centre.y + radiusY * SKETCH_SCALE * scale * Math.sin(angle),
    })
  }
  return curve(points, 45, true)
}

function circle(centre: Point, radius: number): Point[] {
  return Array.from({ length: 24 }, (_, i) => ({
    x: centre.x + radius * Math.cos((i / 24) * 2 * Math.PI),
    y: centre.y + radius * Math.sin((i / 24) * 2 * Math.PI),
  }))
}

export const PEOPLES_SQUARE = p(-900, 330)

/**
 * The lie of the land: district outline, river, railway, parks, villages and what each part is used for. The small city is
 * a piece of the same land between the square and the river.
 */
export function buildTerrain(extent: 'whole' | 'centre' = 'whole'): Terrain {
  const boundary = extent === 'centre' ? blob(p(-230, 720), 1560, 1130, 0.04, 0.7) : curve(
    [
      p(-5900, -1200), p(-5150, -2500), p(-4150, -3350), p(-2500, -3850), p(-400, -4300), p(2000, -4150),
      p(4000, -3500), p(5450, -2100), p(5950, 100), p(5500, 2100), p(4200, 3500), p(2100, 4150), p(-400, 4350),
      p(-2800, 3950), p(-4600, 3050), p(-5650, 1300),
    ],
    130,
    true,
  ) // prettier-ignore
  const river = curve(
    [
      p(1150, 5200), p(1400, 4300), p(1150, 3400), p(1650, 2500), p(1850, 1650), p(1350, 800), p(850, 50),
      p(900, -800), p(1500, -1600), p(1650, -2500), p(1050, -3300), p(800, -4200), p(950, -5000),
    ],
    60,
  ) // prettier-ignore
  const railway = curve(
    [p(-6600, -900), p(-4800, -1500), p(-2700, -1780), p(-500, -1700), p(1300, -1350), p(3200, -1150), p(4800, -300), p(6600, 900)],
    90,
  ) // prettier-ignore
  const parks: Park[] = [
    {
      name: '南湖公园',
      zone: 'park',
      ring: blob(p(-2080, -640), 430, 330, 0.09, 0.4),
      lake: blob(p(-2030, -680), 250, 165, 0.16, 1.7),
    },
    {
      name: '东湖公园',
      zone: 'park',
      ring: blob(p(3550, 1180), 470, 400, 0.08, 2.2),
      lake: blob(p(3480, 1230), 270, 215, 0.17, 0.2),
    },
    { name: '北山公园', zone: 'park', ring: blob(p(-1750, 3420), 640, 330, 0.1, 1.1) },
    { name: '儿童公园', zone: 'park', ring: blob(p(-2950, 1100), 210, 170, 0.05, 0.9) },
    { name: '人民广场', zone: 'square', ring: circle(PEOPLES_SQUARE, 115) },
  ]
  const villages = [
    { name: '柳树屯', ring: blob(p(-4480, 2080), 520, 400, 0.12, 0.6) },
    { name: '东沟村', ring: blob(p(4130, -2480), 560, 420, 0.13, 2.9) },
  ]
  const oldTown = curve(
    [p(-830, 640), p(300, 520), p(1060, 850), p(1540, 1500), p(1480, 2350), p(300, 2520), p(-830, 2380)],
    90,
    true,
  )
  const terrain = {
    boundary,
    river,
    riverHalfWidthMeters: 72,
    embankmentMeters: 135,
    railway,
    railMarginMeters: 46,
    railTown: { fromX: -4500 * SKETCH_SCALE, toX: 4300 * SKETCH_SCALE },
    parks,
    villages,
    oldTown,
    stationPlace: p(-960, -1640),
  }
  return { ...terrain, zoneAt: (place) => zoneAt(terrain, place) }
}

function within(ring: Ring, place: Point): boolean {
  const box = bounds(ring)
  if (place.x < box.minX || place.x > box.maxX || place.y < box.minY || place.y > box.maxY) return false
  return ringContains(ring, place)
}

function zoneAt(land: Omit<Terrain, 'zoneAt'>, place: Point): Zone {
  if (distanceToLine(place, land.river) < land.embankmentMeters - 4) return 'river'
  const inRailTown = place.x > land.railTown.fromX - 40 && place.x < land.railTown.toX + 40
  if (inRailTown && distanceToLine(place, land.railway) < land.railMarginMeters - 3) return 'rail'
  for (const park of land.parks) if (within(park.ring, place)) return park.zone
  for (const village of land.villages) if (within(village.ring, place)) return 'village'
  const x = place.x / SKETCH_SCALE
  const y = place.y / SKETCH_SCALE
  const riverX = nearest(land.river, (q) => Math.abs(q.y - place.y)).x / SKETCH_SCALE
  const railY = nearest(land.railway, (q) => Math.abs(q.x - place.x)).y / SKETCH_SCALE
  if (x > riverX) {
    if (x < 4700 && y > -350 && y < 2900) return 'new_housing'
    if (x < 3700 && y > railY && y <= -350) return 'new_housing'
    if (x < 3100 && y < railY && y > -3000) return 'industry'
    return 'farmland'
  }
  if (within(land.oldTown, place)) return 'old_town'
  if (y < railY) {
    if (x < -900 && x > -3900 && y > -3150) return 'industry'
    return x >= -900 && y > -3250 ? 'housing' : 'farmland'
  }
  if (x > -2720 && y < 900) return 'core'
  if (x > -3700 && y < 2820) return 'housing'
  if (x > -4900 && x <= -3700 && y < 1500) return 'new_housing'
  return 'farmland'
}

function nearest(points: readonly Point[], measure: (point: Point) => number): Point {
  let best = points[0]!
  for (const point of points) if (measure(point) < measure(best)) best = point
  return best
}
