import {
  cleanTrack,
  type CleanedTrack,
  type StreetPath,
  type TrackOptions,
} from '../coverage/cleaned-track.ts'
import { fixesOfTrackWkb } from '../geometry/track-wkb.ts'
import { matchGround } from '../matching/match-ground.ts'
import { matchedPath } from '../matching/matched-path.ts'
import { matchTrack } from '../matching/match-track.ts'
import type { Streets } from '../streets/network.ts'
import { travelMode } from '../streets/travel-modes.ts'

/** The track of one outing as recorded, from what is stored. */
export function recordedTrack(wkb: Buffer, options: TrackOptions): CleanedTrack {
  return cleanTrack(fixesOfTrackWkb(wkb), options)
}

/** Places tracks on the streets one by one, as coverage does. */
export function wayFinder({ graph, grid }: Streets): (track: CleanedTrack, mode: string) => StreetPath {
  const ground = matchGround(graph, grid)
  return (track, mode) => matchedPath(graph, track, matchTrack(ground, track, travelMode(mode)))
}
