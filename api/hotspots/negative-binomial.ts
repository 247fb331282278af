/** Beyond this size the distribution cannot be told from a Poisson one, and its own formula loses digits. */
const poissonSize = 1e8
/** Terms smaller than this share of the sum no longer change it. */
const negligible = 1e-16

/**
 * P(X >= count) for X negative binomial, given by its mean and variance; where the variance is not above the mean, Poisson. Ten digits and more for
 * counts up to a million.
 * @throws RangeError for a count that is none, or a mean that is not positive
 */
export function negativeBinomialTail(count: number, mean: number, variance: number): number {
  if (!Number.isInteger(count) || !(mean > 0)) {
    throw new RangeError(`no count of a negative binomial: ${count} with mean ${mean}`)
  }
  if (count <= 0) return 1
  const spread = variance - mean
  const size = spread > 0 ? (mean * mean) / spread : Infinity
  const isPoisson = !(size < poissonSize)
  const ratio = isPoisson ? 0 : mean / (size + mean)
  /** P(X = x + 1) / P(X = x). */
  const step = (x: number): number => (isPoisson ? mean / (x + 1) : ((x + size) / (x + 1)) * ratio)
  const logTerm = (x: number): number =>
    isPoisson
      ? x * Math.log(mean) - mean - logGamma(x + 1)
      : logGamma(x + size) -
        logGamma(size) -
        logGamma(x + 1) -
        size * Math.log1p(mean / size) +
        x * Math.log(ratio)
  if (count > mean) {
    let term = Math.exp(logTerm(count))
    let sum = term
    for (let x = count; term > negligible * sum; x += 1) {
      term *= step(x)
      sum += term
    }
    return Math.min(1, sum)
  }
  let term = Math.exp(logTerm(count - 1))
  let below = term
  for (let x = count - 1; x > 0 && term > negligible * below; x -= 1) {
    term /= step(x - 1)
    below += term
  }
  return Math.max(0, 1 - below)
}

/** The least count with P(X >= count) <= `share`. @throws RangeError as `negativeBinomialTail` */
export function negativeBinomialLimit(share: number, mean: number, variance: number): number {
  const isAlarm = (count: number): boolean => negativeBinomialTail(count, mean, variance) <= share
  let high = Math.max(1, Math.ceil(mean))
  while (!isAlarm(high)) high *= 2
  let low = 0
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (isAlarm(middle)) high = middle
    else low = middle
  }
  return high
}

/** Lanczos (1964) with the coefficients of Godfrey, for x > 0. */
const lanczos = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
]

function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x)
  let sum = lanczos[0]!
  for (let i = 1; i < lanczos.length; i += 1) sum += lanczos[i]! / (x - 1 + i)
  const t = x + 6.5
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum)
}
