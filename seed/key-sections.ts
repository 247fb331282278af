import type { GridFinder } from './grid-finder.ts'
import type { Division } from './grids.ts'
import { drawStretches, stretchName, type Stretch } from './patrol-lines.ts'
import type { Random } from './random.ts'
import type { StreetNetwork } from './roads.ts'

export interface KeySection extends Stretch {
  code: string
  name: string
  kind: 'foot_patrol' | 'fixed_point'
  toleranceMeters: number
}

/** Key sections: short stretches held on foot or from a fixed point, on streets that are no must-patrol line. */
export function drawKeySections(
  network: StreetNetwork,
  division: Division,
  grids: GridFinder,
  wantedByStation: readonly number[],
  taken: Set<number>,
  random: Random,
): KeySection[] {
  return drawStretches(network, division, grids, wantedByStation, [160, 460], 160, taken, random).map(
    (stretch, i) => ({
      ...stretch,
      code: `S${String(i + 1).padStart(3, '0')}`,
      name: stretchName(network, stretch),
      kind: random.chance(0.7) ? 'foot_patrol' : 'fixed_point',
      toleranceMeters: 25,
    }),
  )
}
