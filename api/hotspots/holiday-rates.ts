import { dispersionOf } from './weekly-course.ts'
import { specialDayOf, specialDays, type SpecialDay } from './special-days.ts'

export const defaults = {
  /** Four weeks to either side: every weekday eight times, and season and trend are about the same. */
  referenceDays: 28,
  /** Two-sided: of ten kinds of holiday one in ten lists names one by chance. */
  confidence: 0.99,
  /** With fewer cases on both sides nothing can be said. */
  fewestCases: 5,
}
/** Of the standard normal distribution at 0.995. */
const normalQuantile = 2.5758293035489004

export interface HolidayRate {
  name: SpecialDay
  /** Of the holiday in the record. */
  days: number
  cases: number
  /** What ordinary days around would have had in as many days. */
  expected: number
  /** Cases over expected, with the limits of its confidence interval; null where there are too few cases. */
  ratio: { ratio: number; low: number; high: number } | null
}

/**
 * Cases on holidays against ordinary days within four weeks: the ratio of daily rates with a confidence interval on its logarithm, variance
 * φ(1/cases + 1/cases on ordinary days), φ Pearson's dispersion of the ordinary days, at least 1 (McCullagh and Nelder 1989, quasi-Poisson).
 *
 * @param counts expected cases by day, without gaps
 * @param firstDay days since 1970 of the first
 * @returns the holidays that lie in the record, in the order of the year
 */
export function holidayRates(counts: Float64Array, firstDay: number): HolidayRate[] {
  const kinds = Array.from(counts, (_, index) => specialDayOf(firstDay + index))
  const means = new Float64Array(counts.length)
  const references: number[][] = []
  for (let day = 0; day < counts.length; day += 1) {
    const around: number[] = []
    const last = Math.min(counts.length - 1, day + defaults.referenceDays)
    for (let other = Math.max(0, day - defaults.referenceDays); other <= last; other += 1) {
      if (kinds[other] === null) around.push(other)
    }
    references.push(around)
    means[day] = around.reduce((sum, other) => sum + counts[other]!, 0) / Math.max(1, around.length)
  }
  const ordinary = [...kinds.keys()].filter((day) => kinds[day] === null)
  const dispersion = dispersionOf(
    ordinary.map((day) => counts[day]!),
    ordinary.map((day) => means[day]!),
    1,
  )
  return specialDays.flatMap((name) => {
    const days = [...kinds.keys()].filter((day) => kinds[day] === name && references[day]!.length > 0)
    if (days.length === 0) return []
    const cases = days.reduce((sum, day) => sum + counts[day]!, 0)
    const expected = days.reduce((sum, day) => sum + means[day]!, 0)
    const around = new Set(days.flatMap((day) => references[day]!))
    const casesAround = [...around].reduce((sum, day) => sum + counts[day]!, 0)
    return [
      { name, days: days.length, cases, expected, ratio: ratioOf(cases, expected, casesAround, dispersion) },
    ]
  })
}

function ratioOf(
  cases: number,
  expected: number,
  casesAround: number,
  dispersion: number,
): HolidayRate['ratio'] {
  if (Math.max(cases, expected) < defaults.fewestCases || casesAround === 0) return null
  const ratio = cases / expected
  // Half a case where there was none: the interval has to have an upper end.
  const log = Math.log(Math.max(cases, 0.5) / expected)
  const deviation = Math.sqrt(dispersion * (1 / Math.max(cases, 0.5) + 1 / casesAround))
  return {
    ratio,
    low: cases === 0 ? 0 : Math.exp(log - normalQuantile * deviation),
    high: Math.exp(log + normalQuantile * deviation),
  }
}
