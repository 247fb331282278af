/** A line in metres, vertex by vertex. */
interface Line {
  readonly x: ArrayLike<number>
  readonly y: ArrayLike<number>
}

export type Positions = [x: number, y: number][]

/** How far a position is from a line where it is nearest, in the line's unit; `Infinity` for a line without vertices. */
export function distanceToLine(px: number, py: number, { x, y }: Line): number {
  let nearest = x.length === 1 ? Math.hypot(px - x[0]!, py - y[0]!) : Infinity
  for (let i = 0; i + 1 < x.length; i++) {
    const [dx, dy] = [x[i + 1]! - x[i]!, y[i + 1]! - y[i]!]
    const squared = dx * dx + dy * dy
    const share = squared === 0 ? 0 : ((px - x[i]!) * dx + (py - y[i]!) * dy) / squared
    const along = Math.min(1, Math.max(0, share))
    nearest = Math.min(nearest, Math.hypot(px - x[i]! - along * dx, py - y[i]! - along * dy))
  }
  return nearest
}

/** The part of a line between two distances from its start; empty when they do not ascend. */
export function stretchOfLine({ x, y }: Line, fromMeters: number, toMeters: number): Positions {
  const positions: Positions = []
  const add = (px: number, py: number) => {
    const last = positions.at(-1)
    if (!last || last[0] !== px || last[1] !== py) positions.push([px, py])
  }
  let start = 0
  for (let i = 0; i + 1 < x.length && start < toMeters; i++) {
    const [dx, dy] = [x[i + 1]! - x[i]!, y[i + 1]! - y[i]!]
    const meters = Math.hypot(dx, dy)
    const [from, to] = [Math.max(fromMeters, start), Math.min(toMeters, start + meters)]
    if (to > from) {
      add(x[i]! + ((from - start) / meters) * dx, y[i]! + ((from - start) / meters) * dy)
      add(x[i]! + ((to - start) / meters) * dx, y[i]! + ((to - start) / meters) * dy)
    }
    start += meters
  }
  return positions.length > 1 ? positions : []
}
