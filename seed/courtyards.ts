import { apportion, HOUSEHOLDS_PER_KM2, type Division } from './grids.ts'
import type { Building, Lot } from './lots.ts'
import { courtyardName } from './names.ts'
import type { Point } from './plane.ts'
import { interiorPoint, ringCentroid, ringContains } from './polygons.ts'
import type { Random } from './random.ts'
import type { StreetNetwork } from './roads.ts'
import type { StreetFinder } from './street-finder.ts'

export type CourtyardKind = 'attended' | 'unattended_good' | 'unattended_fair' | 'unattended_poor'

export interface Courtyard {
  code: string
  name: string
  kind: CourtyardKind
  scattered: boolean
  address: string | null
  /** A ring of three or more points, or one point. */
  shape: Point[]
  centre: Point
  grid: number
  lot: number | null
  householdCount: number
  residentCount: number
  buildingCount: number
  doorCount: number
  gateCount: number
  cameraCount: number
  onDuty: boolean
  volunteerWatch: boolean
  /** Days before the anchor day on which it was last confirmed; null if never. */
  confirmedDaysAgo: number | null
}

/** Shares of the four classes by land use, in the order attended, good, fair, poor. */
const CLASS_SHARES: Record<string, [number, number, number, number]> = {
  new_housing: [0.72, 0.17, 0.08, 0.03],
  core: [0.6, 0.22, 0.13, 0.05],
  housing: [0.36, 0.28, 0.23, 0.13],
  industry: [0.3, 0.3, 0.25, 0.15],
  old_town: [0.12, 0.23, 0.33, 0.32],
  village: [0.08, 0.2, 0.37, 0.35],
}
const KINDS: CourtyardKind[] = ['attended', 'unattended_good', 'unattended_fair', 'unattended_poor']

/** Residential compounds on the plots with homes, and the scattered households of each old or rural grid. */
export function placeCourtyards(
  network: StreetNetwork,
  division: Division,
  lots: readonly Lot[],
  buildings: readonly Building[],
  households: number,
  streets: StreetFinder,
  random: Random,
): Courtyard[] {
  const homes = lots.map((lot, index) => ({ lot, index })).filter(({ lot }) => lot.use === 'homes')
  const standing = new Map<number, number>()
  for (const building of buildings) standing.set(building.lot, (standing.get(building.lot) ?? 0) + 1)
  const counters = { estate: 0, works: 0 }
  const yards: Courtyard[] = []
  const weights: number[] = []

  for (const { lot, index } of homes) {
    const grid = division.gridOfBlock[lot.block]!
    const centre = ringContains(lot.ring, ringCentroid(lot.ring))
      ? ringCentroid(lot.ring)
      : interiorPoint(lot.ring)
    const near = streets.nearestNamed(centre)
    const kind = KINDS[random.weighted(CLASS_SHARES[lot.zone]!)]!
    const number = near ? near.houseNumber : 1
    const name =
      lot.zone === 'old_town'
        ? courtyardName('alley', number, near?.name ?? '老城')
        : lot.zone === 'village'
          ? courtyardName('village', yards.length % 60 || 60, near?.name ?? '村')
          : lot.zone === 'new_housing' || random.chance(0.55)
            ? courtyardName('estate', counters.estate++, '')
            : courtyardName('works', counters.works++, '')
    yards.push({
      ...details(kind, standing.get(index) ?? 1, random),
      code: '',
      name,
      scattered: false,
      address: near ? `${near.name}${number}号` : null,
      shape: lot.ring,
      centre,
      grid,
      lot: index,
    })
    weights.push(lot.areaSquareMeters * HOUSEHOLDS_PER_KM2[lot.zone] * random.range(0.6, 1.5))
  }
  const usual = weights.reduce((a, b) => a + b, 0) / weights.length
  division.grids.forEach((area, grid) => {
    if (
      area.kind !== 'village' &&
      area.kind !== 'mixed' &&
      area.kind !== 'industrial' &&
      !random.chance(0.16)
    )
      return
    const block = area.blocks.reduce((best, b) =>
      network.blocks[b]!.areaSquareMeters * (1 + HOUSEHOLDS_PER_KM2[network.blocks[b]!.zone]) >
      network.blocks[best]!.areaSquareMeters * (1 + HOUSEHOLDS_PER_KM2[network.blocks[best]!.zone])
        ? b
        : best,
    )
    const centre = interiorPoint(network.blocks[block]!.ring)
    yards.push({
      ...details('unattended_poor', random.int(4, 15), random),
      code: '',
      name: `${streets.nearestNamed(centre)?.name ?? '周边'}零散户`,
      scattered: true,
      address: null,
      shape: [centre],
      centre,
      grid,
      lot: null,
      gateCount: 0,
      onDuty: false,
    })
    weights.push(usual * random.range(0.15, 0.5))
  })
  const counts = apportion(weights, households)
  return yards.map((yard, i) => ({
    ...yard,
    code: `C${String(i + 1).padStart(4, '0')}`,
    householdCount: counts[i]!,
    residentCount: Math.round(counts[i]! * random.normal(2.83, 0.16)),
    doorCount: Math.max(1, Math.round(counts[i]! / random.range(10, 16))),
  }))
}

function details(
  kind: CourtyardKind,
  buildingCount: number,
  random: Random,
): Omit<Courtyard, 'code' | 'name' | 'scattered' | 'address' | 'shape' | 'centre' | 'grid' | 'lot'> {
  const rank = KINDS.indexOf(kind)
  const freshness = random.next()
  return {
    kind,
    householdCount: 0,
    residentCount: 0,
    buildingCount,
    doorCount: 1,
    gateCount: random.int(1, rank === 0 ? 3 : 2),
    cameraCount: Math.max(0, Math.round(random.normal([9, 5, 2.5, 0.6][rank]!, 2))),
    onDuty: random.chance([0.97, 0.82, 0.62, 0.06][rank]!),
    volunteerWatch: rank >= 2 && random.chance(rank === 3 ? 0.66 : 0.3),
    confirmedDaysAgo:
      freshness < 0.56
        ? random.int(0, 29)
        : freshness < 0.86
          ? random.int(30, 120)
          : freshness < 0.96
            ? random.int(121, 400)
            : null,
  }
}
