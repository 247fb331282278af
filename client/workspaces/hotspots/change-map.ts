import type { ExpressionSpecification } from 'maplibre-gl'
import type { CaseCounts } from '../../../api/cases/contract.ts'
import { changeColors } from '../../layers/heat/ramp.ts'
import type { Contribution } from '../../map/scene.svelte.ts'

/** Of the grids' colours over the map. */
export const changeOpacity = 0.78

/** Three classes on either side of little change: limits at one, two and three steps. */
export interface ChangeClasses {
  step: number
}

const roundSteps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]

/** A round step such that about one grid in twenty changes by more than three of them. */
export function changeClasses(counts: CaseCounts): ChangeClasses {
  const sizes = counts.areas.map(({ change }) => Math.abs(change ?? 0)).sort((a, b) => a - b)
  const high = sizes[Math.floor(sizes.length * 0.95)] ?? 0
  return { step: roundSteps.find((step) => step * 3 >= high) ?? roundSteps.at(-1)! }
}

/** -3 to 3: how many steps a change is, 0 for less than one. */
export function changeClass(change: number, { step }: ChangeClasses): number {
  const steps = Math.min(3, Math.floor(Math.abs(change) / step))
  return change < 0 ? -steps : steps
}

/** Grids coloured by their change; those that did not change stay as they are. */
export function changeContribution(
  counts: CaseCounts,
  classes: ChangeClasses,
  theme: 'light' | 'dark',
  origin: string,
): Contribution {
  const colors = changeColors(theme)
  const byGrid = counts.areas.flatMap(({ id, change }) => {
    const found = change === null ? 0 : changeClass(change, classes)
    return found === 0 ? [] : [id, colors[found + 3]!]
  })
  const color: ExpressionSpecification | string =
    byGrid.length === 0
      ? 'transparent'
      : (['match', ['id'], ...byGrid, 'transparent'] as unknown as ExpressionSpecification)
  return {
    sources: {
      'hotspots-change': {
        type: 'vector',
        tiles: [`${origin}/tiles/grids/{z}/{x}/{y}.mvt`],
        minzoom: 8,
        maxzoom: 16,
      },
    },
    layers: [
      {
        slot: 'under-labels',
        specification: {
          id: 'hotspots-change:area',
          type: 'fill',
          source: 'hotspots-change',
          'source-layer': 'grids',
          paint: { 'fill-color': color, 'fill-opacity': changeOpacity },
        },
      },
    ],
  }
}
