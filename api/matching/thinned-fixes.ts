import type { MatchOptions } from './options.ts'
import type { Piece } from './pieces.ts'

/**
 * Writes to `kept` the fixes of a piece that are to be matched: the first, every one that is 20 m from the one kept before, the last, and
 * of those between the beginning and the end of a stay and the tip of a turn.
 *
 * @returns how many they are; `kept` must have room for all fixes of the piece
 */
export function thinFixes(piece: Piece, options: MatchOptions, kept: Int32Array): number {
  const { timeSeconds, x, y } = piece
  const { thinMeters, stayKeptSeconds } = options
  const end = x.length - 1
  let count = 0
  kept[count++] = 0
  let last = 0
  for (let i = 1; i <= end; i++) {
    const dx = x[i]! - x[last]!
    const dy = y[i]! - y[last]!
    if (dx * dx + dy * dy < thinMeters * thinMeters && i !== end) continue
    if (i - 1 > last) {
      const isStay = timeSeconds[i - 1]! - timeSeconds[last]! >= stayKeptSeconds
      count = isStay
        ? keepStay(piece, last, i - 1, options, kept, count)
        : keepTip(piece, last, i, options, kept, count)
      if (isStay && kept[count - 1]! > last) {
        // The way goes on from where the stay ended, not from where it began.
        last = kept[count - 1]!
        i = last
        continue
      }
    }
    kept[count++] = i
    last = i
  }
  return count
}

/** Keeps the first and the last fix near the middle of all that follow `last`, each with the time until the next as its weight. */
function keepStay(
  { timeSeconds, x, y }: Piece,
  last: number,
  before: number,
  { thinMeters }: MatchOptions,
  kept: Int32Array,
  count: number,
): number {
  let [sumX, sumY, sum] = [0, 0, 0]
  for (let i = last; i < before; i++) {
    const seconds = timeSeconds[i + 1]! - timeSeconds[i]!
    sumX += seconds * (x[i]! + x[i + 1]!)
    sumY += seconds * (y[i]! + y[i + 1]!)
    sum += 2 * seconds
  }
  const isNear = (i: number): boolean => Math.hypot(x[i]! - sumX / sum, y[i]! - sumY / sum) <= thinMeters / 2
  let begin = last
  while (begin < before && !isNear(begin)) begin++
  let end = before
  while (end > begin && !isNear(end)) end--
  if (begin !== last) kept[count++] = begin
  if (end > begin) kept[count++] = end
  return count
}

/**
 * Keeps the fix between two others that is furthest from the straight line between them, if that is far; less will do where it lies before
 * or behind both, since somebody turned back there.
 */
function keepTip(
  { x, y }: Piece,
  last: number,
  next: number,
  { tipMeters, turnTipMeters }: MatchOptions,
  kept: Int32Array,
  count: number,
): number {
  const dx = x[next]! - x[last]!
  const dy = y[next]! - y[last]!
  const square = dx * dx + dy * dy
  let furthest = 0
  let tip = -1
  for (let i = last + 1; i < next; i++) {
    const ex = x[i]! - x[last]!
    const ey = y[i]! - y[last]!
    const along = square > 0 ? (ex * dx + ey * dy) / square : 0
    const share = Math.min(1, Math.max(0, along))
    const least = share === along ? tipMeters : turnTipMeters
    const distance = (ex - share * dx) ** 2 + (ey - share * dy) ** 2
    if (distance < furthest || distance < least * least) continue
    furthest = distance
    tip = i
  }
  if (tip >= 0) kept[count++] = tip
  return count
}

/**
 * Puts the fixes at which somebody turned back where they were recorded: among those before and after, which all lie to one side, an
 * average falls short of the turn.
 *
 * @param even of `smoothed`, changed in place
 */
export function restoreTurns(piece: Piece, even: Piece, kept: Int32Array, count: number): void {
  const { x, y } = even
  const turns: number[] = []
  for (let k = 1; k + 1 < count; k++) {
    const [before, at, after] = [kept[k - 1]!, kept[k]!, kept[k + 1]!]
    const [ax, ay] = [x[before]! - x[at]!, y[before]! - y[at]!]
    const [bx, by] = [x[after]! - x[at]!, y[after]! - y[at]!]
    const cosine = (ax * bx + ay * by) / (Math.hypot(ax, ay) * Math.hypot(bx, by))
    if (cosine > 0.5) turns.push(at)
  }
  for (const at of turns) {
    x[at] = piece.x[at]!
    y[at] = piece.y[at]!
  }
}
