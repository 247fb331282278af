import type { SignificanceKind, SignificantPlace } from '../../../../api/analyses/significance/contract.ts'
import { changeColors } from '../../../layers/heat/ramp.ts'
import type { Palette } from '../../../map/palette.ts'
import type { Contribution, MapFigures } from '../../../map/scene.svelte.ts'
import { drawnPlaces, legendPattern, type PlacePattern } from '../desk/drawn-places.ts'

/** Of the colours over the map. Fewer is quieter: most of a district has few cases, and the eye is to go where there are many. */
const significanceOpacity = { more: 0.66, fewer: 0.4 }

/** How a kind is drawn: on which side of the ramp, and with what besides its colour. */
const looks: Record<SignificanceKind, { side: 1 | -1; pattern?: PlacePattern }> = {
  hot: { side: 1 },
  cold: { side: -1, pattern: 'fewer' },
  'high-high': { side: 1 },
  'low-low': { side: -1, pattern: 'fewer' },
  'high-low': { side: 1, pattern: 'outlier' },
  'low-high': { side: -1, pattern: 'outlier' },
}

export const opacityOf = (kind: SignificanceKind): number =>
  looks[kind].side > 0 ? significanceOpacity.more : significanceOpacity.fewer

/** The legend's name of a pattern. */
export function patternOf(kind: SignificanceKind): 'hatch' | 'dots' | undefined {
  const { pattern } = looks[kind]
  return pattern && legendPattern[pattern]
}

/** RdBu: much more than chance is deep red, much less deep blue. Clusters and outliers come in one depth. */
export function significanceColor(kind: SignificanceKind, strength: number, theme: 'light' | 'dark'): string {
  const depth = kind === 'hot' || kind === 'cold' ? strength : looks[kind].pattern === 'outlier' ? 2 : 3
  return changeColors(theme)[3 + looks[kind].side * depth]!
}

export interface SignificanceMap {
  /** What of the answer is drawn; features are numbered from 1 in this order. */
  places: readonly SignificantPlace[]
  theme: 'light' | 'dark'
  palette: Palette
  figures: Omit<MapFigures, 'layers'>
}

/** The significant places coloured by how many times more or less they hold; fewer is hatched, outliers are dotted, streets with fewer are dashed. */
export function significanceContribution({ places, theme, palette, figures }: SignificanceMap): Contribution {
  const drawn = places.map(({ outline, kind, strength }) => ({
    outline,
    color: significanceColor(kind, strength, theme),
    opacity: opacityOf(kind),
    edge: significanceColor(kind, 3, theme),
    pattern: looks[kind].pattern,
    width: 2 + strength,
  }))
  return drawnPlaces('hotspots-significance', drawn, palette, figures)
}
