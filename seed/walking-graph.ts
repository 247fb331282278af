import type { Point } from './plane.ts'
import type { Road } from './roads.ts'

interface Arc {
  road: number
  to: number
  forward: boolean
}

/** Ways from one junction to all others, by rank of junction: metres, and the last arc (2 x road, + 1 when walked back; -1 for none). */
interface Tree {
  meters: Float64Array
  arcs: Int32Array
}

/** How much longer a street to be avoided counts. */
const AVOIDANCE = 60

/** Shortest ways along the streets between junctions, one-way streets respected; whole trees are kept for each start. */
export class WalkingGraph {
  readonly #roads: readonly Road[]
  readonly #leaving = new Map<number, Arc[]>()
  readonly #nodes: number[]
  readonly #rank = new Map<number, number>()
  readonly #trees = new Map<string, Tree>()

  constructor(roads: readonly Road[]) {
    this.#roads = roads
    const add = (from: number, arc: Arc): void => {
      const list = this.#leaving.get(from)
      if (list) list.push(arc)
      else this.#leaving.set(from, [arc])
    }
    roads.forEach((road, index) => {
      if (road.kind === 'footway') return
      add(road.from, { road: index, to: road.to, forward: true })
      if (!road.oneway) add(road.to, { road: index, to: road.from, forward: false })
      else if (!this.#leaving.has(road.to)) this.#leaving.set(road.to, [])
    })
    this.#nodes = [...this.#leaving.keys()]
    this.#nodes.forEach((node, i) => this.#rank.set(node, i))
  }

  /** Metres from one junction to another; infinite when there is no way. `avoid` holds streets that are used only if there is no other way. */
  meters(from: number, to: number, avoidName: string, avoid: ReadonlySet<number>): number {
    return this.#tree(from, avoidName, avoid).meters[this.#rank.get(to)!]!
  }

  /** The segments of the shortest way. */
  way(
    from: number,
    to: number,
    avoidName: string,
    avoid: ReadonlySet<number>,
  ): { road: number; forward: boolean }[] {
    const tree = this.#tree(from, avoidName, avoid)
    const way: { road: number; forward: boolean }[] = []
    for (let node = to; node !== from;) {
      const arc = tree.arcs[this.#rank.get(node)!]!
      if (arc < 0) return []
      const road = this.#roads[arc >> 1]!
      const forward = (arc & 1) === 0
      way.push({ road: arc >> 1, forward })
      node = forward ? road.from : road.to
    }
    return way.reverse()
  }

  /** Some arcs leaving a junction, for strolling. */
  leaving(node: number): readonly Arc[] {
    return this.#leaving.get(node) ?? []
  }

  #tree(from: number, avoidName: string, avoid: ReadonlySet<number>): Tree {
    const key = `${from} ${avoidName}`
    let tree = this.#trees.get(key)
    if (!tree) this.#trees.set(key, (tree = this.#grow(from, avoid)))
    return tree
  }

  /** Dijkstra 1959, with a binary heap. */
  #grow(from: number, avoid: ReadonlySet<number>): Tree {
    const meters = new Float64Array(this.#nodes.length).fill(Infinity)
    const arcs = new Int32Array(this.#nodes.length).fill(-1)
    const heap: [meters: number, node: number][] = [[0, from]]
    meters[this.#rank.get(from)!] = 0
    while (heap.length > 0) {
      const [reached, node] = popLeast(heap)
      if (reached > meters[this.#rank.get(node)!]!) continue
      for (const arc of this.#leaving.get(node)!) {
        const cost = this.#roads[arc.road]!.lengthMeters * (avoid.has(arc.road) ? AVOIDANCE : 1)
        const rank = this.#rank.get(arc.to)!
        if (reached + cost >= meters[rank]!) continue
        meters[rank] = reached + cost
        arcs[rank] = 2 * arc.road + (arc.forward ? 0 : 1)
        push(heap, [reached + cost, arc.to])
      }
    }
    return { meters, arcs }
  }
}

function push(heap: [number, number][], item: [number, number]): void {
  heap.push(item)
  let i = heap.length - 1
  while (i > 0) {
    const parent = (i - 1) >> 1
    if (heap[parent]![0] <= item[0]) break
    heap[i] = heap[parent]!
    i = parent
  }
  heap[i] = item
}

function popLeast(heap: [number, number][]): [number, number] {
  const least = heap[0]!
  const last = heap.pop()!
  if (heap.length === 0) return least
  let i = 0
  for (;;) {
    let child = 2 * i + 1
    if (child >= heap.length) break
    if (child + 1 < heap.length && heap[child + 1]![0] < heap[child]![0]) child++
    if (heap[child]![0] >= last[0]) break
    heap[i] = heap[child]!
    i = child
  }
  heap[i] = last
  return least
}

/** The geometry of a segment in the given direction. */
export function directed(road: Road, forward: boolean): readonly Point[] {
  return forward ? road.points : [...road.points].reverse()
}
