import type { CoverageRules } from '../coverage/rules.ts'
import type { PolygonSet } from '../geometry/polygon-set.ts'
import type { SummarisedTrack } from '../summaries/derivation.ts'
import { cellMeters } from './cell-key.ts'
import { HourTally, type TallyOptions } from './hour-tally.ts'
import { stretchesInCells } from './stretches-in-cells.ts'
import { stretchesInPolygons } from './stretches-in-polygons.ts'
import { type Surroundings, stretchesNearby } from './stretches-nearby.ts'

/** What presence is kept of: places whose records may change, and cells, which never do. */
export const placeLayers = ['grids', 'courtyards', 'control-areas'] as const
export const presenceLayers = [...placeLayers, 'cells'] as const
export type PresenceLayer = (typeof presenceLayers)[number]

/** Places in metres of the district's metric CRS; ids in the order of the shapes. */
export interface PresenceTargets {
  readonly grids: { readonly ids: Float64Array; readonly set: PolygonSet }
  readonly controlAreas: { readonly ids: Float64Array; readonly set: PolygonSet }
  readonly courtyards: { readonly ids: Float64Array; readonly surroundings: Surroundings }
  readonly rules: Pick<CoverageRules, 'presence' | 'visit'>
}

/** One outing in one hour: parallel arrays over the targets it was at. */
export interface PresenceRow {
  layer: PresenceLayer
  /** Hours since 1970 UTC. */
  hour: number
  patrolId: number
  unitId: number
  plainClothes: boolean
  targetIds: number[]
  dwellSeconds: number[]
  lengthMeters: number[]
  stayCounts: number[]
  effectiveStayCounts: number[]
}

const cells = { cellMeters, originX: 0, originY: 0 }

/**
 * How long an outing was in which grid, control area and cell of 100 m, and near which courtyard, hour by hour. Grids, areas and cells: a stay is a maximal
 * run inside. Courtyards: a passing within the rules' distance, which a short exit does not end.
 */
export function outingHours(
  summarised: SummarisedTrack,
  { grids, controlAreas, courtyards, rules }: PresenceTargets,
  layers: readonly PresenceLayer[] = presenceLayers,
): PresenceRow[] {
  const { track } = summarised
  const { effectiveStaySeconds } = rules.presence
  const tally = (toleratedExitSeconds = 0): HourTally => {
    const options: TallyOptions = { toleratedExitSeconds, effectiveStaySeconds }
    return new HourTally(track, options)
  }
  const tallies: Record<PresenceLayer, () => { tally: HourTally; ids?: Float64Array }> = {
    grids: () => {
      const found = tally()
      stretchesInPolygons(track, grids.set, found.add)
      return { tally: found, ids: grids.ids }
    },
    'control-areas': () => {
      const found = tally()
      stretchesInPolygons(track, controlAreas.set, found.add)
      return { tally: found, ids: controlAreas.ids }
    },
    courtyards: () => {
      const found = tally(rules.visit.toleratedExitSeconds)
      stretchesNearby(track, courtyards.surroundings, found.add)
      return { tally: found, ids: courtyards.ids }
    },
    cells: () => {
      const found = tally()
      stretchesInCells(track, cells, found.add)
      return { tally: found }
    },
  }
  return layers.flatMap((layer) => rowsOf(layer, summarised, tallies[layer]()))
}

function rowsOf(
  layer: PresenceLayer,
  { patrolId, unitId, plainClothes }: SummarisedTrack,
  { tally, ids }: { tally: HourTally; ids?: Float64Array },
): PresenceRow[] {
  return [...tally.finish().hours].map(([hour, targets]) => {
    const row: PresenceRow = {
      layer,
      hour,
      patrolId,
      unitId,
      plainClothes,
      targetIds: [],
      dwellSeconds: [],
      lengthMeters: [],
      stayCounts: [],
      effectiveStayCounts: [],
    }
    for (const [target, at] of targets) {
      row.targetIds.push(ids ? ids[target]! : target)
      row.dwellSeconds.push(at.dwellSeconds)
      row.lengthMeters.push(at.lengthMeters)
      row.stayCounts.push(at.stays)
      row.effectiveStayCounts.push(at.effectiveStays)
    }
    return row
  })
}
