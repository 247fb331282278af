/** The shares of a segment inside a box (Liang and Barsky 1984), written to `out`. */
export function clipToBox(
  x: number,
  y: number,
  dx: number,
  dy: number,
  box: { minX: number; minY: number; maxX: number; maxY: number },
  out: Float64Array,
): boolean {
  let enter = 0
  let exit = 1
  for (let side = 0; side < 4; side++) {
    const slope = side === 0 ? -dx : side === 1 ? dx : side === 2 ? -dy : dy
    const room =
      side === 0 ? x - box.minX : side === 1 ? box.maxX - x : side === 2 ? y - box.minY : box.maxY - y
    if (slope === 0) {
      if (room < 0) return false
    } else if (slope < 0) {
      enter = Math.max(enter, room / slope)
    } else {
      exit = Math.min(exit, room / slope)
    }
  }
  if (enter > exit) return false
  out[0] = enter
  out[1] = exit
  return true
}
