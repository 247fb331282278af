import type { Report } from '../compute/report.ts'
import { seededNumbers } from './seeded-numbers.ts'

export interface KnoxBands {
  /** Upper ends in metres, ascending; a band is (lower, upper], the first closed at 0. */
  readonly meters: readonly number[]
  /** Upper ends in whole days, likewise. */
  readonly days: readonly number[]
}

export interface KnoxTable {
  /** Pairs of cases by distance band, then time band: `[distance * days.length + time]`. */
  readonly observed: Float64Array
  /** Pairs in the distance band times pairs in the time band over all pairs. */
  readonly expected: Float64Array
  /** (Permutations with at least as many + 1) / (permutations + 1). */
  readonly pValues: Float64Array
  readonly permutations: number
}

/** Close pairs are kept in memory: more would be gigabytes, and mean that the bands hold half the city. */
export const mostClosePairs = 20_000_000

/**
 * The Knox test for repeats and near repeats (E. G. Knox 1964; S. D. Johnson et al. 2007): pairs of cases near in space and in time against what is to be expected if the
 * days had nothing to do with the places. The days are shuffled among the places `permutations` times; only pairs near in space are looked at each time.
 *
 * @param x metres
 * @param y metres
 * @param day whole days, parallel to x and y
 * @param report told the share of permutations that is done
 * @throws RangeError for arrays of different length, bands that do not ascend, or more than `mostClosePairs` pairs near in space
 */
export function knox(
  x: Float64Array,
  y: Float64Array,
  day: Int32Array,
  bands: KnoxBands,
  { permutations, seed }: { permutations: number; seed: number },
  report?: Report,
): KnoxTable {
  const cases = x.length
  if (y.length !== cases || day.length !== cases) {
    throw new RangeError(`${cases}, ${y.length} and ${day.length} coordinates`)
  }
  requireAscending(bands.meters)
  requireAscending(bands.days)
  const [nearBands, timeBands] = [bands.meters.length, bands.days.length]
  const cells = nearBands * timeBands
  const { start, other, band, perBand } = closePairs(x, y, bands.meters)

  // Time band by difference in days; the last slot stands for all that is further apart.
  const longest = bands.days.at(-1)!
  const bandOfDays = new Int32Array(longest + 2)
  for (let days = 0; days <= longest; days += 1) {
    bandOfDays[days] = bands.days.findIndex((upper) => days <= upper)
  }
  bandOfDays[longest + 1] = timeBands
  const tally = (days: Int32Array, counts: Int32Array): void => {
    counts.fill(0)
    for (let i = 0; i < cases; i += 1) {
      const own = days[i]!
      for (let at = start[i]!, end = start[i + 1]!; at < end; at += 1) {
        const apart = Math.abs(days[other[at]!]! - own)
        counts[band[at]! + bandOfDays[apart > longest ? longest + 1 : apart]!]! += 1
      }
    }
  }

  const width = timeBands + 1
  const counts = new Int32Array(nearBands * width)
  const table = (): Int32Array =>
    Int32Array.from(
      { length: cells },
      (_, cell) => counts[Math.floor(cell / timeBands) * width + (cell % timeBands)]!,
    )
  tally(day, counts)
  const observed = table()
  const inTime = pairsInTime(day, bands.days)
  const allPairs = (cases * (cases - 1)) / 2
  const expected = Float64Array.from(observed, (_, cell) =>
    allPairs === 0 ? 0 : (perBand[Math.floor(cell / timeBands)]! * inTime[cell % timeBands]!) / allPairs,
  )
  const atLeast = new Int32Array(cells)
  const shuffled = day.slice()
  const random = seededNumbers(seed)
  for (let permutation = 1; permutation <= permutations; permutation += 1) {
    for (let i = cases - 1; i > 0; i -= 1) {
      const j = Math.floor(random() * (i + 1))
      const held = shuffled[i]!
      shuffled[i] = shuffled[j]!
      shuffled[j] = held
    }
    tally(shuffled, counts)
    for (let cell = 0; cell < cells; cell += 1) {
      const found = counts[Math.floor(cell / timeBands) * width + (cell % timeBands)]!
      if (found >= observed[cell]!) atLeast[cell]! += 1
    }
    if (permutation % 25 === 0) report?.(permutation / permutations)
  }
  return {
    observed: Float64Array.from(observed),
    expected,
    pValues: Float64Array.from(atLeast, (count) => (count + 1) / (permutations + 1)),
    permutations,
  }

  /** Each pair within the largest distance once, by its first case; `band` is the place of its distance band in `counts`. */
  function closePairs(x: Float64Array, y: Float64Array, meters: readonly number[]) {
    const reach = meters.at(-1)!
    const squares = meters.map((upper) => upper * upper)
    // A little more than the reach, so that rounding puts no pair two cells apart.
    const side = reach * (1 + 1e-9)
    const [columns, rows] = [x, y].map((values) =>
      Int32Array.from(values, (value) => Math.floor(value / side)),
    )
    const key = (column: number, row: number): number => row * 2 ** 26 + column
    const members = new Map<number, number[]>()
    for (let i = 0; i < cases; i += 1) {
      const at = key(columns![i]!, rows![i]!)
      const known = members.get(at)
      if (known) known.push(i)
      else members.set(at, [i])
    }
    const perBand = new Float64Array(meters.length)
    const start = new Int32Array(cases + 1)
    let other = new Int32Array(cases * 8 + 16)
    let band = new Int32Array(other.length)
    let length = 0
    for (let i = 0; i < cases; i += 1) {
      for (let row = rows![i]! - 1; row <= rows![i]! + 1; row += 1) {
        for (let column = columns![i]! - 1; column <= columns![i]! + 1; column += 1) {
          for (const j of members.get(key(column, row)) ?? []) {
            if (j <= i) continue
            const square = (x[i]! - x[j]!) ** 2 + (y[i]! - y[j]!) ** 2
            if (square > squares.at(-1)!) continue
            const found = squares.findIndex((upper) => square <= upper)
            if (length === other.length) {
              if (length >= mostClosePairs)
                throw new RangeError(`more than ${mostClosePairs} pairs within ${reach} m`)
              other = grown(other)
              band = grown(band)
            }
            other[length] = j
            band[length] = found * (bands.days.length + 1)
            perBand[found]! += 1
            length += 1
          }
        }
      }
      start[i + 1] = length
    }
    return { start, other: other.subarray(0, length), band: band.subarray(0, length), perBand }
  }
}

function grown(values: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const next = new Int32Array(values.length * 2)
  next.set(values)
  return next
}

/** All pairs of cases by their difference in days, whatever their distance. */
function pairsInTime(day: Int32Array, days: readonly number[]): Float64Array {
  const sorted = day.toSorted()
  const within = (most: number): number => {
    let pairs = 0
    let first = 0
    for (let i = 0; i < sorted.length; i += 1) {
      while (sorted[i]! - sorted[first]! > most) first += 1
      pairs += i - first
    }
    return pairs
  }
  const upTo = days.map(within)
  return Float64Array.from(upTo, (pairs, index) => pairs - (index === 0 ? 0 : upTo[index - 1]!))
}

function requireAscending(ends: readonly number[]): void {
  if (ends.length === 0 || ends.some((end, index) => !(end >= 0) || (index > 0 && end <= ends[index - 1]!))) {
    throw new RangeError(`bands must ascend: ${ends.join(', ')}`)
  }
}
