import { type BoxIndex, type Boxes, buildBoxIndex, findInBox } from '../geometry/box-index.ts'
import type { CleanedTrack } from './cleaned-track.ts'

/** Targets by their boxes, so that a track is held only against those it comes near. */
export class TargetsAlong {
  readonly #index: BoxIndex

  /** @param boxes of everything that can count, in metres, by index of the target */
  constructor(boxes: Boxes) {
    this.#index = buildBoxIndex(boxes)
  }

  /** Indexes of the targets whose box a segment of the track may enter, ascending. */
  along({ x, y, connected }: Pick<CleanedTrack, 'x' | 'y' | 'connected'>): number[] {
    const met = new Set<number>()
    const { found } = this.#index
    for (let i = 0; i < connected.length; i++) {
      if (connected[i] === 0) continue
      const [x0, y0, x1, y1] = [x[i]!, y[i]!, x[i + 1]!, y[i + 1]!]
      findInBox(this.#index, Math.min(x0, x1), Math.min(y0, y1), Math.max(x0, x1), Math.max(y0, y1))
      for (let item = 0; item < found.count; item++) met.add(found.items[item]!)
    }
    return [...met].sort((a, b) => a - b)
  }
}
