import type {
  Significance,
  SignificanceKind,
  SignificantPlace,
} from '../../../../api/analyses/significance/contract.ts'
import { formatNumber, formatPercent } from '../../../i18n/format.ts'
import * as area from '../../../i18n/significance.ts'
import { text } from '../../../i18n/text.ts'

/** The kinds of each statistic, those of most cases first. */
export const kindsOf: Record<Significance['statistic'], readonly SignificanceKind[]> = {
  'getis-ord': ['hot', 'cold'],
  'local-moran': ['high-high', 'high-low', 'low-high', 'low-low'],
}

/** 0.3 is 0.3, 8.44 is 8.4, 84.4 is 84: no more digits than a glance takes in. */
export function roundedCount(count: number): string {
  return formatNumber(count, count < 10 ? 1 : 0)
}

/** 45 起中的约 2 起 and the like: what is below one is said so. */
export function aboutCount(count: number): string {
  return count > 0 && count < 1 ? text(area).underOne : formatNumber(Math.round(count))
}

export function nameOf({ name }: SignificantPlace): string {
  return name ?? text(area).unnamedStreet
}

/** 3.2 倍, or 30 % where there are fewer; of a withheld one its class. */
export function timesWords({ ratio, strength, kind }: SignificantPlace): string {
  const t = text(area)
  if (ratio !== null) return ratio >= 1 ? t.times(roundedCount(ratio)) : formatPercent(ratio)
  if (kind === 'cold') return [t.fewerWeak, t.fewerMiddle, t.fewerStrong][strength - 1]!
  return t.timesWithheld[String(strength) as keyof typeof t.timesWithheld]
}

/** 是随机散布的 3.2 倍,误报概率低于 1 %。 */
export function evidenceWords(place: SignificantPlace): string {
  const t = text(area)
  const { ratio, qBelow } = place
  const alarm = t.falseAlarm(formatPercent(qBelow, 1))
  if (ratio === null) return t.detailSentence(timesWords(place), alarm)
  const times = ratio >= 1 ? t.timesMore(roundedCount(ratio)) : t.timesFewer(formatPercent(ratio))
  return t.detailSentence(times, alarm)
}

/** The counts behind it. */
export function countsWords({ cases, casesAround, expected }: SignificantPlace): string {
  const t = text(area)
  if (casesAround.count === null || expected === null) return t.detailWithheld(cases.countText)
  return t.detailCases(cases.countText, casesAround.countText, roundedCount(expected))
}

export function measuresWords({ z, qValue }: SignificantPlace): string {
  if (qValue === null) return ''
  const q = qValue < 1e-4 ? '< 0.0001' : `= ${formatNumber(qValue, 4)}`
  return text(area).measures(z === null ? '–' : formatNumber(z, 2), q)
}

/** 检验了 2,304 个方格：12 个案件明显偏多，33 个明显偏少。 Counts those of the viewer's area where that is all that was sent. */
export function foundWords(answer: Significance): string {
  const t = text(area)
  const parts = kindsOf[answer.statistic].flatMap((kind) => {
    const count = answer.places.filter((place) => place.kind === kind).length
    if (count === 0) return []
    const number = formatNumber(count)
    if (kind === 'hot') return [t.foundHot(number)]
    return [kind === 'cold' ? t.foundCold(number) : t.foundKind(t.kinds[kind], number)]
  })
  return t.found(
    formatNumber(answer.tested),
    t.unitsCounted[answer.unit],
    parts.length > 0 ? parts.join(t.joined) : t.foundNone,
  )
}

/** 200 m 方格, 社区, … */
export function unitWords({ unit, cellMeters }: Pick<Significance, 'unit' | 'cellMeters'>): string {
  const t = text(area)
  if (cellMeters === null) return t.units[unit]
  const size = `${formatNumber(cellMeters)} m`
  return unit === 'hexagons' ? t.metersHexagon(size) : t.meters(size)
}
