import type { TimeFilter } from '../state/time-range.svelte.ts'
import type { LayerDefinition } from './definition.ts'

const DAY_MS = 86_400_000

/** The part of a time that a layer draws: all of it, or its last days. */
export function drawnWindow(
  layer: LayerDefinition,
  filter: TimeFilter,
): { from: string; to: string; shortened: boolean } {
  const { from, to } = filter
  const earliest = Date.parse(to) - (layer.longestWindowDays ?? Infinity) * DAY_MS
  return Date.parse(from) < earliest
    ? { from: new Date(earliest).toISOString(), to, shortened: true }
    : { from, to, shortened: false }
}
