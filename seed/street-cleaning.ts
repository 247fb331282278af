import { facesOf, type Arrangement, type Piece } from './arrangement.ts'
import type { SourceLine } from './arterials.ts'
import { distance, interpolate, ringArea, ringContains, type Ring } from './polygons.ts'
import type { Random } from './random.ts'

/** Lower is more important; lines of rank below 3 (outline, river, railway) and avenues are never cut away. */
type Rank = (source: number) => number

const KEPT_RANK = 5

/** Keeps the pieces inside the district whose line wants to be there. */
export function filterPieces(
  { nodes, pieces }: Arrangement,
  sources: readonly SourceLine[],
  district: Ring,
): Arrangement {
  return {
    nodes,
    pieces: pieces.filter((piece) => {
      const source = sources[piece.source]!
      if (source.kind === 'boundary') return true
      const middle = interpolate(nodes[piece.from]!, nodes[piece.to]!, 0.5)
      return ringContains(district, middle) && source.keep(middle)
    }),
  }
}

function degrees({ nodes, pieces }: Arrangement): Uint16Array {
  const degree = new Uint16Array(nodes.length)
  for (const piece of pieces) {
    degree[piece.from]!++
    degree[piece.to]!++
  }
  return degree
}

/** Removes everything that ends in nothing. */
export function dropDeadEnds(arrangement: Arrangement, rank: Rank): Arrangement {
  let pieces = arrangement.pieces
  for (;;) {
    const degree = degrees({ ...arrangement, pieces })
    const left = pieces.filter(
      (piece) => rank(piece.source) < 3 || (degree[piece.from]! > 1 && degree[piece.to]! > 1),
    )
    if (left.length === pieces.length) return { ...arrangement, pieces }
    pieces = left
  }
}

interface Chain {
  pieces: number[]
  ends: [number, number]
  lengthMeters: number
  rank: number
}

/** Runs of pieces between nodes of degree other than two. */
function chainsOf(arrangement: Arrangement, rank: Rank): Chain[] {
  const { nodes, pieces } = arrangement
  const degree = degrees(arrangement)
  const around: number[][] = nodes.map(() => [])
  pieces.forEach((piece, i) => {
    around[piece.from]!.push(i)
    around[piece.to]!.push(i)
  })
  const used = new Uint8Array(pieces.length)
  const chains: Chain[] = []
  const walk = (start: number, first: number): void => {
    const chain: Chain = { pieces: [], ends: [start, start], lengthMeters: 0, rank: Infinity }
    let node = start
    let current: number | undefined = first
    while (current !== undefined) {
      used[current] = 1
      const piece: Piece = pieces[current]!
      chain.pieces.push(current)
      chain.lengthMeters += distance(nodes[piece.from]!, nodes[piece.to]!)
      chain.rank = Math.min(chain.rank, rank(piece.source))
      node = piece.from === node ? piece.to : piece.from
      current = degree[node] === 2 && node !== start ? around[node]!.find((other) => !used[other]) : undefined
    }
    chain.ends = [start, node]
    chains.push(chain)
  }
  for (let node = 0; node < nodes.length; node++)
    if (degree[node]! !== 2) for (const piece of around[node]!) if (!used[piece]) walk(node, piece)
  return chains
}

/** Merges junctions closer than `meters` along a street: the one on the more important street stays where it is. */
export function contractShortChains(arrangement: Arrangement, rank: Rank, meters: number): Arrangement {
  const { nodes, pieces } = arrangement
  const importance = new Float64Array(nodes.length).fill(Infinity)
  const spread = new Float64Array(nodes.length)
  for (const piece of pieces)
    for (const node of [piece.from, piece.to]) {
      const own = rank(piece.source)
      importance[node] = Math.min(importance[node]!, own)
      spread[node]! += 1 / (own + 1)
    }
  const target = new Map<number, number>()
  const settled = new Set<number>()
  for (const chain of chainsOf(arrangement, rank)) {
    const [a, b] = chain.ends
    if (a === b || chain.lengthMeters >= meters || settled.has(a) || settled.has(b)) continue
    const keepA =
      importance[a]! !== importance[b]! ? importance[a]! < importance[b]! : spread[a]! >= spread[b]!
    const stays = keepA ? a : b
    const moved = keepA ? b : a
    if (importance[moved]! < 3 && importance[stays]! < 3) continue
    settled.add(a)
    settled.add(b)
    target.set(moved, stays)
    for (const index of chain.pieces)
      for (const node of [pieces[index]!.from, pieces[index]!.to]) if (node !== stays) target.set(node, stays)
  }
  const at = (node: number): number => target.get(node) ?? node
  const best = new Map<number, Piece>()
  for (const piece of pieces) {
    const from = at(piece.from)
    const to = at(piece.to)
    if (from === to) continue
    const key = Math.min(from, to) * 4e6 + Math.max(from, to)
    const other = best.get(key)
    if (!other || rank(piece.source) < rank(other.source)) best.set(key, { from, to, source: piece.source })
  }
  return { nodes, pieces: [...best.values()] }
}

/** Opens slivers: a face that is tiny or very thin loses its least important side. */
export function dropSlivers(arrangement: Arrangement, rank: Rank): Arrangement {
  const chains = chainsOf(arrangement, rank)
  const chainOf = new Int32Array(arrangement.pieces.length).fill(-1)
  chains.forEach((chain, i) => chain.pieces.forEach((piece) => (chainOf[piece] = i)))
  const { faces } = facesOf(arrangement)
  const dropped = new Set<number>()
  for (const face of faces) {
    const ring = face.ring.map((node) => arrangement.nodes[node]!)
    const area = ringArea(ring)
    const perimeter = ring.reduce((sum, q, i) => sum + distance(q, ring[(i + 1) % ring.length]!), 0)
    const thinness = (4 * Math.PI * area) / (perimeter * perimeter)
    if (area > 2500 && (thinness > 0.22 || area > 20_000)) continue
    const sides = [...new Set(face.halfEdges.map((half) => chainOf[half >> 1]!))].filter((side) => side >= 0)
    if (sides.some((side) => dropped.has(side))) continue
    const weakest = sides.reduce<number | undefined>((worst, side) => {
      const chain = chains[side]!
      if (chain.rank < KEPT_RANK) return worst
      if (worst === undefined) return side
      const other = chains[worst]!
      return chain.rank > other.rank || (chain.rank === other.rank && chain.lengthMeters > other.lengthMeters)
        ? side
        : worst
    }, undefined)
    if (weakest !== undefined) dropped.add(weakest)
  }
  return { ...arrangement, pieces: arrangement.pieces.filter((_, i) => !dropped.has(chainOf[i]!)) }
}

/** Takes out some lesser streets here and there, so that blocks differ in size. */
export function thin(arrangement: Arrangement, rank: Rank, random: Random): Arrangement {
  const degree = degrees(arrangement)
  const dropped = new Set<number>()
  for (const chain of chainsOf(arrangement, rank)) {
    const share = chain.rank === 7 ? 0.16 : chain.rank === 6 ? 0.08 : chain.rank === 8 ? 0.06 : 0
    const [a, b] = chain.ends
    const luck = random.next()
    if (luck >= share || degree[a]! < 4 || degree[b]! < 4 || chain.lengthMeters > 400) continue
    degree[a]!--
    degree[b]!--
    for (const piece of chain.pieces) dropped.add(piece)
  }
  return { ...arrangement, pieces: arrangement.pieces.filter((_, i) => !dropped.has(i)) }
}
