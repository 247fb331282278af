import type { PatrolAgainstCases } from '../../../../api/analyses/patrol-against-cases/contract.ts'
import { formatNumber } from '../../../i18n/format.ts'
import * as area from '../../../i18n/patrol-against-cases.ts'
import { text } from '../../../i18n/text.ts'
import { blended } from '../../../layers/heat/ramp.ts'
import { PALETTES } from '../../../map/palette.ts'
import type { LegendBlock } from '../../../map/scene.svelte.ts'
import { presenceColors } from '../../gaps/presence/ramp.ts'
import { areaOpacity, bivariateColor, stayLooks } from './patrol-map.ts'

type Theme = 'light' | 'dark'
const levels = [0, 1, 2]

/** Three by three: patrol from little to much across, cases from many to few down. @param window in words */
export function bothLegend(window: string, theme: Theme): LegendBlock {
  const t = text(area).legend
  const ground = PALETTES[theme].land
  return {
    title: t.both,
    note: t.bothNote(window),
    columns: 3,
    entries: levels.flatMap((patrol) =>
      levels.toReversed().map((cases) => ({
        label: t.class(t.levels[cases]!, t.levels[patrol]!),
        color: blended(bivariateColor(theme, cases, patrol), ground, areaOpacity),
        shape: 'area' as const,
      })),
    ),
  }
}

/** Classes of patrol time from much to little, then what saw none. */
export function patrolLegend(
  { breaks, grids }: PatrolAgainstCases,
  window: string,
  theme: Theme,
): LegendBlock {
  const t = text(area).legend
  const colors = presenceColors(theme)
  const { land, label: line } = PALETTES[theme]
  const rate = (value: number) => formatNumber(value, value < 1 ? 2 : 1)
  const classes = breaks.slice(0, -1).map((low, index) => {
    const high = breaks[index + 1]!
    const label =
      index === breaks.length - 2
        ? t.atLeast(rate(low))
        : index === 0
          ? t.below(rate(high))
          : t.between(rate(low), rate(high))
    return { label, color: blended(colors[index]!, land, areaOpacity), shape: 'area' as const }
  })
  const none = grids.some(({ unitMinutes }) => unitMinutes === 0)
    ? [{ label: t.noneThere, color: land, line, pattern: 'hatch' as const, shape: 'area' as const }]
    : []
  return { title: t.patrol, note: t.patrolNote(window), entries: [...classes.toReversed(), ...none] }
}

export function staysLegend(window: string, theme: Theme): LegendBlock {
  const t = text(area).legend
  const looks = stayLooks(PALETTES[theme])
  return {
    title: t.stays,
    note: t.staysNote(window),
    entries: (['none', 'some', 'all'] as const).map((name) => ({
      label: t.stayClasses[name],
      ...looks[name],
      shape: 'line' as const,
    })),
  }
}
