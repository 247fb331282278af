import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { spikeTest, weekAhead, weekAheadOfDistrict } from '../../api/hotspots/control-chart.ts'
import { negativeBinomialLimit, negativeBinomialTail } from '../../api/hotspots/negative-binomial.ts'
import { weeklyCourse } from '../../api/hotspots/weekly-course.ts'
import { Random } from '../../seed/random.ts'

const yearWeeks = 365.25 / 7

/** A count with a mean and an index of dispersion: Poisson at 1, else a Gamma mixture of Poisson counts, by inversion. */
function drawnCount(random: Random, mean: number, dispersion: number): number {
  const draw = random.next()
  let count = 0
  const variance = mean * dispersion
  // P(X >= count + 1) falls below the draw.
  let step = Math.max(1, Math.floor(Math.sqrt(variance)))
  while (negativeBinomialTail(count + step, mean, variance) > draw) count += step
  for (step = step >> 1; step >= 1; step >>= 1) {
    if (negativeBinomialTail(count + step, mean, variance) > draw) count += step
  }
  while (negativeBinomialTail(count + 1, mean, variance) > draw) count += 1
  return count
}

/** The mean of each week in a city that has a trend and a season and nothing else. */
function unchangedMean(random: Random, mean: number, { trend = 0.1, swing = 0.3 } = {}) {
  const phase = random.next() * 2 * Math.PI
  return (week: number): number => {
    const years = week / yearWeeks
    return mean * Math.exp(trend * years + swing * Math.cos(2 * Math.PI * years + phase))
  }
}

interface Reference {
  courses: {
    counts: number[]
    fitted: number[]
    nextExpected: number
    nextLogVariance: number
    dispersion: number
    seasonWaves: number
  }[]
  tails: Record<'count' | 'mean' | 'variance' | 'tail', number[]>
}
/** Made by R, see `tests/reference`. */
const reference = JSON.parse(
  readFileSync(new URL('../reference/control-chart.json', import.meta.url), 'utf8'),
) as Reference

describe('against R', () => {
  it.each(reference.courses)('fits level, trend and $seasonWaves waves as glm does', (expected) => {
    const course = weeklyCourse(expected.counts)
    expect(course.seasonWaves).toBe(expected.seasonWaves)
    expected.fitted.forEach((mean, week) => expect(course.fitted[week]! / mean).toBeCloseTo(1, 9))
    expect(course.next / expected.nextExpected).toBeCloseTo(1, 9)
    expect(course.dispersion / expected.dispersion).toBeCloseTo(1, 9)
    // R keeps the weights of the step before its last.
    expect(course.nextLogVariance / expected.nextLogVariance).toBeCloseTo(1, 7)
  })
  it('has the tails of pnbinom', () => {
    const { count, mean, variance, tail } = reference.tails
    expect(count.length).toBeGreaterThan(50)
    for (const [index, expected] of tail.entries()) {
      const computed = negativeBinomialTail(count[index]!, mean[index]!, variance[index]!)
      // Where next to nothing is left, both have lost their digits.
      if (expected > 1e-250) expect(computed / expected).toBeCloseTo(1, 8)
      else expect(computed).toBeLessThan(1e-249)
    }
  })
})

describe('negative binomial', () => {
  it('is Poisson where the variance is the mean', () => {
    // 1 - e^-2 (1 + 2 + 2)
    expect(negativeBinomialTail(3, 2, 2)).toBeCloseTo(1 - 5 * Math.exp(-2), 13)
    expect(negativeBinomialTail(3, 2, 2 + 1e-12)).toBeCloseTo(1 - 5 * Math.exp(-2), 9)
  })
  it('is geometric at size 1', () => {
    // mean 3, variance 3 + 9: P(X >= k) = (3/4)^k
    for (const count of [1, 2, 5, 40]) {
      expect(negativeBinomialTail(count, 3, 12) / 0.75 ** count).toBeCloseTo(1, 11)
    }
  })
  it('adds up to one, and its mean is the mean', () => {
    const means = fc.double({ min: 0.01, max: 500, noNaN: true })
    fc.assert(
      fc.property(means, fc.double({ min: 1, max: 5, noNaN: true }), (mean, dispersion) => {
        // The mean is the sum of P(X >= k).
        let sum = 0
        for (let count = 1, tail = 1; tail > 1e-13; count += 1) {
          const next = negativeBinomialTail(count, mean, mean * dispersion)
          expect(next).toBeLessThanOrEqual(tail + 1e-12)
          tail = next
          sum += tail
        }
        expect(sum / mean).toBeCloseTo(1, 8)
      }),
      { numRuns: 60 },
    )
  })
  it('gives the least count that is as rare', () => {
    const limit = negativeBinomialLimit(0.001, 4, 6)
    expect(negativeBinomialTail(limit, 4, 6)).toBeLessThanOrEqual(0.001)
    expect(negativeBinomialTail(limit - 1, 4, 6)).toBeGreaterThan(0.001)
  })
})

describe('the course of weekly counts', () => {
  it('is the mean where the record is short', () => {
    const course = weeklyCourse([2, 4, 6, 8])
    expect([...course.fitted, course.next]).toEqual([5, 5, 5, 5, 5])
    expect(course.seasonWaves).toBe(0)
    // (9 + 1 + 1 + 9) / 5 over three
    expect(course.dispersion).toBeCloseTo(20 / 5 / 3, 12)
    expect(course.nextLogVariance).toBeCloseTo(20 / 5 / 3 / 20, 12)
  })
  it('goes on with trend and season', () => {
    const meanOf = (week: number) =>
      50 * Math.exp(0.2 * (week / yearWeeks) + 0.4 * Math.cos((2 * Math.PI * week) / yearWeeks + 1))
    const course = weeklyCourse(Array.from({ length: 156 }, (_, week) => meanOf(week)))
    expect(course.seasonWaves).toBe(2)
    expect(course.next).toBeCloseTo(meanOf(156), 6)
    expect(course.dispersion).toBe(1)
  })
})

describe('the false-alarm rate is what the words say', () => {
  const share = 0.01
  const rule = { falseAlarmShare: share, fewestCases: 1 }
  /**
   * Not above the rule by more than the scatter's own uncertainty, and near what each chart states of itself. What is compared is no number of alarms, which would
   * scatter by a third, but how probable an alarm is by the mean and the scatter that the simulated city truly has.
   */
  function expectRate(probable: number, stated: number, tests: number) {
    expect(stated / tests).toBeLessThanOrEqual(share)
    expect(probable / tests).toBeLessThanOrEqual(1.2 * share)
    expect(probable / stated).toBeGreaterThan(0.75)
    expect(probable / stated).toBeLessThan(1.25)
  }

  it('says that a week three times as high is a spike, and a usual one is not', () => {
    const course = weeklyCourse(new Array(52).fill(60))
    const ahead = weekAhead(new Array(52).fill(4), course)
    expect(ahead.expected).toBeCloseTo(4, 1)
    const thousandth = { falseAlarmShare: 0.001, fewestCases: 5 }
    expect(spikeTest(13, ahead, thousandth)).toMatchObject({ isSpike: true, alarmFrom: 13 })
    expect(spikeTest(11, ahead, thousandth).isSpike).toBe(false)
    // However rare: four cases where there are none are no spike.
    const never = weekAhead(new Array(52).fill(0), course)
    expect(spikeTest(4, never, thousandth)).toMatchObject({ isSpike: false, alarmFrom: 5 })
  })

  it.each([
    { weeks: 156, mean: 40, dispersion: 1 },
    { weeks: 156, mean: 40, dispersion: 2 },
    { weeks: 104, mean: 15, dispersion: 1 },
    { weeks: 104, mean: 60, dispersion: 1.5 },
  ])('of a district with %o', ({ weeks, mean, dispersion }) => {
    const random = new Random(`district ${mean} ${dispersion}`)
    const cities = 1000
    let [probable, stated] = [0, 0]
    for (let city = 0; city < cities; city += 1) {
      const meanAt = unchangedMean(random, mean)
      const counts = Array.from({ length: weeks }, (_, week) => drawnCount(random, meanAt(week), dispersion))
      const ahead = weekAheadOfDistrict(weeklyCourse(counts))
      const { alarmFrom, falseAlarmShare } = spikeTest(0, ahead, rule)
      stated += falseAlarmShare
      probable += negativeBinomialTail(alarmFrom, meanAt(weeks), meanAt(weeks) * dispersion)
    }
    expectRate(probable, stated, cities)
  })

  it.each([
    { weeks: 156, mean: 0.3, dispersion: 1 },
    { weeks: 156, mean: 2, dispersion: 1 },
    { weeks: 104, mean: 2, dispersion: 1.5 },
    { weeks: 104, mean: 10, dispersion: 1 },
    { weeks: 52, mean: 5, dispersion: 1 },
  ])('of an area with %o in a district of sixty times as many', ({ weeks, mean, dispersion }) => {
    const random = new Random(`area ${mean} ${dispersion}`)
    let [probable, stated, tests] = [0, 0, 0]
    for (let city = 0; city < 60; city += 1) {
      const meanAt = unchangedMean(random, mean, weeks < 100 ? { trend: 0, swing: 0 } : {})
      const areas = Array.from({ length: 30 }, () =>
        Array.from({ length: weeks }, (_, week) => drawnCount(random, meanAt(week), dispersion)),
      )
      const rest = Array.from({ length: weeks }, (_, week) =>
        drawnCount(random, 30 * meanAt(week), dispersion),
      )
      const all = rest.map((count, week) => areas.reduce((sum, area) => sum + area[week]!, count))
      const course = weeklyCourse(all)
      for (const area of areas) {
        const { alarmFrom, falseAlarmShare } = spikeTest(0, weekAhead(area, course), rule)
        tests += 1
        stated += falseAlarmShare
        probable += negativeBinomialTail(alarmFrom, meanAt(weeks), meanAt(weeks) * dispersion)
      }
    }
    expectRate(probable, stated, tests)
  })
})
