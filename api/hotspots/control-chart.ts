import { negativeBinomialLimit, negativeBinomialTail } from './negative-binomial.ts'
import { dispersionOf, type WeeklyCourse } from './weekly-course.ts'

/** What an area's next week is held against. */
export interface WeekAhead {
  expected: number
  /** Of the count if nothing changed: scatter, and how well the expectation is known. */
  variance: number
}

export interface SpikeRule {
  /** How often a week in which nothing changed may be called a spike, 0 to 1. */
  falseAlarmShare: number
  /** Fewer cases are no spike however rare they are. */
  fewestCases: number
}

export interface SpikeTest extends WeekAhead {
  /** P(as many or more) if nothing changed. */
  pValue: number
  /** From so many cases on it is a spike. */
  alarmFrom: number
  /** The share of unchanged weeks that reach `alarmFrom`: at most the rule's, since counts are whole. */
  falseAlarmShare: number
  isSpike: boolean
}

/**
 * What an area is expected to have in the week after its series if it keeps its share of the district: level from its own counts, trend and season from the
 * district's, since those of a few cases a week cannot be known. The level is Bayes' (Höhle and Riebler 2005, method `bayes` of R's surveillance:
 * Gamma prior, negative binomial prediction), scattered by the area's own dispersion.
 *
 * @param counts of the area by week, as long as the district's course
 */
export function weekAhead(counts: ArrayLike<number>, district: WeeklyCourse): WeekAhead {
  const { fitted, next, nextLogVariance } = district
  let [own, all] = [0, 0]
  for (let week = 0; week < fitted.length; week += 1) {
    own += counts[week]!
    all += fitted[week]!
  }
  if (!(all > 0)) return { expected: 0.5 / (fitted.length + 1), variance: 0 }
  // Jeffreys' prior: half a case, so that an area that never had any is not sure to stay so.
  const share = (own + 0.5) / all
  const expected = share * next
  const dispersion = dispersionOf(
    counts,
    fitted.map((mean) => mean * share),
    1,
  )
  const level = (dispersion * expected * next) / all
  return { expected, variance: dispersion * expected + level + expected ** 2 * nextLogVariance }
}

/** The same for the whole of the district's series itself. */
export function weekAheadOfDistrict({ next, nextLogVariance, dispersion, fitted }: WeeklyCourse): WeekAhead {
  const expected = Math.max(next, 0.5 / (fitted.length + 1))
  return { expected, variance: dispersion * expected + expected ** 2 * nextLogVariance }
}

/** Holds a week against its expectation: negative binomial with that mean and variance. */
export function spikeTest(count: number, { expected, variance }: WeekAhead, rule: SpikeRule): SpikeTest {
  const limit = negativeBinomialLimit(rule.falseAlarmShare, expected, variance)
  const alarmFrom = Math.max(limit, rule.fewestCases)
  return {
    expected,
    variance,
    pValue: negativeBinomialTail(count, expected, variance),
    alarmFrom,
    falseAlarmShare: negativeBinomialTail(alarmFrom, expected, variance),
    isSpike: count >= alarmFrom,
  }
}
