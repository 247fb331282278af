import { cellKey } from './cell-key.ts'
import type { OnStretch, StraightSegments } from './stretches.ts'

/** Square cells, half open, over the whole plane: column 0 begins at `originX`, row 0 at `originY`. */
export interface CellGrid {
  readonly cellMeters: number
  readonly originX: number
  readonly originY: number
}

/** The parts of a track in each cell, by its key: every moment lies in exactly one. */
export function stretchesInCells(
  { x, y, connected }: StraightSegments,
  { cellMeters, originX, originY }: CellGrid,
  onStretch: OnStretch,
): void {
  const cuts: number[] = []
  for (let segment = 0; segment < connected.length; segment++) {
    if (connected[segment] === 0) continue
    // In cells from the origin.
    const x0 = (x[segment]! - originX) / cellMeters
    const y0 = (y[segment]! - originY) / cellMeters
    const x1 = (x[segment + 1]! - originX) / cellMeters
    const y1 = (y[segment + 1]! - originY) / cellMeters
    const column = Math.floor(x0)
    const row = Math.floor(y0)
    if (Math.floor(x1) === column && Math.floor(y1) === row) {
      onStretch(cellKey(column, row), segment, 0, 1)
      continue
    }
    cuts.length = 0
    addCuts(x0, x1, cuts)
    addCuts(y0, y1, cuts)
    cuts.sort((a, b) => a - b)
    cuts.push(1)
    let enter = 0
    for (const leave of cuts) {
      if (leave <= enter) continue
      const middle = (enter + leave) / 2
      const inColumn = Math.floor(x0 + middle * (x1 - x0))
      onStretch(cellKey(inColumn, Math.floor(y0 + middle * (y1 - y0))), segment, enter, leave)
      enter = leave
    }
  }
}

/** Adds the shares at which a way from a to b meets a whole number. */
function addCuts(a: number, b: number, cuts: number[]): void {
  const low = Math.min(a, b)
  const high = Math.max(a, b)
  for (let border = Math.floor(low) + 1; border < high; border++) cuts.push((border - a) / (b - a))
}
