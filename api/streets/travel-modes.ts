/** How somebody moves along streets. */
export type TravelMode = 'foot' | 'bike' | 'vehicle'

/** How a patrol of a mode moves: waiting and inspecting are done on foot. */
export function travelMode(patrolMode: string): TravelMode {
  return patrolMode === 'vehicle' || patrolMode === 'bike' ? patrolMode : 'foot'
}

/** One bit per mode, as in `StreetGraph.halfEdgeModes`. */
export const modeBit: Record<TravelMode, number> = { foot: 1, bike: 2, vehicle: 4 }

const everyMode = modeBit.foot | modeBit.bike | modeBit.vehicle

/**
 * Who may use a kind of road, where that is not everybody. Stairs are for feet; cycleways are imported as footways; motorways
 * are closed to walkers and riders (Road Traffic Safety Law of China, article 67).
 */
const modesByKind: Record<string, number> = {
  steps: modeBit.foot,
  footway: modeBit.foot | modeBit.bike,
  motorway: modeBit.vehicle,
}

/** The modes that may travel a road along its line and against it: a one-way street binds vehicles only. */
export function modesOfRoad(kind: string, oneway: boolean): { along: number; against: number } {
  const along = modesByKind[kind] ?? everyMode
  return { along, against: oneway ? along & ~modeBit.vehicle : along }
}
