const weeksPerYear = 365.25 / 7
/** With fewer cases seasons cannot be told from chance. */
const fewestCasesOfSeason = 100
/** So many weeks are nearly two years: with fewer, season and trend cannot be told apart. */
const fewestWeeksOfSeason = 100
const weeksOfTwoWaves = 150
const mostSteps = 50

/** What a series of weekly counts would go on with. */
export interface WeeklyCourse {
  /** Expected cases of each week of the series. */
  fitted: Float64Array
  /** Expected cases of the week after the last. */
  next: number
  /** Variance of the logarithm of `next`: how well level, trend and season are known. */
  nextLogVariance: number
  /** Pearson's index of dispersion, at least 1: how many times more the counts scatter than chance. */
  dispersion: number
  /** Waves of the year that were fitted; 0: level alone, without trend. */
  seasonWaves: number
}

/**
 * Level, log-linear trend and season (one or two waves of the year) of weekly counts, by quasi-Poisson regression with iterated weighted least squares: the
 * model of Farrington et al. (1996, JRSS A 159) with the seasons of Noufaily et al. (2013, Statistics in Medicine 32) as waves in place of steps. From
 * less than 100 weeks or 100 cases, or where it does not converge, the level alone.
 *
 * @param counts of consecutive weeks, oldest first; at least two
 */
export function weeklyCourse(counts: ArrayLike<number>): WeeklyCourse {
  const weeks = counts.length
  if (weeks < 2) throw new RangeError('a course needs at least two weeks')
  let total = 0
  for (let week = 0; week < weeks; week += 1) total += counts[week]!
  const mean = total / weeks
  const isLong = weeks >= fewestWeeksOfSeason && total >= fewestCasesOfSeason
  const seasonWaves = !isLong ? 0 : weeks >= weeksOfTwoWaves ? 2 : 1
  const found = seasonWaves > 0 ? regression(counts, mean, seasonWaves) : null
  if (found) return { ...found, seasonWaves }
  const fitted = new Float64Array(weeks).fill(mean)
  const dispersion = dispersionOf(counts, fitted, 1)
  const nextLogVariance = total > 0 ? dispersion / total : 0
  return { fitted, next: mean, nextLogVariance, dispersion, seasonWaves: 0 }
}

/** Pearson's index of dispersion of counts about their expectations, at least 1. */
export function dispersionOf(
  counts: ArrayLike<number>,
  expected: ArrayLike<number>,
  parameters: number,
): number {
  let sum = 0
  for (let week = 0; week < counts.length; week += 1) {
    const mean = expected[week]!
    if (mean > 0) sum += (counts[week]! - mean) ** 2 / mean
  }
  return Math.max(1, sum / Math.max(1, counts.length - parameters))
}

function regression(
  counts: ArrayLike<number>,
  mean: number,
  waves: number,
): Omit<WeeklyCourse, 'seasonWaves'> | null {
  const weeks = counts.length
  const size = 2 + 2 * waves
  const rowOf = (week: number): Float64Array => {
    const row = new Float64Array(size)
    row[0] = 1
    row[1] = (week - weeks / 2) / weeksPerYear
    for (let wave = 1; wave <= waves; wave += 1) {
      const angle = (2 * Math.PI * wave * week) / weeksPerYear
      row[2 * wave] = Math.cos(angle)
      row[2 * wave + 1] = Math.sin(angle)
    }
    return row
  }
  const rows = Array.from({ length: weeks + 1 }, (_, week) => rowOf(week))
  const dot = (a: Float64Array, b: Float64Array): number =>
    a.reduce((sum, value, i) => sum + value * b[i]!, 0)
  const fitted = new Float64Array(weeks)
  let beta = new Float64Array(size)
  beta[0] = Math.log(mean)
  let factor: Float64Array[] | null = null
  for (let step = 0, change = Infinity; change > 1e-10; step += 1) {
    if (step === mostSteps) return null
    const normal = Array.from({ length: size }, () => new Float64Array(size))
    const right = new Float64Array(size)
    for (let week = 0; week < weeks; week += 1) {
      const row = rows[week]!
      const logMean = dot(row, beta)
      const weight = Math.exp(logMean)
      if (!Number.isFinite(weight)) return null
      const working = logMean + (counts[week]! - weight) / weight
      for (let i = 0; i < size; i += 1) {
        right[i]! += row[i]! * weight * working
        for (let j = 0; j <= i; j += 1) normal[i]![j]! += row[i]! * weight * row[j]!
      }
    }
    factor = cholesky(normal)
    if (!factor) return null
    const next = solved(factor, right)
    change = next.reduce((most, value, i) => Math.max(most, Math.abs(value - beta[i]!)), 0)
    beta = next
  }
  for (let week = 0; week < weeks; week += 1) fitted[week] = Math.exp(dot(rows[week]!, beta))
  const dispersion = dispersionOf(counts, fitted, size)
  const ahead = rows[weeks]!
  return {
    fitted,
    next: Math.exp(dot(ahead, beta)),
    nextLogVariance: dispersion * dot(ahead, solved(factor!, ahead)),
    dispersion,
  }
}

/** The lower triangle L with L Lᵀ = `matrix`, of which the lower half is read; null where there is none. */
function cholesky(matrix: readonly Float64Array[]): Float64Array[] | null {
  const lower = matrix.map((row) => row.slice())
  for (let i = 0; i < lower.length; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      let sum = lower[i]![j]!
      for (let k = 0; k < j; k += 1) sum -= lower[i]![k]! * lower[j]![k]!
      if (i === j && !(sum > 0)) return null
      lower[i]![j] = i === j ? Math.sqrt(sum) : sum / lower[j]![j]!
    }
  }
  return lower
}

function solved(lower: readonly Float64Array[], right: Float64Array): Float64Array<ArrayBuffer> {
  const x = Float64Array.from(right)
  for (let i = 0; i < x.length; i += 1) {
    for (let k = 0; k < i; k += 1) x[i]! -= lower[i]![k]! * x[k]!
    x[i]! /= lower[i]![i]!
  }
  for (let i = x.length - 1; i >= 0; i -= 1) {
    for (let k = i + 1; k < x.length; k += 1) x[i]! -= lower[k]![i]! * x[k]!
    x[i]! /= lower[i]![i]!
  }
  return x
}
