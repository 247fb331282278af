import type { CleanedTrack, StreetPath } from '../coverage/cleaned-track.ts'
import { placeOnEdge, type StreetGraph } from '../streets/street-graph.ts'
import type { MatchedTrack, UnmatchedStretch } from './match-track.ts'
import type { MatchedInterval } from './matched-intervals.ts'

/**
 * The track as it went along the streets: vertices of the matched edges with their times, the fixes themselves where nothing matched, and
 * the breaks of the track. It lasts as long as the track does, and can be held against a must-patrol line as a cleaned track can.
 *
 * @param track what `matched` came from
 */
export function matchedPath(graph: StreetGraph, track: CleanedTrack, matched: MatchedTrack): StreetPath {
  const parts = [...matched.intervals, ...matched.unmatched].sort((a, b) => a.fromSeconds - b.fromSeconds)
  const path = emptyPath()
  for (const [i, part] of parts.entries()) {
    const follows = i > 0 && parts[i - 1]!.toSeconds === part.fromSeconds
    if (!follows) path.breakOff()
    if ('edge' in part) {
      addInterval(graph, part, path)
    } else {
      const isFollowed = parts[i + 1]?.fromSeconds === part.toSeconds
      addFixes(track, part, follows, isFollowed, path)
    }
  }
  return path.finish()
}

function addInterval(graph: StreetGraph, interval: MatchedInterval, path: Path): void {
  const { edge, fromOffsetMeters: from, toOffsetMeters: to, fromSeconds, toSeconds } = interval
  const { vertexStart, vertexOffset, vertices } = graph
  const [first, last] = [vertexStart[edge]!, vertexStart[edge + 1]! - 1]
  const place = new Float64Array(2)
  placeOnEdge(graph, edge, from, place)
  // What leads here, if anything, comes from where nothing matched.
  path.add(fromSeconds, place[0]!, place[1]!, false)
  for (let i = first; i <= last; i++) {
    const v = to > from ? i : first + last - i
    const share = (vertexOffset[v]! - from) / (to - from)
    if (!(share > 0 && share < 1)) continue
    path.add(fromSeconds + share * (toSeconds - fromSeconds), vertices[2 * v]!, vertices[2 * v + 1]!, true)
  }
  placeOnEdge(graph, edge, to, place)
  path.add(toSeconds, place[0]!, place[1]!, true)
}

/** The fixes of a stretch; its ends only where no street takes over, so that the path goes on from there. */
function addFixes(
  { timeSeconds, x, y }: CleanedTrack,
  { fromFix, toFix }: UnmatchedStretch,
  follows: boolean,
  isFollowed: boolean,
  path: Path,
): void {
  for (let i = follows ? fromFix + 1 : fromFix; i <= (isFollowed ? toFix - 1 : toFix); i++) {
    path.add(timeSeconds[i]!, x[i]!, y[i]!, false)
  }
}

interface Path {
  /** What comes next is not connected with what was added before. */
  breakOff(): void
  /** Of a repeated time the first place is kept. `alongStreet` says how it was reached from the one before. */
  add(seconds: number, x: number, y: number, alongStreet: boolean): void
  finish(): StreetPath
}

function emptyPath(): Path {
  const timeSeconds: number[] = []
  const xs: number[] = []
  const ys: number[] = []
  const connected: number[] = []
  const onStreet: number[] = []
  const bounds = { minX: Infinity, minY: Infinity, maxX: -Infinity, maxY: -Infinity }
  let isBroken = true
  let segmentCount = 0
  let observedSeconds = 0
  let unobservedSeconds = 0
  let lengthMeters = 0
  return {
    breakOff() {
      isBroken = true
    },
    add(seconds, x, y, alongStreet) {
      const before = timeSeconds.length - 1
      if (before >= 0) {
        const passed = seconds - timeSeconds[before]!
        if (passed <= 0) return
        connected.push(isBroken ? 0 : 1)
        onStreet.push(alongStreet && !isBroken ? 1 : 0)
        if (isBroken) {
          unobservedSeconds += passed
        } else {
          segmentCount++
          observedSeconds += passed
          lengthMeters += Math.hypot(x - xs[before]!, y - ys[before]!)
        }
      }
      isBroken = false
      timeSeconds.push(seconds)
      xs.push(x)
      ys.push(y)
      bounds.minX = Math.min(bounds.minX, x)
      bounds.minY = Math.min(bounds.minY, y)
      bounds.maxX = Math.max(bounds.maxX, x)
      bounds.maxY = Math.max(bounds.maxY, y)
    },
    finish: () => ({
      timeSeconds: Float64Array.from(timeSeconds),
      x: Float64Array.from(xs),
      y: Float64Array.from(ys),
      connected: Uint8Array.from(connected),
      onStreet: Uint8Array.from(onStreet),
      segmentCount,
      observedSeconds,
      unobservedSeconds,
      lengthMeters,
      bounds,
    }),
  }
}
