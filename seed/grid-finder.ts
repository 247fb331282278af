import type { Division } from './grids.ts'
import type { Point } from './plane.ts'
import { bounds, ringContains } from './polygons.ts'

/** Finds the grid a place lies in. */
export class GridFinder {
  readonly #boxes: ReturnType<typeof bounds>[]
  readonly #division: Division

  constructor(division: Division) {
    this.#division = division
    this.#boxes = division.grids.map((grid) => bounds(grid.rings[0]!))
  }

  /** The grid's index, or -1 outside the district. */
  at(place: Point): number {
    return this.#division.grids.findIndex((grid, i) => {
      const box = this.#boxes[i]!
      if (place.x < box.minX || place.x > box.maxX || place.y < box.minY || place.y > box.maxY) return false
      return (
        ringContains(grid.rings[0]!, place) && !grid.rings.slice(1).some((hole) => ringContains(hole, place))
      )
    })
  }
}
