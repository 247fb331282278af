import { fixesOfTrackWkb } from '../geometry/track-wkb.ts'
import type { Database } from '../database/connect.ts'
import type { PatrolTrack } from './assessment.ts'
import { matchGround } from '../matching/match-ground.ts'
import { matchedPath } from '../matching/matched-path.ts'
import { matchTrack } from '../matching/match-track.ts'
import type { Streets } from '../streets/network.ts'
import type { TravelMode } from '../streets/travel-modes.ts'
import { cleanTrack, type TrackOptions } from './cleaned-track.ts'
import { startsThatReachInto, tracksStartedIn } from './queries.ts'

// Short queries: the embedded engine serves one client at a time.
const sliceDays = 7
const dayMilliseconds = 86_400_000

/** Waiting and inspecting are done on foot. */
function travelMode(mode: string): TravelMode {
  return mode === 'vehicle' || mode === 'bike' ? mode : 'foot'
}

/** The cleaned tracks of the district with a fix in `[from, to)` and their ways along the streets, in metres of the metric CRS, read week by week. */
export async function readTracks(
  database: Database,
  districtCode: string,
  window: { from: Date; to: Date },
  metricCrs: number,
  options: TrackOptions,
  { graph, grid }: Streets,
): Promise<PatrolTrack[]> {
  const ground = matchGround(graph, grid)
  const { from, to } = startsThatReachInto(window.from, window.to)
  const tracks: PatrolTrack[] = []
  for (let start = from.getTime(); start < to.getTime(); start += sliceDays * dayMilliseconds) {
    const end = Math.min(start + sliceDays * dayMilliseconds, to.getTime())
    const rows = await tracksStartedIn(database.read, districtCode, new Date(start), new Date(end), metricCrs)
    for (const row of rows) {
      const track = cleanTrack(fixesOfTrackWkb(row.wkb), options)
      tracks.push({
        patrolId: row.patrolId,
        unitCode: row.unitCode,
        plainClothes: row.attire === 'plain',
        track,
        path: matchedPath(graph, track, matchTrack(ground, track, travelMode(row.mode))),
      })
    }
    // Let other requests in: matching is work for this process alone.
    await new Promise((resolve) => setImmediate(resolve))
  }
  return tracks
}
