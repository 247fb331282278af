import type { CleanedTrack } from '../coverage/cleaned-track.ts'
import type { MatchOptions } from './options.ts'

/** The fixes of a cleaned track that a match needs; `accuracyMeters` are the radii that hold 68 % of each fix, where the receiver says. */
export type MatchableTrack = Pick<CleanedTrack, 'timeSeconds' | 'x' | 'y' | 'connected'> & {
  readonly accuracyMeters?: Float64Array | undefined
}

/** The unbroken pieces of a track, as first and last fix; a fix without a neighbour is no piece. */
export function piecesOf({ connected }: MatchableTrack): [first: number, last: number][] {
  const pieces: [number, number][] = []
  for (let i = 0; i < connected.length; i++) {
    if (connected[i] === 0) continue
    const first = i
    while (i < connected.length && connected[i] === 1) i++
    pieces.push([first, i])
  }
  return pieces
}

/**
 * Whether a piece is to be matched from its end: of a piece and its reverse, which are the same to somebody on foot, the same one is
 * always matched, and so both cover the same streets.
 */
export function isMatchedFromItsEnd({ x, y }: MatchableTrack, first: number, last: number): boolean {
  for (let i = first, j = last; i < j; i++, j--) {
    if (x[i] !== x[j]) return x[i]! > x[j]!
    if (y[i] !== y[j]) return y[i]! > y[j]!
  }
  return false
}

/**
 * Writes to `kept` the fixes of a piece that are to be matched, from `from` to `to` (which may lie before it): the first, every one that
 * is 20 m from the one kept before, the last, and of those between the beginning and the end of a stay and the tip of a turn.
 *
 * @returns how many they are; `kept` must have room for all fixes of the piece
 */
export function thinFixes(
  track: MatchableTrack,
  from: number,
  to: number,
  options: MatchOptions,
  kept: Int32Array,
): number {
  const { timeSeconds, x, y } = track
  const { thinMeters, stayKeptSeconds } = options
  const step = from <= to ? 1 : -1
  let count = 0
  kept[count++] = from
  let last = from
  for (let i = from + step; i !== to + step; i += step) {
    const dx = x[i]! - x[last]!
    const dy = y[i]! - y[last]!
    if (dx * dx + dy * dy < thinMeters * thinMeters && i !== to) continue
    const before = i - step
    if (before !== last) {
      const seconds = Math.abs(timeSeconds[before]! - timeSeconds[last]!)
      count =
        seconds >= stayKeptSeconds
          ? keepStay(track, last, before, step, options, kept, count)
          : keepTip(track, last, i, step, options, kept, count)
    }
    kept[count++] = i
    last = i
  }
  return count
}

/** Keeps the first and the last fix near the middle of all that follow `last`, each with the time until the next as its weight. */
function keepStay(
  { timeSeconds, x, y }: MatchableTrack,
  last: number,
  before: number,
  step: number,
  { thinMeters }: MatchOptions,
  kept: Int32Array,
  count: number,
): number {
  let [sumX, sumY, sum] = [0, 0, 0]
  for (let i = last; i !== before; i += step) {
    const seconds = Math.abs(timeSeconds[i + step]! - timeSeconds[i]!)
    sumX += seconds * (x[i]! + x[i + step]!)
    sumY += seconds * (y[i]! + y[i + step]!)
    sum += 2 * seconds
  }
  const isNear = (i: number): boolean => Math.hypot(x[i]! - sumX / sum, y[i]! - sumY / sum) <= thinMeters / 2
  let begin = last
  while (begin !== before && !isNear(begin)) begin += step
  let end = before
  while (end !== begin && !isNear(end)) end -= step
  if (begin !== last) kept[count++] = begin
  if (end !== begin) kept[count++] = end
  return count
}

/** Keeps the fix between two others that is furthest from the straight line between them, if that is far. */
function keepTip(
  { x, y }: MatchableTrack,
  last: number,
  next: number,
  step: number,
  { tipMeters }: MatchOptions,
  kept: Int32Array,
  count: number,
): number {
  const dx = x[next]! - x[last]!
  const dy = y[next]! - y[last]!
  const square = dx * dx + dy * dy
  let furthest = tipMeters * tipMeters
  let tip = -1
  for (let i = last + step; i !== next; i += step) {
    const ex = x[i]! - x[last]!
    const ey = y[i]! - y[last]!
    const share = square > 0 ? Math.min(1, Math.max(0, (ex * dx + ey * dy) / square)) : 0
    const distance = (ex - share * dx) ** 2 + (ey - share * dy) ** 2
    if (distance < furthest) continue
    furthest = distance
    tip = i
  }
  if (tip >= 0) kept[count++] = tip
  return count
}
