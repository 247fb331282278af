import type { GridFinder } from './grid-finder.ts'
import type { OrgTree } from './org-units.ts'
import type { Division } from './grids.ts'
import type { Point } from './plane.ts'
import { distance, interiorPoint, ringCentroid, ringContains } from './polygons.ts'
import type { Premises } from './premises.ts'
import type { Random } from './random.ts'
import type { StreetNetwork } from './roads.ts'
import type { StreetFinder } from './street-finder.ts'

export interface Facility {
  code: string
  name: string
  kind: 'police_station' | 'police_room' | 'workstation' | 'camera' | 'alarm'
  address: string | null
  alwaysOpen: boolean
  place: Point
  grid: number
}

/** Stations, a police room per community, street workstations, cameras at junctions, alarms in shops and banks. */
export function placeFacilities(
  network: StreetNetwork,
  division: Division,
  orgTree: OrgTree,
  premises: readonly Premises[],
  streets: StreetFinder,
  grids: GridFinder,
  random: Random,
): Facility[] {
  const facilities: Facility[] = []
  const add = (kind: Facility['kind'], name: string, wanted: Point, asideMeters: number): void => {
    const place = asideMeters > 0 ? besideStreet(wanted, streets, asideMeters) : wanted
    const grid = grids.at(place)
    if (grid < 0) return
    const near = streets.nearestNamed(place)
    facilities.push({
      code: `F${String(facilities.length + 1).padStart(4, '0')}`,
      name,
      kind,
      address: near ? `${near.name}${near.houseNumber}号` : null,
      alwaysOpen: kind !== 'police_room',
      place,
      grid,
    })
  }
  orgTree.ofStation.forEach((unit, station) =>
    add(
      'police_station',
      orgTree.units[unit]!.name,
      centreOfHomes(division, network, (g) => g.station === station),
      24,
    ),
  )
  orgTree.ofCommunity.forEach((unit, community) =>
    add(
      'police_room',
      `${orgTree.units[unit]!.name}警务室`,
      centreOfHomes(division, network, (g) => g.community === community),
      16,
    ),
  )
  const busy = junctions(network)
  const wantedWorkstations = Math.max(2, Math.round(division.communityCount / 2.2))
  const chosen: Point[] = []
  for (const { place } of busy) {
    if (chosen.length >= wantedWorkstations) break
    if (chosen.some((other) => distance(other, place) < 620)) continue
    chosen.push(place)
    const near = streets.nearestNamed(place)
    add('workstation', `${near?.name ?? '街面'}警务站`, place, 20)
  }
  const cameras = Math.min(200, Math.round(division.grids.length * 1.36))
  for (const { place } of busy.slice(0, cameras * 2).filter((_, i) => i % 2 === 0))
    add(
      'camera',
      `${streets.nearestNamed(place)?.name ?? '路口'}路口监控`,
      { x: place.x + random.range(-9, 9), y: place.y + random.range(-9, 9) },
      0,
    )
  for (const shop of premises.filter(
    ({ kind }) => kind === 'bank' || (kind === 'shop' && random.chance(0.14)),
  ))
    add('alarm', `${shop.name}联网报警`, { x: shop.place.x + 3, y: shop.place.y - 3 }, 0)
  return facilities
}

/** Junctions of streets for cars, the most important first. */
function junctions({ roads, arrangement }: StreetNetwork): { place: Point; weight: number }[] {
  const weights = new Map<number, number>()
  const value: Record<string, number> = { primary: 4, trunk: 1, secondary: 3, tertiary: 2, residential: 1 }
  for (const road of roads)
    for (const node of [road.from, road.to])
      weights.set(
        node,
        (weights.get(node) ?? 0) +
          (value[road.kind] ?? 0) * (road.zone === 'core' || road.zone === 'old_town' ? 1.5 : 1),
      )
  return [...weights]
    .map(([node, weight]) => ({ place: arrangement.nodes[node]!, weight, node }))
    .filter(({ weight }) => weight > 5)
    .sort((a, b) => b.weight - a.weight || a.node - b.node)
}

function centreOfHomes(
  division: Division,
  network: StreetNetwork,
  accept: (grid: Division['grids'][number]) => boolean,
): Point {
  let x = 0
  let y = 0
  let total = 0
  let largest: Point[] | undefined
  for (const grid of division.grids.filter(accept))
    for (const index of grid.blocks) {
      const block = network.blocks[index]!
      if (
        block.zone === 'farmland' ||
        block.zone === 'river' ||
        block.zone === 'rail' ||
        block.zone === 'park'
      )
        continue
      const centre = ringCentroid(block.ring)
      const weight = Math.min(block.areaSquareMeters, 40_000)
      x += centre.x * weight
      y += centre.y * weight
      total += weight
      largest ??= block.ring
    }
  const centre = { x: x / total, y: y / total }
  const inside = division.grids.some((grid) => accept(grid) && ringContains(grid.rings[0]!, centre))
  return total > 0 && inside ? centre : interiorPoint(largest ?? division.grids.find(accept)!.rings[0]!)
}

/** The place moved to `meters` beside the nearest street. */
export function besideStreet(place: Point, streets: StreetFinder, meters: number): Point {
  const near = streets.nearestNamed(place)
  if (!near || near.meters < 0.01) return { x: place.x + meters, y: place.y }
  const scale = meters / near.meters
  return {
    x: near.foot.x + (place.x - near.foot.x) * scale,
    y: near.foot.y + (place.y - near.foot.y) * scale,
  }
}
