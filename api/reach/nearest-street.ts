import { findNearEdges, type NearEdges } from '../streets/edge-grid.ts'
import type { Streets } from '../streets/network.ts'
import { modeBit, type TravelMode } from '../streets/travel-modes.ts'

export interface PlaceOnStreet {
  readonly edge: number
  /** Metres from the beginning of the edge. */
  readonly offset: number
  /** Metres from the place to the street. */
  readonly distance: number
}

/**
 * The nearest place of a street that a mode may use, null when there is none within `withinMeters`.
 *
 * @param near of `nearEdgesOf`, overwritten
 */
export function nearestStreet(
  { graph, grid }: Streets,
  near: NearEdges,
  { x, y }: { readonly x: number; readonly y: number },
  withinMeters: number,
  mode: TravelMode = 'foot',
): PlaceOnStreet | null {
  findNearEdges(graph, grid, x, y, withinMeters, near)
  let nearest: PlaceOnStreet | null = null
  for (let i = 0; i < near.count; i++) {
    const edge = near.edges[i]!
    const distance = near.distances[i]!
    if (((graph.halfEdgeModes[2 * edge]! | graph.halfEdgeModes[2 * edge + 1]!) & modeBit[mode]) === 0)
      continue
    if (nearest && (distance > nearest.distance || (distance === nearest.distance && edge > nearest.edge)))
      continue
    nearest = { edge, offset: near.offsets[i]!, distance }
  }
  return nearest
}
