import type { StreetGraph } from '../streets/street-graph.ts'
import type { PlaceOnStreet } from './nearest-street.ts'
import { type Reached, ringsOnEdge, secondsUntil } from './reached.ts'
import { addMetersByGrid, type StreetsOfGrids } from './streets-of-grids.ts'

/** A case, the grid it lies in (by index) and its street; null where none is near. */
export interface PlacedCase {
  readonly grid: number
  readonly street: PlaceOnStreet | null
}

/** What can be reached, by grid: what figures are shares of. */
export interface GridTotals {
  /** Metres of street. */
  readonly meters: Float64Array
  readonly households: Float64Array
  readonly cases: readonly PlacedCase[]
}

/** Reached within each ring, those inside it included: one entry per ring. */
export interface RingFigures {
  readonly meters: number[]
  readonly households: number[]
  readonly cases: number[]
  readonly totalMeters: number
  readonly totalHouseholds: number
  readonly totalCases: number
}

/** Metres of all streets by grid. */
export function streetMetersByGrid(graph: StreetGraph, streets: StreetsOfGrids, gridCount: number) {
  const meters = new Float64Array(gridCount)
  for (let edge = 0; edge < graph.edgeCount; edge++) {
    addMetersByGrid(graph, streets, edge, 0, graph.edgeLength[edge]!, meters)
  }
  return meters
}

/** Metres reached by ring and grid, each ring by itself. */
export function reachedMetersByGrid(
  graph: StreetGraph,
  streets: StreetsOfGrids,
  reached: Reached,
  limitsSeconds: readonly number[],
  gridCount: number,
): Float64Array[] {
  const rings = limitsSeconds.map(() => new Float64Array(gridCount))
  for (const edge of reached.keys()) {
    for (const { from, to, ring } of ringsOnEdge(reached, edge, graph.edgeLength[edge]!, limitsSeconds)) {
      const meters = rings[ring]
      if (meters) addMetersByGrid(graph, streets, edge, from, to, meters)
    }
  }
  return rings
}

/**
 * What is reached of some grids. Households are counted by grid alone: so many of a grid's are reached as of its metres of street; a grid without a
 * street is reached by nobody. A case is reached when the place of its street is.
 *
 * @param meters of `reachedMetersByGrid`
 * @param includes whether a grid counts, by index
 */
export function ringFigures(
  reached: Reached,
  meters: readonly Float64Array[],
  totals: GridTotals,
  limitsSeconds: readonly number[],
  includes: (grid: number) => boolean,
): RingFigures {
  const perRing = () => limitsSeconds.map(() => 0)
  const figures = {
    meters: perRing(),
    households: perRing(),
    cases: perRing(),
    totalMeters: 0,
    totalHouseholds: 0,
    totalCases: 0,
  }
  for (let grid = 0; grid < totals.meters.length; grid++) {
    if (!includes(grid)) continue
    const streetMeters = totals.meters[grid]!
    const households = totals.households[grid]!
    figures.totalMeters += streetMeters
    figures.totalHouseholds += households
    let within = 0
    for (const [ring, byGrid] of meters.entries()) {
      within += byGrid[grid]!
      figures.meters[ring]! += within
      if (streetMeters > 0) figures.households[ring]! += households * Math.min(1, within / streetMeters)
    }
  }
  for (const { grid, street } of totals.cases) {
    if (!includes(grid)) continue
    figures.totalCases++
    const until = street ? secondsUntil(reached, street.edge, street.offset) : Infinity
    for (const [ring, limit] of limitsSeconds.entries()) if (until <= limit) figures.cases[ring]!++
  }
  return figures
}
