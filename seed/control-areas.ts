import type { Division } from './grids.ts'
import type { OrgTree } from './org-units.ts'
import type { Point } from './plane.ts'
import {
  distance,
  inset,
  interiorPoint,
  ringArea,
  ringCentroid,
  ringContains,
  simplifyRing,
} from './polygons.ts'
import type { Premises } from './premises.ts'
import type { StreetFinder } from './street-finder.ts'
import type { Random } from './random.ts'
import type { StreetNetwork } from './roads.ts'
import { ringsOf } from './grids.ts'
import { addDays } from './time-slots.ts'

export interface ControlArea {
  code: string
  name: string
  kind: 'core' | 'key' | 'campus' | 'campaign'
  ring: Point[]
  orgUnit: number
  startsOn: string | null
  endsOn: string | null
}

export interface AreaCounts {
  core: number
  key: number
  campaign: number
}

/** Core and key areas made of blocks, campus zones around schools, campaign areas with start and end. */
export function drawControlAreas(
  network: StreetNetwork,
  division: Division,
  orgTree: OrgTree,
  premises: readonly Premises[],
  streets: StreetFinder,
  counts: AreaCounts,
  anchorDay: string,
  random: Random,
): ControlArea[] {
  const areas: ControlArea[] = []
  const add = (
    kind: ControlArea['kind'],
    name: string,
    ring: Point[],
    days: [number, number] | null,
  ): void => {
    const centre = ringContains(ring, ringCentroid(ring)) ? ringCentroid(ring) : interiorPoint(ring)
    const grid = division.grids.findIndex((candidate) => ringContains(candidate.rings[0]!, centre))
    if (grid < 0) return
    areas.push({
      code: `A${String(areas.length + 1).padStart(3, '0')}`,
      name,
      kind,
      ring,
      orgUnit: orgTree.ofStation[division.grids[grid]!.station]!,
      startsOn: days ? addDays(anchorDay, days[0]) : null,
      endsOn: days ? addDays(anchorDay, days[1]) : null,
    })
  }
  const taken = new Set<number>()
  const nameAt = (ring: Point[]): string =>
    (streets.nearestNamed(ringCentroid(ring))?.name ?? '中心').replace(/大?[路街]$/, '')
  const pick = (
    kind: 'core' | 'key' | 'campaign',
    wanted: number,
    zones: string[],
    ending: string,
    days: [number, number] | null,
  ): void => {
    const candidates = random.shuffled(
      network.blocks
        .map((_, i) => i)
        .filter(
          (i) => zones.includes(network.blocks[i]!.zone) && network.blocks[i]!.areaSquareMeters < 90_000,
        ),
    )
    let made = 0
    for (const block of candidates) {
      if (made >= wanted) return
      const group = neighbourhood(network, block, random.int(1, kind === 'key' ? 3 : 2), zones)
      if (group.some((member) => taken.has(member))) continue
      const rings = ringsOf(network, group)
      const ring = inset(rings[0]!, 4) ?? inset(simplifyRing(rings[0]!, 5), 4)
      if (rings.length !== 1 || !ring || ringArea(ring) < 6_000) continue
      group.forEach((member) => taken.add(member))
      add(kind, `${nameAt(ring)}${ending}`, ring, days)
      made++
    }
  }
  pick('core', counts.core, ['core', 'old_town', 'square'], '核心区', null)
  pick('key', counts.key, ['housing', 'new_housing', 'village', 'industry'], '重点区域', null)
  pick('campaign', counts.campaign, ['old_town', 'housing'], '专项整治区', [-21, 24])
  const gates: Point[] = []
  for (const school of premises.filter(({ kind }) => kind === 'school')) {
    if (gates.some((gate) => distance(gate, school.place) < 420)) continue
    gates.push(school.place)
    const circle = Array.from({ length: 32 }, (_, i) => ({
      x: school.place.x + 200 * Math.cos((i / 16) * Math.PI),
      y: school.place.y + 200 * Math.sin((i / 16) * Math.PI),
    }))
    add('campus', `${school.name}校园周边`, circle, null)
  }
  return areas
}

/** A block with some of its neighbours of the same land use. */
function neighbourhood(
  { graph, blocks }: StreetNetwork,
  start: number,
  size: number,
  zones: string[],
): number[] {
  const group = [start]
  for (const block of group) {
    if (group.length >= size) break
    for (const half of graph.faces[block]!.halfEdges) {
      const other = graph.faceOf[half ^ 1]!
      if (
        other >= 0 &&
        !group.includes(other) &&
        zones.includes(blocks[other]!.zone) &&
        blocks[other]!.areaSquareMeters < 60_000
      ) {
        group.push(other)
        break
      }
    }
  }
  return group
}
