import type { Point } from './plane.ts'

/** A graph of areas: what each weighs, where it lies, and what it costs to cut it from a neighbour. */
export interface AreaGraph {
  centres: Point[]
  weights: number[]
  /** neighbours[i] maps a neighbour's index to the cost of the border between them. */
  neighbours: Map<number, number>[]
}

const DIRECTIONS = 8

/**
 * Divides connected areas into `parts` connected parts of about equal weight, by halving again and again: each half grows
 * from one side, the direction with the cheapest border wins, and areas along the border change sides where that is cheaper.
 */
export function partition(graph: AreaGraph, areas: readonly number[], parts: number): number[][] {
  if (parts <= 1 || areas.length <= 1) return [[...areas]]
  const firstParts = parts >> 1
  const [first, second] = halve(graph, areas, firstParts / parts)
  return [...partition(graph, first, firstParts), ...partition(graph, second, parts - firstParts)]
}

function halve(graph: AreaGraph, areas: readonly number[], share: number): [number[], number[]] {
  const total = areas.reduce((sum, area) => sum + graph.weights[area]!, 0)
  const target = total * share
  let best: { inFirst: Set<number>; score: number } | undefined
  for (let direction = 0; direction < DIRECTIONS; direction++) {
    const inFirst = grow(graph, areas, target, (direction / DIRECTIONS) * 2 * Math.PI + 0.1)
    refine(graph, areas, inFirst, target, total)
    const weight = [...inFirst].reduce((sum, area) => sum + graph.weights[area]!, 0)
    if (inFirst.size === 0 || inFirst.size === areas.length) continue
    const imbalance = Math.abs(weight - target) / total
    const score = cutCost(graph, areas, inFirst) * (1 + 4 * imbalance * imbalance * 25)
    if (!best || score < best.score) best = { inFirst, score }
  }
  const inFirst = best?.inFirst ?? new Set(areas.slice(0, 1))
  return [areas.filter((area) => inFirst.has(area)), areas.filter((area) => !inFirst.has(area))]
}

/** Grows a connected part from the outermost area in a direction until it weighs enough; what it cuts off joins it. */
function grow(graph: AreaGraph, areas: readonly number[], target: number, angle: number): Set<number> {
  const own = new Set(areas)
  const projection = (area: number): number =>
    graph.centres[area]!.x * Math.cos(angle) + graph.centres[area]!.y * Math.sin(angle)
  const start = areas.reduce((low, area) => (projection(area) < projection(low) ? area : low))
  const part = new Set<number>()
  const frontier = new Set([start])
  let weight = 0
  while (frontier.size > 0 && part.size < areas.length - 1) {
    let next = -1
    for (const area of frontier) if (next < 0 || projection(area) < projection(next)) next = area
    if (part.size > 0 && weight + graph.weights[next]! / 2 > target) break
    frontier.delete(next)
    part.add(next)
    weight += graph.weights[next]!
    for (const neighbour of graph.neighbours[next]!.keys())
      if (own.has(neighbour) && !part.has(neighbour)) frontier.add(neighbour)
  }
  const components = componentsOf(
    graph,
    areas.filter((area) => !part.has(area)),
  ).sort((a, b) => b.length - a.length)
  for (const piece of components.slice(1)) for (const area of piece) part.add(area)
  return part
}

function refine(
  graph: AreaGraph,
  areas: readonly number[],
  inFirst: Set<number>,
  target: number,
  total: number,
): void {
  const own = new Set(areas)
  let weight = [...inFirst].reduce((sum, area) => sum + graph.weights[area]!, 0)
  for (let pass = 0; pass < 3; pass++) {
    let moves = 0
    for (const area of areas) {
      const side = inFirst.has(area)
      let same = 0
      let other = 0
      for (const [neighbour, cost] of graph.neighbours[area]!)
        if (!own.has(neighbour)) continue
        else if (inFirst.has(neighbour) === side) same += cost
        else other += cost
      if (other <= same * 1.05) continue
      const changed = weight + (side ? -1 : 1) * graph.weights[area]!
      const worse = Math.abs(changed - target) > Math.abs(weight - target)
      if (worse && Math.abs(changed - target) > 0.1 * Math.min(target, total - target)) continue
      const rest = areas.filter((candidate) => candidate !== area && inFirst.has(candidate) === side)
      if (rest.length === 0 || componentsOf(graph, rest).length !== 1) continue
      if (side) inFirst.delete(area)
      else inFirst.add(area)
      weight = changed
      moves++
    }
    if (moves === 0) return
  }
}

function cutCost(graph: AreaGraph, areas: readonly number[], inFirst: ReadonlySet<number>): number {
  const own = new Set(areas)
  let cost = 0
  for (const area of inFirst)
    for (const [neighbour, border] of graph.neighbours[area]!)
      if (own.has(neighbour) && !inFirst.has(neighbour)) cost += border
  return cost
}

/** The connected groups of some areas. */
export function componentsOf(graph: AreaGraph, areas: readonly number[]): number[][] {
  const left = new Set(areas)
  const components: number[][] = []
  for (const start of areas) {
    if (!left.delete(start)) continue
    const component = [start]
    for (const area of component)
      for (const neighbour of graph.neighbours[area]!.keys())
        if (left.delete(neighbour)) component.push(neighbour)
    components.push(component)
  }
  return components
}
