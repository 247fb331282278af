import type { TestedUnit } from '../../../../api/analyses/contract.ts'
import type {
  Significance,
  SignificanceKind,
  SignificantPlace,
} from '../../../../api/analyses/significance/contract.ts'
import { formatNumber, formatPercent } from '../../../i18n/format.ts'
import * as area from '../../../i18n/significance.ts'
import { text } from '../../../i18n/text.ts'
import type { LegendBlock } from '../../../map/scene.svelte.ts'
import { opacityOf, patternOf, significanceColor } from './significance-map.ts'
import { aboutCount, kindsOf, unitWords } from './significance-words.ts'

/**
 * Method, window, and how many were tested, found and are there by chance; then the classes that are on the map, most cases first.
 *
 * @param window days and whatever else narrows the cases, in words
 * @param shown the places that are drawn
 * @param onGround a colour as it comes out over the map at an opacity
 */
export function significanceLegend(
  answer: Significance,
  shown: readonly SignificantPlace[],
  window: readonly string[],
  theme: 'light' | 'dark',
  onGround: (color: string, opacity: number) => string,
  line: string,
): LegendBlock {
  const t = text(area)
  const { statistic, tested, found, foundByChance, falseDiscoveryShare, permutations, tooFewCases } = answer
  const method =
    statistic === 'getis-ord'
      ? t.legendMethod[statistic](unitWords(answer))
      : t.legendMethod[statistic](unitWords(answer), formatNumber(permutations ?? 0))
  const numbers = t.legendNumbers(formatNumber(tested), formatNumber(found), aboutCount(foundByChance))
  const some = shown.length < answer.places.length ? [t.legendSome] : []
  const rate = t.legendRate(formatPercent(falseDiscoveryShare, 1))
  const outcome = tooFewCases ? [t.tooFew] : found === 0 ? [t.legendNone] : [numbers, rate, ...some]
  return {
    title: t.legendTitle[statistic],
    note: [...window, method, ...outcome].join(' · '),
    entries: kindsOf[statistic].flatMap((kind) =>
      classesOf(shown, answer.unit, kind).map((strength) => {
        const color = onGround(significanceColor(kind, strength, theme), opacityOf(kind))
        return answer.unit === 'segments'
          ? {
              label: t.kinds[kind],
              color: significanceColor(kind, 3, theme),
              dash: patternOf(kind) ? [1.4, 0.8] : undefined,
              shape: 'line' as const,
            }
          : { label: labelOf(kind, strength), color, line, pattern: patternOf(kind), shape: 'area' as const }
      }),
    ),
  }
}

/** The strengths that are on the map; clusters and outliers, and streets, are drawn alike whatever their strength. */
function classesOf(places: readonly SignificantPlace[], unit: TestedUnit, kind: SignificanceKind): number[] {
  const there = places.filter((place) => place.kind === kind)
  if (there.length === 0) return []
  if ((kind !== 'hot' && kind !== 'cold') || unit === 'segments') return [3]
  const strengths = [3, 2, 1].filter((strength) => there.some((place) => place.strength === strength))
  return kind === 'hot' ? strengths : strengths.toReversed()
}

function labelOf(kind: SignificanceKind, strength: number): string {
  const t = text(area)
  const classes =
    kind === 'hot'
      ? [t.lessTimes, t.twoTimes, t.atLeastTimes]
      : kind === 'cold'
        ? [t.fewerWeak, t.fewerMiddle, t.fewerStrong]
        : []
  const found = classes[strength - 1]
  return found ? `${t.tabs[kind]} ${found}` : t.kinds[kind]
}
