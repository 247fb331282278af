import { outline, type FaceGraph } from './arrangement.ts'
import { partition, type AreaGraph } from './partition.ts'
import type { Point } from './plane.ts'
import { distance, interiorPoint } from './polygons.ts'
import type { StreetNetwork } from './roads.ts'
import type { Zone } from './terrain.ts'

export type GridKind = 'residential' | 'commercial' | 'industrial' | 'village' | 'mixed'

/** The blocks of one grid; its community and station by index. */
export interface GridArea {
  station: number
  community: number
  blocks: number[]
  rings: Point[][]
  kind: GridKind
}

/** How the district is divided: stations, communities in them, grids in those, all along streets. */
export interface Division {
  grids: GridArea[]
  stationCount: number
  communityCount: number
  /** The grid of each block, or -1. */
  gridOfBlock: Int32Array
  stationOfCommunity: number[]
}

export interface DivisionSize {
  stations: number
  communities: number
  grids: number
}

/** Households per km² by land use, before scaling to the district's total. */
export const HOUSEHOLDS_PER_KM2: Record<Zone, number> = {
  old_town: 3700, core: 2100, housing: 3300, new_housing: 2900, village: 1100, industry: 160, farmland: 8, park: 0, square: 0, river: 0, rail: 0,
} // prettier-ignore

const BORDER_COST: Record<string, number> = {
  boundary: 0.05, river: 0.05, rail: 0.1, trunk: 0.15, primary: 0.15, secondary: 0.35, tertiary: 0.8, residential: 1.3, alley: 1.1, footway: 4,
} // prettier-ignore

/** Merges blocks to grids, grids to communities and stations, so that every border is a street, the river or the railway. */
export function divide(network: StreetNetwork, size: DivisionSize): Division {
  const graph = areaGraph(network)
  const everything = network.blocks.map((_, i) => i)
  const stations = partition(graph, everything, size.stations)
  const weigh = (areas: readonly number[]): number =>
    areas.reduce((sum, area) => sum + graph.weights[area]!, 0)
  const gridOfBlock = new Int32Array(network.blocks.length).fill(-1)
  const grids: GridArea[] = []
  const stationOfCommunity: number[] = []
  const communityCounts = apportion(stations.map(weigh), size.communities)
  stations.forEach((station, stationIndex) => {
    for (const community of partition(graph, station, communityCounts[stationIndex]!)) {
      const communityIndex = stationOfCommunity.push(stationIndex) - 1
      const wanted = Math.max(2, Math.round((weigh(community) / weigh(everything)) * size.grids))
      for (const blocks of partition(graph, community, wanted)) {
        for (const block of blocks) gridOfBlock[block] = grids.length
        const rings = ringsOf(network, blocks)
        grids.push({
          station: stationIndex,
          community: communityIndex,
          blocks,
          rings,
          kind: kindOf(network, blocks),
        })
      }
    }
  })
  return {
    grids,
    stationCount: stations.length,
    communityCount: stationOfCommunity.length,
    gridOfBlock,
    stationOfCommunity,
  }
}

/** Whole shares of a total in proportion to weights (largest remainder). */
export function apportion(weights: readonly number[], total: number): number[] {
  const sum = weights.reduce((a, b) => a + b, 0)
  const exact = weights.map((weight) => (weight / sum) * total)
  const shares = exact.map(Math.floor)
  const order = exact
    .map((value, i) => ({ i, rest: value - Math.floor(value) }))
    .sort((a, b) => b.rest - a.rest)
  const missing = total - shares.reduce((a, b) => a + b, 0)
  for (let i = 0; i < missing; i++) shares[order[i % order.length]!.i]!++
  return shares
}

/** The outline of some blocks: outer ring first, then holes. */
export function ringsOf(
  { arrangement, graph }: { arrangement: StreetNetwork['arrangement']; graph: FaceGraph },
  blocks: readonly number[],
): Point[][] {
  return outline(arrangement, graph, new Set(blocks)).map((ring) =>
    ring.map((node) => arrangement.nodes[node]!),
  )
}

function areaGraph({ arrangement, graph, blocks, sources }: StreetNetwork): AreaGraph {
  const neighbours = blocks.map(() => new Map<number, number>())
  arrangement.pieces.forEach((piece, i) => {
    const left = graph.faceOf[2 * i]!
    const right = graph.faceOf[2 * i + 1]!
    if (left < 0 || right < 0 || left === right) return
    const length = distance(arrangement.nodes[piece.from]!, arrangement.nodes[piece.to]!)
    const cost = length * BORDER_COST[sources[piece.source]!.kind]!
    neighbours[left]!.set(right, (neighbours[left]!.get(right) ?? 0) + cost)
    neighbours[right]!.set(left, (neighbours[right]!.get(left) ?? 0) + cost)
  })
  return {
    centres: blocks.map((block) => interiorPoint(block.ring)),
    weights: blocks.map((block) => (block.areaSquareMeters / 1e6) * (HOUSEHOLDS_PER_KM2[block.zone] + 220)),
    neighbours,
  }
}

function kindOf({ blocks }: StreetNetwork, own: readonly number[]): GridKind {
  const area: Partial<Record<GridKind, number>> = {}
  let total = 0
  for (const index of own) {
    const { zone, areaSquareMeters } = blocks[index]!
    const kind =
      zone === 'core' || zone === 'square'
        ? 'commercial'
        : zone === 'industry' || zone === 'rail'
          ? 'industrial'
          : zone === 'village' || zone === 'farmland'
            ? 'village'
            : zone === 'park' || zone === 'river'
              ? undefined
              : 'residential'
    if (!kind) continue
    area[kind] = (area[kind] ?? 0) + areaSquareMeters
    total += areaSquareMeters
  }
  const [kind, most] = (Object.entries(area) as [GridKind, number][]).reduce(
    (best, entry) => (entry[1] > best[1] ? entry : best),
    ['mixed', 0] as [GridKind, number],
  )
  return most > 0.6 * total ? kind : 'mixed'
}
