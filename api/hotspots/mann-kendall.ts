export interface Trend {
  /** Kendall's S: pairs that rise less pairs that fall. */
  readonly s: number
  /** Variance of S without a trend, ties counted. */
  readonly variance: number
  /** Two-sided; exact without ties up to 50 values, else normal with continuity correction. */
  readonly pValue: number
}

const longestExact = 50

/**
 * The test for a trend of H. B. Mann (1945) and M. G. Kendall (1975): S = Σ sign(xⱼ - xᵢ) over all i < j. Without ties p is that of the exact distribution of S
 * over all orders; with ties it is normal, with Var S = (n(n-1)(2n+5) - Σ t(t-1)(2t+5)) / 18 over groups of t equal values and a continuity correction of 1.
 * Equal to R's `cor.test(x, seq_along(x), method = "kendall")` (exact), and with ties to `MannKendall` of the package Kendall.
 *
 * @param values in order of time; fewer than 2, or all equal, have no trend: p is 1
 */
export function mannKendall(values: ArrayLike<number>): Trend {
  const n = values.length
  let s = 0
  for (let i = 0; i < n; i += 1) {
    for (let j = i + 1; j < n; j += 1) s += Math.sign(values[j]! - values[i]!)
  }
  const groups = new Map<number, number>()
  for (let i = 0; i < n; i += 1) groups.set(values[i]!, (groups.get(values[i]!) ?? 0) + 1)
  let ties = 0
  for (const size of groups.values()) ties += size * (size - 1) * (2 * size + 5)
  const variance = (n * (n - 1) * (2 * n + 5) - ties) / 18
  if (variance <= 0) return { s, variance: 0, pValue: 1 }
  if (groups.size === n && n <= longestExact) return { s, variance, pValue: exactP(n, s) }
  const z = Math.max(0, Math.abs(s) - 1) / Math.sqrt(variance)
  return { s, variance, pValue: complementaryError(z / Math.SQRT2) }
}

/** Share of all orders of n values whose |S| is at least that of `s`, by the number of inversions. */
function exactP(n: number, s: number): number {
  const pairs = (n * (n - 1)) / 2
  const chances = inversionChances(n)
  // |S| = pairs - 2 × the fewer of inversions and their complement.
  const most = (pairs - Math.abs(s)) / 2
  let tail = 0
  for (let inversions = 0; inversions <= most; inversions += 1) tail += chances[inversions]!
  return Math.min(1, 2 * tail)
}

const knownChances = new Map<number, Float64Array>()

/** Probability of each number of inversions in a random order of n, 0 to n(n-1)/2. */
function inversionChances(n: number): Float64Array {
  const known = knownChances.get(n)
  if (known) return known
  let chances = Float64Array.of(1)
  for (let size = 2; size <= n; size += 1) {
    const next = new Float64Array(chances.length + size - 1)
    for (let at = 0; at < chances.length; at += 1) {
      for (let added = 0; added < size; added += 1) next[at + added]! += chances[at]! / size
    }
    chances = next
  }
  knownChances.set(n, chances)
  return chances
}

/** 1 - erf(x) for x >= 0 to full precision: its series below 2, its continued fraction (Lentz) beyond. */
function complementaryError(x: number): number {
  if (x < 2) {
    let term = x
    let sum = x
    for (let k = 1; Math.abs(term) > 1e-17 * sum; k += 1) {
      term *= -(x * x) / k
      sum += term / (2 * k + 1)
    }
    return 1 - (2 / Math.sqrt(Math.PI)) * sum
  }
  let fraction = x
  for (let k = 80; k > 0; k -= 1) fraction = x + k / 2 / fraction
  return Math.exp(-x * x) / (Math.sqrt(Math.PI) * fraction)
}
