import type { GridFinder } from './grid-finder.ts'
import type { Division } from './grids.ts'
import type { Point } from './plane.ts'
import { distance, lineLength, pointAlong } from './polygons.ts'
import { WeightedPicker, type Random } from './random.ts'
import type { Road, StreetNetwork } from './roads.ts'

/** A stretch of one street made of whole segments, in walking order. */
export interface Stretch {
  street: string
  /** Indexes of road segments, and whether each is walked from its first to its last point. */
  segments: { road: number; forward: boolean }[]
  points: Point[]
  lengthMeters: number
  /** Arrangement nodes at its ends. */
  from: number
  to: number
  grid: number
  station: number
}

export interface PatrolLine extends Stretch {
  code: string
  name: string
  toleranceMeters: number
}

/** How inviting a street is for patrol, by kind and land use. */
export function patrolInterest(road: Road): number {
  const byKind = {
    trunk: 0,
    primary: 0.8,
    secondary: 1,
    tertiary: 1,
    residential: 0.7,
    alley: 0.9,
    footway: 0,
  }[road.kind]
  const byZone: Record<string, number> = {
    core: 3,
    old_town: 3,
    housing: 1.6,
    new_housing: 1.1,
    village: 0.9,
    industry: 0.5,
    square: 1,
    river: 0.3,
    rail: 0.3,
    park: 0,
    farmland: 0,
  }
  return road.oneway || road.bridge || !road.name ? 0 : byKind * byZone[road.zone]! * road.lengthMeters
}

/** Draws stretches of streets, apart from each other and sharing no segment with those in `taken`. */
export function drawStretches(
  network: StreetNetwork,
  division: Division,
  grids: GridFinder,
  wantedByStation: readonly number[],
  lengths: [shortest: number, longest: number],
  apartMeters: number,
  taken: Set<number>,
  random: Random,
): Stretch[] {
  const { roads } = network
  const atNode = new Map<number, number[]>()
  roads.forEach((road, i) => {
    for (const node of [road.from, road.to]) {
      const list = atNode.get(node)
      if (list) list.push(i)
      else atNode.set(node, [i])
    }
  })
  const stretches: Stretch[] = []
  const left = [...wantedByStation]
  const picker = new WeightedPicker(roads.map(patrolInterest))
  for (let tries = 0; tries < 6000 && left.some((count) => count > 0); tries++) {
    const start = picker.pick(random)
    if (taken.has(start)) continue
    const target = random.range(...lengths)
    const segments = extend(roads, atNode, start, target, taken)
    const points = joined(roads, segments)
    const lengthMeters = lineLength(points)
    if (lengthMeters < lengths[0] || lengthMeters > lengths[1] * 1.15) continue
    const middle = pointAlong(points, lengthMeters / 2)
    if (
      stretches.some(
        (other) => distance(pointAlong(other.points, other.lengthMeters / 2), middle) < apartMeters,
      )
    )
      continue
    const grid = grids.at({ x: middle.x + 0.5, y: middle.y + 0.5 })
    const station = division.grids[grid]?.station
    if (station === undefined || left[station]! <= 0) continue
    left[station]!--
    segments.forEach(({ road }) => taken.add(road))
    const first = segments[0]!
    const last = segments[segments.length - 1]!
    stretches.push({
      street: roads[start]!.name!,
      segments,
      points,
      lengthMeters,
      from: first.forward ? roads[first.road]!.from : roads[first.road]!.to,
      to: last.forward ? roads[last.road]!.to : roads[last.road]!.from,
      grid,
      station,
    })
  }
  return stretches
}

/** Follows the street of a segment in both directions until it is long enough. */
function extend(
  roads: readonly Road[],
  atNode: Map<number, number[]>,
  start: number,
  target: number,
  taken: ReadonlySet<number>,
): Stretch['segments'] {
  const own = new Set([start])
  const segments: Stretch['segments'] = [{ road: start, forward: true }]
  let length = roads[start]!.lengthMeters
  let ends: [number, number] = [roads[start]!.from, roads[start]!.to]
  for (const side of [1, 0] as const)
    while (length < target) {
      const node = ends[side]
      const next = atNode
        .get(node)!
        .find(
          (i) =>
            !own.has(i) &&
            !taken.has(i) &&
            roads[i]!.name === roads[start]!.name &&
            patrolInterest(roads[i]!) > 0 &&
            roads[i]!.from !== roads[i]!.to,
        )
      if (next === undefined || length + roads[next]!.lengthMeters > target * 1.35) break
      const road = roads[next]!
      const other = road.from === node ? road.to : road.from
      if (other === ends[0] || other === ends[1]) break
      own.add(next)
      length += road.lengthMeters
      if (side === 1) segments.push({ road: next, forward: road.from === node })
      else segments.unshift({ road: next, forward: road.to === node })
      ends = side === 1 ? [ends[0], other] : [other, ends[1]]
    }
  return segments
}

/** The geometry of segments in walking order. */
export function joined(roads: readonly Road[], segments: Stretch['segments']): Point[] {
  const points: Point[] = []
  for (const { road, forward } of segments) {
    const own = forward ? roads[road]!.points : [...roads[road]!.points].reverse()
    points.push(...(points.length === 0 ? own : own.slice(1)))
  }
  return points
}

/** The names of the streets that cross at a junction, other than the street itself. */
function crossStreet(network: StreetNetwork, node: number, street: string): string | undefined {
  return (
    network.roads.find(
      (road) =>
        (road.from === node || road.to === node) &&
        road.name &&
        road.name !== street &&
        road.kind !== 'footway',
    )?.name ?? undefined
  )
}

/** 人民大街（胜利大路至解放大路） */
export function stretchName(network: StreetNetwork, stretch: Stretch): string {
  const from = crossStreet(network, stretch.from, stretch.street)
  const to = crossStreet(network, stretch.to, stretch.street)
  return from && to && from !== to
    ? `${stretch.street}（${from}至${to}）`
    : `${stretch.street}（${from ?? to ?? '全'}段）`
}

/** Must-patrol lines: stretches of 300 to 1,500 m, more of them where the city is lively. */
export function drawPatrolLines(
  network: StreetNetwork,
  division: Division,
  grids: GridFinder,
  wantedByStation: readonly number[],
  taken: Set<number>,
  random: Random,
): PatrolLine[] {
  return drawStretches(network, division, grids, wantedByStation, [320, 1180], 170, taken, random).map(
    (stretch, i) => ({
      ...stretch,
      code: `L${String(i + 1).padStart(3, '0')}`,
      name: stretchName(network, stretch),
      toleranceMeters: 25,
    }),
  )
}
