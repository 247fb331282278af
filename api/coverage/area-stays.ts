import type { PolygonSet } from '../geometry/polygon-set.ts'
import { stretchesInPolygons } from '../presence/stretches-in-polygons.ts'
import type { CleanedTrack } from './cleaned-track.ts'
import { type Stay, StayRun } from './stay-run.ts'

/** Two parts of one stay are added up from different ends of a segment: less than this between them is arithmetic. */
const arithmeticSeconds = 1e-3

/**
 * The stays of a recorded track in each area, by index of the area in the set. Every crossing of the border ends one, so that areas side by side share
 * the time exactly.
 */
export function staysInAreas(
  track: CleanedTrack,
  areas: PolygonSet,
  stillMetersPerSecond: number,
): Map<number, Stay[]> {
  const { timeSeconds, x, y } = track
  const runs = new Map<number, StayRun>()
  stretchesInPolygons(track, areas, (area, i, enter, leave) => {
    let run = runs.get(area)
    if (!run) {
      run = new StayRun(arithmeticSeconds)
      runs.set(area, run)
    }
    const start = timeSeconds[i]!
    const seconds = timeSeconds[i + 1]! - start
    const meters = Math.hypot(x[i + 1]! - x[i]!, y[i + 1]! - y[i]!)
    const isStill = meters < stillMetersPerSecond * seconds
    run.addInside(start + enter * seconds, start + leave * seconds, (leave - enter) * meters, isStill)
  })
  const stays = new Map<number, Stay[]>()
  for (const [area, run] of runs) {
    run.finish()
    stays.set(area, run.stays)
  }
  return stays
}
