import type { CleanedTrack } from '../coverage/cleaned-track.ts'
import type { MatchOptions } from './options.ts'

/** The fixes of a cleaned track that a match needs; `accuracyMeters` are the radii that hold 68 % of each fix, where the receiver says. */
export type MatchableTrack = Pick<CleanedTrack, 'timeSeconds' | 'x' | 'y' | 'connected'> & {
  readonly accuracyMeters?: Float64Array | undefined
}

/** A stretch of a track without a break, in the order in which it is matched. */
export interface Piece {
  /** The track's fix that each fix of the piece is. */
  fixOf(index: number): number
  /** Matched from its end: times are negative then, so that they ascend. */
  readonly isTurned: boolean
  readonly timeSeconds: Float64Array
  readonly x: Float64Array
  readonly y: Float64Array
  readonly accuracyMeters: Float64Array | undefined
}

/**
 * The pieces of a track between its breaks; a fix without a neighbour is none. With `mayTurn`, of a piece and its reverse, which are the same
 * to somebody on foot, the same one is always matched, so that both cover the same streets.
 */
export function piecesOf(track: MatchableTrack, mayTurn: boolean): Piece[] {
  const { connected } = track
  const pieces: Piece[] = []
  for (let i = 0; i < connected.length; i++) {
    if (connected[i] === 0) continue
    const first = i
    while (i < connected.length && connected[i] === 1) i++
    pieces.push(pieceOf(track, first, i, mayTurn && endsBeforeItBegins(track, first, i)))
  }
  return pieces
}

function pieceOf(track: MatchableTrack, first: number, last: number, isTurned: boolean): Piece {
  const part = (values: Float64Array): Float64Array => {
    const slice = values.slice(first, last + 1)
    return isTurned ? slice.reverse() : slice
  }
  const timeSeconds = part(track.timeSeconds)
  return {
    fixOf: (index) => (isTurned ? last - index : first + index),
    isTurned,
    timeSeconds: isTurned ? timeSeconds.map((seconds) => -seconds) : timeSeconds,
    x: part(track.x),
    y: part(track.y),
    accuracyMeters: track.accuracyMeters && part(track.accuracyMeters),
  }
}

function endsBeforeItBegins({ x, y }: MatchableTrack, first: number, last: number): boolean {
  for (let i = first, j = last; i < j; i++, j--) {
    if (x[i] !== x[j]) return x[i]! > x[j]!
    if (y[i] !== y[j]) return y[i]! > y[j]!
  }
  return false
}

/**
 * The piece with each fix at the mean of those shortly before and after, for as long as it takes to move `smoothMeters` at the pace there.
 * Walkers and standing cars report many fixes in one place, and it is the outliers among them that thinning would keep; a moving car's
 * fixes stay as they are.
 */
export function smoothed(piece: Piece, { smoothSeconds, smoothMeters }: MatchOptions): Piece {
  const { timeSeconds, x, y } = piece
  const count = x.length
  const sumX = runningSums(x)
  const sumY = runningSums(y)
  const smoothX = new Float64Array(count)
  const smoothY = new Float64Array(count)
  let [from, to] = [0, 0]
  for (let i = 0; i < count; i++) {
    const now = timeSeconds[i]!
    while (timeSeconds[from]! < now - smoothSeconds) from++
    while (to + 1 < count && timeSeconds[to + 1]! <= now + smoothSeconds) to++
    // Each half by itself, since at a turn both ends are near each other.
    const pace = Math.max(metersPerSecond(piece, from, i), metersPerSecond(piece, i, to))
    const seconds = smoothMeters / pace
    let [begin, end] = [i, i]
    while (begin > from && now - timeSeconds[begin - 1]! <= seconds) begin--
    while (end < to && timeSeconds[end + 1]! - now <= seconds) end++
    // As many before as after, so that nothing is moved along the way.
    const reach = Math.min(i - begin, end - i)
    const members = 2 * reach + 1
    smoothX[i] = x[0]! + (sumX[i + reach + 1]! - sumX[i - reach]!) / members
    smoothY[i] = y[0]! + (sumY[i + reach + 1]! - sumY[i - reach]!) / members
  }
  return { ...piece, x: smoothX, y: smoothY }
}

function metersPerSecond({ timeSeconds, x, y }: Piece, from: number, to: number): number {
  return to > from
    ? Math.hypot(x[to]! - x[from]!, y[to]! - y[from]!) / (timeSeconds[to]! - timeSeconds[from]!)
    : 0
}

/** `sums[i]` is the sum of the first i values, less the first value each, which keeps the sums small. */
function runningSums(values: Float64Array): Float64Array {
  const sums = new Float64Array(values.length + 1)
  for (let i = 0; i < values.length; i++) sums[i + 1] = sums[i]! + values[i]! - values[0]!
  return sums
}
