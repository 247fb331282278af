import type { Division } from './grids.ts'
import type { GridFinder } from './grid-finder.ts'
import type { Point } from './plane.ts'
import { distance } from './polygons.ts'
import type { Premises, PremisesKind } from './premises.ts'
import type { Random } from './random.ts'
import type { Road } from './roads.ts'
import type { StreetFinder } from './street-finder.ts'

export interface PatrolPoint {
  code: string
  name: string
  address: string
  place: Point
  /** Where on the street network it is reached. */
  road: number
  alongMeters: number
  radiusMeters: number
  dwellSeconds: number
  grid: number
  station: number
  premisesKind: PremisesKind
}

const KINDS: PremisesKind[] = [
  'school',
  'bank',
  'hospital',
  'lodging',
  'entertainment',
  'shop',
  'other',
  'rental',
  'warehouse',
  'recycling',
]
const ENDINGS: Partial<Record<PremisesKind, string>> = {
  school: '校门口',
  hospital: '门诊楼前',
  bank: '门前',
  entertainment: '门前',
  lodging: '门前',
  rental: '院门',
  warehouse: '大门',
  recycling: '大门',
}

/** Must-arrive points in front of premises, on the street, well apart from each other. */
export function choosePatrolPoints(
  premises: readonly Premises[],
  roads: readonly Road[],
  division: Division,
  streets: StreetFinder,
  grids: GridFinder,
  wantedByStation: readonly number[],
  random: Random,
): PatrolPoint[] {
  const points: PatrolPoint[] = []
  const left = [...wantedByStation]
  const pools = KINDS.map((kind) => random.shuffled(premises.filter((place) => place.kind === kind)))
  for (let turn = 0; turn < 400 && left.some((count) => count > 0); turn++) {
    const candidate = pools[turn % pools.length]!.pop()
    if (!candidate) continue
    const near = streets.nearestNamed(
      candidate.place,
      (road) => road.kind !== 'footway' && road.kind !== 'trunk' && !road.oneway,
    )
    if (!near || near.meters > 40) continue
    const along = Math.max(4, Math.min(roads[near.road]!.lengthMeters - 4, near.alongMeters))
    const place = near.foot
    const grid = grids.at(candidate.place)
    const station = division.grids[grid]?.station
    if (
      station === undefined ||
      left[station]! <= 0 ||
      points.some((other) => distance(other.place, place) < 170)
    )
      continue
    left[station]!--
    points.push({
      code: `P${String(points.length + 1).padStart(3, '0')}`,
      name: `${candidate.name}${ENDINGS[candidate.kind] ?? '门前'}`,
      address: candidate.address,
      place,
      road: near.road,
      alongMeters: along,
      radiusMeters: random.pick([30, 35, 40, 40, 50]),
      dwellSeconds: random.pick([180, 240, 300, 300]),
      grid,
      station,
      premisesKind: candidate.kind,
    })
  }
  return points
}
