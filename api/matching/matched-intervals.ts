import type { StreetGraph } from '../streets/street-graph.ts'
import type { Leg } from './legs.ts'

/** A stretch of one edge, travelled at an even pace; where the offsets are equal, standing there. */
export interface MatchedInterval {
  readonly edge: number
  readonly direction: 'forward' | 'backward'
  /** Metres from the beginning of the edge's line; descending when backward. */
  readonly fromOffsetMeters: number
  readonly toOffsetMeters: number
  /** In the track's seconds. */
  readonly fromSeconds: number
  readonly toSeconds: number
}

/** Joins the legs of a piece to intervals, as long as the time along one runs evenly within a tolerance. */
export interface IntervalBuilder {
  add(leg: Leg, fromSeconds: number, toSeconds: number): void
  /** Ends the interval that is being joined: what follows does not continue it. */
  end(): void
}

/** @param intervals where finished ones are put */
export function intervalBuilder(
  graph: StreetGraph,
  toleranceSeconds: number,
  intervals: MatchedInterval[],
): IntervalBuilder {
  let open = false
  let halfEdge = 0
  let from = 0
  let to = 0
  let fromSeconds = 0
  let toSeconds = 0
  /** Seconds per metre at which the line from the start passes every end so far within the tolerance. */
  let fastest = 0
  let slowest = Infinity

  /** Whether the interval may end at this place and time instead. */
  function continues(leg: Leg, endSeconds: number): boolean {
    if (!open || leg.halfEdge !== halfEdge || leg.from !== to) return false
    const meters = to - from
    const seconds = toSeconds - fromSeconds
    if (meters === 0 && leg.to === to) return true
    if (meters === 0 && seconds > toleranceSeconds) return false
    if (meters > 0) {
      fastest = Math.max(fastest, (seconds - toleranceSeconds) / meters)
      slowest = Math.min(slowest, (seconds + toleranceSeconds) / meters)
    }
    const pace = (endSeconds - fromSeconds) / (leg.to - from)
    return pace >= fastest && pace <= slowest
  }

  function end(): void {
    if (!open) return
    open = false
    const edge = halfEdge >> 1
    const backward = (halfEdge & 1) === 1
    const length = graph.edgeLength[edge]!
    intervals.push({
      edge,
      direction: backward ? 'backward' : 'forward',
      fromOffsetMeters: backward ? length - from : from,
      toOffsetMeters: backward ? length - to : to,
      fromSeconds,
      toSeconds,
    })
  }

  return {
    end,
    add(leg, startSeconds, endSeconds) {
      if (!continues(leg, endSeconds)) {
        end()
        open = true
        ;({ halfEdge, from } = leg)
        fromSeconds = startSeconds
        fastest = 0
        slowest = Infinity
      }
      to = leg.to
      toSeconds = endSeconds
    },
  }
}
