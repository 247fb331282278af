import type { LegendEntry } from '../layers/definition.ts'
import type { LegendBlock } from '../map/scene.svelte.ts'

/** The symbol of an entry that a workspace adds to the legend, on the screen and on the printed sheet. */
export function legendSymbol({
  shape,
  color,
  line = color,
  width = 3,
  dash,
  pattern,
  mark,
  picture,
}: LegendBlock['entries'][number]): LegendEntry['symbol'] {
  if (picture) return { type: 'image', image: picture }
  if (shape === 'area') return { type: 'area', fill: color, line, dash, pattern }
  if (shape === 'line') return { type: 'line', color, width, dash }
  return { type: 'point', color, mark, radius: mark ? 7 : 5 }
}
