import { clipToBox } from './clip-to-box.ts'
import { shareInsideCircle } from './share-inside-circle.ts'

const nowhere: readonly [number, number] = [0, 0]
const clip = new Float64Array(2)

/**
 * The shares of the segment from (x, y) by (dx, dy) between which it is at most `meters` from the straight line from (ax, ay) to (bx, by), which has
 * a length; `[0, 0]` when it never is. What lies so near is convex, so there is one stretch.
 */
export function shareWithinOfLine(
  x: number,
  y: number,
  dx: number,
  dy: number,
  [ax, ay, bx, by]: readonly [number, number, number, number],
  meters: number,
): readonly [enter: number, leave: number] {
  const length = Math.hypot(bx - ax, by - ay)
  const [ux, uy] = [(bx - ax) / length, (by - ay) / length]
  // Along the line and to its left.
  const along = (x - ax) * ux + (y - ay) * uy
  const left = (y - ay) * ux - (x - ax) * uy
  const alongStep = dx * ux + dy * uy
  const leftStep = dy * ux - dx * uy
  if (dx === 0 && dy === 0) {
    const beyond = Math.max(0, -along, along - length)
    return Math.hypot(beyond, left) <= meters ? [0, 1] : nowhere
  }
  let enter = Infinity
  let leave = -Infinity
  for (const end of [0, length]) {
    const [from, to] = shareInsideCircle(along - end, left, alongStep, leftStep, meters)
    if (to <= from) continue
    enter = Math.min(enter, from)
    leave = Math.max(leave, to)
  }
  const beside = { minX: 0, minY: -meters, maxX: length, maxY: meters }
  if (clipToBox(along, left, alongStep, leftStep, beside, clip)) {
    enter = Math.min(enter, clip[0]!)
    leave = Math.max(leave, clip[1]!)
  }
  return leave > enter ? [enter, leave] : nowhere
}
