/**
 * Tails of the binomial distribution to nearly full double precision, far into the tail and for a million cases: the largest term by Loader's
 * saddle-point expansion (C. Loader 2000, Fast and accurate computation of binomial probabilities), the others by their ratio to it.
 */

/** Terms smaller than this share of the sum no longer change it. */
const negligible = 1e-17

/** P(X >= count) for X binomial with `trials` and `probability`. @throws RangeError for trials that are no count or a probability outside 0 to 1. */
export function upperTail(count: number, trials: number, probability: number): number {
  requireDistribution(trials, probability)
  if (count <= 0) return 1
  if (count > trials || probability === 0) return 0
  if (probability === 1) return 1
  const odds = probability / (1 - probability)
  if (count <= trials * probability) return 1 - lowerTail(count - 1, trials, probability)
  let term = binomialTerm(count, trials, probability)
  let sum = term
  for (let x = count; x < trials && term > negligible * sum; x += 1) {
    term *= ((trials - x) / (x + 1)) * odds
    sum += term
  }
  return Math.min(1, sum)
}

/** P(X <= count) for X binomial with `trials` and `probability`. @throws RangeError as `upperTail`. */
export function lowerTail(count: number, trials: number, probability: number): number {
  requireDistribution(trials, probability)
  if (count < 0) return 0
  if (count >= trials || probability === 0) return 1
  if (probability === 1) return 0
  if (count >= trials * probability) return 1 - upperTail(count + 1, trials, probability)
  const inverseOdds = (1 - probability) / probability
  let term = binomialTerm(count, trials, probability)
  let sum = term
  for (let x = count; x > 0 && term > negligible * sum; x -= 1) {
    term *= (x / (trials - x + 1)) * inverseOdds
    sum += term
  }
  return Math.min(1, sum)
}

function requireDistribution(trials: number, probability: number): void {
  if (!Number.isInteger(trials) || trials < 0 || !(probability >= 0 && probability <= 1)) {
    throw new RangeError(`no binomial distribution: ${trials} trials of probability ${probability}`)
  }
}

/** P(X = x), Loader (2000). */
function binomialTerm(x: number, n: number, p: number): number {
  if (x === 0) return Math.exp(n * Math.log1p(-p))
  if (x === n) return Math.exp(n * Math.log(p))
  const exponent =
    stirlingError(n) -
    stirlingError(x) -
    stirlingError(n - x) -
    deviance(x, n * p) -
    deviance(n - x, n * (1 - p))
  return Math.exp(exponent - 0.5 * (Math.log(2 * Math.PI) + Math.log(x) + Math.log1p(-x / n)))
}

const tabledErrors: number[] = [0]
for (let n = 1, logFactorial = 0; n <= 15; n += 1) {
  logFactorial += Math.log(n)
  tabledErrors.push(logFactorial - (0.5 * Math.log(2 * Math.PI * n) + n * Math.log(n) - n))
}

/** log n! less Stirling's approximation of it. */
function stirlingError(n: number): number {
  const tabled = tabledErrors[n]
  if (tabled !== undefined) return tabled
  const square = n * n
  return (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - 1 / 1188 / square) / square) / square) / square) / n
}

/** x log(x / mean) + mean - x, without the loss of digits where both are nearly equal. */
function deviance(x: number, mean: number): number {
  if (Math.abs(x - mean) >= 0.1 * (x + mean)) return x * Math.log(x / mean) + mean - x
  const v = (x - mean) / (x + mean)
  let sum = (x - mean) * v
  let part = 2 * x * v
  for (let j = 1; ; j += 1) {
    part *= v * v
    const next = sum + part / (2 * j + 1)
    if (next === sum) return sum
    sum = next
  }
}
