import { fixesOfTrackWkb } from '../geometry/track-wkb.ts'
import type { Database } from '../database/connect.ts'
import type { PatrolTrack } from './assessment.ts'
import { cleanTrack, type TrackOptions } from './cleaned-track.ts'
import { startsThatReachInto, tracksStartedIn } from './queries.ts'

// Short queries: the embedded engine serves one client at a time.
const sliceDays = 7
const dayMilliseconds = 86_400_000

/** The cleaned tracks of the district with a fix in `[from, to)`, in metres of the metric CRS, read week by week. */
export async function readTracks(
  database: Database,
  districtCode: string,
  window: { from: Date; to: Date },
  metricCrs: number,
  options: TrackOptions,
): Promise<PatrolTrack[]> {
  const { from, to } = startsThatReachInto(window.from, window.to)
  const tracks: PatrolTrack[] = []
  for (let start = from.getTime(); start < to.getTime(); start += sliceDays * dayMilliseconds) {
    const end = Math.min(start + sliceDays * dayMilliseconds, to.getTime())
    const rows = await tracksStartedIn(database.read, districtCode, new Date(start), new Date(end), metricCrs)
    for (const row of rows) {
      tracks.push({
        patrolId: row.patrolId,
        unitCode: row.unitCode,
        plainClothes: row.attire === 'plain',
        track: cleanTrack(fixesOfTrackWkb(row.wkb), options),
      })
    }
  }
  return tracks
}
