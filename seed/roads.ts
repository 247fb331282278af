import { arrange, facesOf, type Arrangement, type FaceGraph } from './arrangement.ts'
import { drawArterials, drawVillageLanes, type RoadKind, type SourceLine } from './arterials.ts'
import { StreetNames } from './names.ts'
import { drawParkPaths } from './parks.ts'
import type { Point } from './plane.ts'
import { bounds, distance, interiorPoint, interpolate, ringArea } from './polygons.ts'
import type { Random } from './random.ts'
import { contractShortChains, dropDeadEnds, dropSlivers, filterPieces, thin } from './street-cleaning.ts'
import { drawStreetGrids, drawSuperblockStreets, drawWindingStreets } from './street-patterns.ts'
import type { Terrain, Zone } from './terrain.ts'

/** One street segment between two junctions. */
export interface Road {
  code: string
  name: string | null
  kind: RoadKind
  oneway: boolean
  lanes: number
  maxSpeedKmh: number
  bridge: boolean
  lengthMeters: number
  points: Point[]
  /** Junctions at its ends: indexes of arrangement nodes. */
  from: number
  to: number
  zone: Zone
}

/** A block: land between streets. */
export interface Block {
  ring: Point[]
  zone: Zone
  areaSquareMeters: number
}

export interface StreetNetwork {
  arrangement: Arrangement
  graph: FaceGraph
  /** Same order as the graph's faces. */
  blocks: Block[]
  roads: Road[]
  sources: SourceLine[]
}

const RANK: Record<SourceLine['kind'], number> = {
  boundary: 0, river: 1, rail: 2, trunk: 3, primary: 4, secondary: 5, tertiary: 6, residential: 7, alley: 8, footway: 9,
} // prettier-ignore
const LANES: Record<RoadKind, number> = {
  trunk: 6,
  primary: 6,
  secondary: 4,
  tertiary: 2,
  residential: 2,
  alley: 1,
  footway: 1,
}
const SPEED_KMH: Record<RoadKind, number> = {
  trunk: 70,
  primary: 60,
  secondary: 50,
  tertiary: 40,
  residential: 30,
  alley: 15,
  footway: 6,
}

export const isRoad = (kind: SourceLine['kind']): kind is RoadKind => RANK[kind] >= 3

/** Draws all streets, cuts them at their crossings and cleans the result into one connected network. */
export function buildStreets(terrain: Terrain, random: Random): StreetNetwork {
  const names = new StreetNames(random.fork('names'))
  const here = (lines: SourceLine[]): SourceLine[] =>
    lines.flatMap((line) => runsWithin(line, terrain.boundary))
  const arterials = here(drawArterials(terrain))
  const sources = [...arterials, ...here(drawVillageLanes(terrain))]
  sources.push(...here(drawStreetGrids(terrain, arterials, names, random.fork('grids'))))
  sources.push(...here(drawParkPaths(terrain)))

  const first = facesOfLines(arterials, terrain)
  const winding = random.fork('winding')
  for (const ring of first) {
    const zone = terrain.zoneAt(interiorPoint(ring))
    if (zone === 'old_town')
      sources.push(...drawWindingStreets(ring, 17_000, 6, () => names.alley(), winding))
  }
  for (const village of terrain.villages)
    sources.push(
      ...here(drawWindingStreets(village.ring, 14_000, 8, () => names.lane(), winding, 'residential')),
    )

  const rough = clean(sources, arterials.length, terrain, random.fork('thin'))
  const inner = random.fork('superblocks')
  for (const face of facesOf(rough).faces) {
    const ring = face.ring.map((node) => rough.nodes[node]!)
    const zone = terrain.zoneAt(interiorPoint(ring))
    const area = ringArea(ring)
    if ((zone === 'new_housing' && area > 60_000) || (zone === 'housing' && area > 70_000))
      sources.push(...drawSuperblockStreets(ring, names.estate(), inner))
  }
  const arrangement = clean(sources, arterials.length, terrain, random.fork('thin'))
  const graph = facesOf(arrangement)
  const blocks = graph.faces.map((face) => {
    const ring = face.ring.map((node) => arrangement.nodes[node]!)
    return { ring, zone: terrain.zoneAt(interiorPoint(ring)), areaSquareMeters: ringArea(ring) }
  })
  return { arrangement, graph, blocks, sources, roads: chainRoads(arrangement, sources, terrain) }
}

/** The runs of a line that come near the district. */
function runsWithin(line: SourceLine, district: readonly Point[]): SourceLine[] {
  const box = bounds(district)
  const near = (a: Point, b: Point): boolean =>
    Math.max(a.x, b.x) > box.minX - 100 &&
    Math.min(a.x, b.x) < box.maxX + 100 &&
    Math.max(a.y, b.y) > box.minY - 100 &&
    Math.min(a.y, b.y) < box.maxY + 100
  const runs: Point[][] = []
  let open = false
  for (let i = 1; i < line.points.length; i++) {
    const a = line.points[i - 1]!
    const b = line.points[i]!
    const inside = near(a, b)
    if (inside && open) runs[runs.length - 1]!.push(b)
    else if (inside) runs.push([a, b])
    open = inside
  }
  return runs.map((points) => ({ ...line, points }))
}

function facesOfLines(lines: readonly SourceLine[], terrain: Terrain): Point[][] {
  const arrangement = filterPieces(arrangeLines(lines), lines, terrain.boundary)
  return facesOf(arrangement).faces.map((face) => face.ring.map((node) => arrangement.nodes[node]!))
}

const arrangeLines = (lines: readonly SourceLine[]): Arrangement =>
  arrange(
    lines.map((line) => line.points),
    (source) => RANK[lines[source]!.kind] * 10_000 + source,
  )

/** The first `arterialCount` sources stand; what is drawn after them gives way. */
function clean(
  sources: readonly SourceLine[],
  arterialCount: number,
  terrain: Terrain,
  random: Random,
): Arrangement {
  const rank = (source: number): number =>
    source < arterialCount ? Math.min(4, RANK[sources[source]!.kind]) : RANK[sources[source]!.kind]
  let arrangement = filterPieces(arrangeLines(sources), sources, terrain.boundary)
  arrangement = dropDeadEnds(arrangement, rank)
  for (let round = 0; round < 3; round++) {
    arrangement = contractShortChains(arrangement, rank, 17)
    arrangement = dropSlivers(arrangement, rank)
    arrangement = dropDeadEnds(arrangement, rank)
  }
  arrangement = thin(arrangement, rank, random)
  return dropDeadEnds(arrangement, rank)
}

/** Joins pieces to street segments between junctions, keeping the direction in which each street was drawn. */
function chainRoads(
  { nodes, pieces }: Arrangement,
  sources: readonly SourceLine[],
  terrain: Terrain,
): Road[] {
  const own = pieces.filter((piece) => isRoad(sources[piece.source]!.kind))
  const around = new Map<number, number[]>()
  own.forEach((piece, i) => {
    for (const node of [piece.from, piece.to]) {
      const list = around.get(node)
      if (list) list.push(i)
      else around.set(node, [i])
    }
  })
  const passes = (node: number): boolean => {
    const list = around.get(node)!
    return list.length === 2 && own[list[0]!]!.source === own[list[1]!]!.source
  }
  const used = new Uint8Array(own.length)
  const roads: Road[] = []
  const walk = (start: number, first: number): void => {
    const path = [start]
    let node = start
    let piece: number | undefined = first
    let forward = 0
    while (piece !== undefined) {
      used[piece] = 1
      const { from, to }: { from: number; to: number } = own[piece]!
      if (from === node) forward++
      else forward--
      node = from === node ? to : from
      path.push(node)
      piece = passes(node) && node !== start ? around.get(node)!.find((other) => !used[other]) : undefined
    }
    if (forward < 0) path.reverse()
    roads.push(roadOf(path, nodes, sources[own[first]!.source]!, terrain))
  }
  for (const [node, list] of around)
    if (!passes(node)) for (const piece of list) if (!used[piece]) walk(node, piece)
  own.forEach((piece, i) => {
    if (!used[i]) walk(piece.from, i)
  })
  return largestComponent(roads).map((road, i) => ({ ...road, code: `R${String(i + 1).padStart(5, '0')}` }))
}

function roadOf(path: number[], nodes: readonly Point[], source: SourceLine, terrain: Terrain): Road {
  const kind = source.kind as RoadKind
  const points = path.map((node) => nodes[node]!)
  let lengthMeters = 0
  for (let i = 1; i < points.length; i++) lengthMeters += distance(points[i - 1]!, points[i]!)
  const half = Math.max(1, points.length >> 1)
  const middle = interpolate(points[half - 1]!, points[half]!, 0.5)
  const zone = terrain.zoneAt(middle)
  return {
    code: '',
    name: source.name,
    kind,
    oneway: source.oneway,
    lanes: LANES[kind],
    maxSpeedKmh: SPEED_KMH[kind],
    bridge: zone === 'river' && kind !== 'footway' && lengthMeters > 150,
    lengthMeters,
    points,
    from: path[0]!,
    to: path[path.length - 1]!,
    zone,
  }
}

function largestComponent(roads: Road[]): Road[] {
  const parent = new Map<number, number>()
  const root = (node: number): number => {
    let top = node
    while ((parent.get(top) ?? top) !== top) top = parent.get(top)!
    parent.set(node, top)
    return top
  }
  for (const road of roads) parent.set(root(road.from), root(road.to))
  const size = new Map<number, number>()
  for (const road of roads) size.set(root(road.from), (size.get(root(road.from)) ?? 0) + road.lengthMeters)
  const largest = [...size].reduce((best, entry) => (entry[1] > best[1] ? entry : best))[0]
  return roads.filter((road) => root(road.from) === largest)
}
