import type { CleanedTrack } from '../coverage/cleaned-track.ts'

/** The straight segments of a track: segment i runs from vertex i to i + 1 where `connected[i]` is 1. */
export type StraightSegments = Pick<CleanedTrack, 'x' | 'y' | 'connected'>

/**
 * Is told of each part of a segment that lies in a target, in the order of time; parts that touch may come apart.
 *
 * @param target index of the target, or a cell's key
 * @param segment index of the segment
 * @param enter the part as shares of the segment, `0 <= enter < leave <= 1`
 */
export type OnStretch = (target: number, segment: number, enter: number, leave: number) => void
