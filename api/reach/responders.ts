import type { PatrolProperties } from '../patrols/contract.ts'
import type { NearEdges } from '../streets/edge-grid.ts'
import type { Streets } from '../streets/network.ts'
import type { TravelMode } from '../streets/travel-modes.ts'
import { nearestStreet } from './nearest-street.ts'
import type { Responder } from './reached.ts'

export const defaults = {
  /** From further away than the depth of a large courtyard nobody knows which street somebody comes out to. */
  accessMeters: 150,
}

/** How a unit sets out: waiting and inspecting are done on foot. */
export function travelModeOf(mode: PatrolProperties['mode']): TravelMode {
  return mode === 'vehicle' || mode === 'bike' ? mode : 'foot'
}

/**
 * Who sets out from a place: on the nearest street that the mode may use, else on foot on the nearest of all, after the way to it on foot. Null
 * without a street near.
 */
export function responderAt(
  streets: Streets,
  near: NearEdges,
  place: { readonly x: number; readonly y: number },
  mode: TravelMode,
  footKilometersPerHour: number,
  { accessMeters }: typeof defaults = defaults,
): Responder | null {
  for (const travels of new Set<TravelMode>([mode, 'foot'])) {
    const street = nearestStreet(streets, near, place, accessMeters, travels)
    if (!street) continue
    const { edge, offset, distance } = street
    return { edge, offset, seconds: (distance * 3.6) / footKilometersPerHour, mode: travels }
  }
  return null
}
