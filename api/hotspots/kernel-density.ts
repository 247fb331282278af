export const defaults = {
  /** Past 8 standard deviations the Gaussian is below 2e-14 of its peak. */
  gaussianReachSigmas: 8,
  /** More classes cannot be told apart in a legend. */
  maximumClasses: 7,
}

const SQUARE_METERS_PER_SQUARE_KILOMETER = 1e6

export type Kernel = 'quartic' | 'gaussian'

export interface BinnedCases {
  /** Cases per cell, row by row: `counts[row * columns + column]`. Weights and fractions are welcome. */
  readonly counts: Float64Array
  readonly columns: number
  readonly rows: number
  readonly cellMeters: number
  /** The radius h of the quartic kernel, the standard deviation s of the Gaussian. */
  readonly bandwidthMeters: number
  readonly kernel: Kernel
  /** The length of the window in years, to get cases per km² and year; without it, per km² in the window. */
  readonly years?: number
}

/**
 * Kernel density at the cell centres, in cases per km², with every case moved to the centre of its cell. The kernels are
 * quartic K(d) = 3/(pi h²) (1 - d²/h²)² for d < h (Silverman 1986, eq. 4.5) and Gaussian K(d) = exp(-d²/2s²)/(2 pi s²). Nothing is corrected
 * at the edge: what lies past it is lost.
 *
 * @returns density parallel to `counts`.
 * @throws RangeError when sizes do not fit, or the bandwidth is smaller than a cell (the grid would then alias the kernel).
 */
export function kernelDensityFromBins(input: BinnedCases): Float64Array {
  const { counts, columns, rows, cellMeters, bandwidthMeters, kernel, years = 1 } = input
  if (counts.length !== columns * rows) {
    throw new RangeError(`${counts.length} counts for ${columns} x ${rows} cells`)
  }
  if (!(cellMeters > 0) || !(bandwidthMeters >= cellMeters) || !(years > 0)) {
    throw new RangeError(
      `cell ${cellMeters} m, bandwidth ${bandwidthMeters} m (at least a cell), ${years} years: not usable`,
    )
  }
  const scale = SQUARE_METERS_PER_SQUARE_KILOMETER / years
  return kernel === 'quartic'
    ? spreadQuartic(counts, columns, rows, bandwidthMeters / cellMeters, scale / bandwidthMeters ** 2)
    : spreadGaussian(counts, columns, rows, bandwidthMeters / cellMeters, scale / bandwidthMeters ** 2)
}

export interface PointCases {
  /** Cases in metres. */
  readonly x: ArrayLike<number>
  readonly y: ArrayLike<number>
  /** One per case; 1 each without them. */
  readonly weights?: ArrayLike<number>
  readonly bandwidthMeters: number
  readonly kernel: Kernel
  readonly years?: number
}

/**
 * The exact form of the same density at given places, each case where it is. Takes (places x cases) steps.
 *
 * @returns cases per km² (and year, when `years` is given), parallel to the places.
 * @throws RangeError when arrays differ in length or the bandwidth is not positive.
 */
export function kernelDensityAtPoints(
  places: { readonly x: ArrayLike<number>; readonly y: ArrayLike<number> },
  cases: PointCases,
): Float64Array {
  const { x, y, weights, bandwidthMeters, kernel, years = 1 } = cases
  if (x.length !== y.length || places.x.length !== places.y.length) {
    throw new RangeError('x and y differ in length')
  }
  if (weights && weights.length !== x.length) throw new RangeError('weights and cases differ in length')
  if (!(bandwidthMeters > 0) || !(years > 0)) {
    throw new RangeError(`bandwidth ${bandwidthMeters} m and ${years} years must be positive`)
  }
  const squared = bandwidthMeters ** 2
  const peak =
    ((kernel === 'quartic' ? 3 : 0.5) * SQUARE_METERS_PER_SQUARE_KILOMETER) / (Math.PI * squared * years)
  const density = new Float64Array(places.x.length)
  for (let p = 0; p < density.length; p++) {
    const px = places.x[p]!
    const py = places.y[p]!
    let sum = 0
    for (let i = 0; i < x.length; i++) {
      const share = ((x[i]! - px) ** 2 + (y[i]! - py) ** 2) / squared
      const weight = weights ? weights[i]! : 1
      if (kernel === 'gaussian') sum += weight * Math.exp(-share / 2)
      else if (share < 1) sum += weight * (1 - share) ** 2
    }
    density[p] = peak * sum
  }
  return density
}

/**
 * Round limits for a legend: multiples of 1, 2, 2.5 or 5 times a power of ten, in as many classes as fit but at most 7.
 *
 * @returns ascending limits from at most the smallest to at least the largest value, one more than classes; `[0, 1]` when all is 0.
 * @throws RangeError when a bound is not finite or the smallest exceeds the largest.
 */
export function roundClassBreaks(
  largest: number,
  smallest = 0,
  maximumClasses = defaults.maximumClasses,
): number[] {
  if (!Number.isFinite(largest) || !Number.isFinite(smallest) || smallest > largest || maximumClasses < 2) {
    throw new RangeError(`no classes from ${smallest} to ${largest} in ${maximumClasses}`)
  }
  if (smallest === 0 && largest === 0) return [0, 1]
  const range = largest - smallest || Math.abs(largest)
  for (let exponent = Math.floor(Math.log10(range / maximumClasses)); ; exponent++) {
    for (const digit of [1, 2, 2.5, 5]) {
      const step = digit * 10 ** exponent
      // a whole number of steps may miss by a rounding error
      const first = Math.floor(smallest / step + 1e-9)
      const last = Math.max(first + 1, Math.ceil(largest / step - 1e-9))
      if (last - first > maximumClasses) continue
      return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)))
    }
  }
}

/** Adds the truncated stencil of every cell that holds a case; the radius is in cells. */
function spreadQuartic(
  counts: Float64Array,
  columns: number,
  rows: number,
  radius: number,
  scale: number,
): Float64Array {
  const reach = Math.ceil(radius) - 1
  const size = 2 * reach + 1
  const stencil = new Float64Array(size * size)
  const halfWidths = new Int32Array(size)
  for (let dy = -reach; dy <= reach; dy++) {
    let halfWidth = -1
    for (let dx = -reach; dx <= reach; dx++) {
      const share = (dx * dx + dy * dy) / (radius * radius)
      if (share >= 1) continue
      stencil[(dy + reach) * size + dx + reach] = ((3 * scale) / Math.PI) * (1 - share) ** 2
      halfWidth = Math.max(halfWidth, dx)
    }
    halfWidths[dy + reach] = halfWidth
  }
  const density = new Float64Array(columns * rows)
  for (let row = 0; row < rows; row++) {
    const top = Math.max(0, row - reach)
    const bottom = Math.min(rows - 1, row + reach)
    for (let column = 0; column < columns; column++) {
      const count = counts[row * columns + column]!
      if (count === 0) continue
      for (let r = top; r <= bottom; r++) {
        const stencilRow = r - row + reach
        const halfWidth = halfWidths[stencilRow]!
        const left = Math.max(0, column - halfWidth)
        const right = Math.min(columns - 1, column + halfWidth)
        const offset = stencilRow * size + reach - column
        const target = r * columns
        for (let c = left; c <= right; c++) density[target + c]! += count * stencil[offset + c]!
      }
    }
  }
  return density
}

/** The Gaussian is the product of one along the rows and one along the columns. */
function spreadGaussian(
  counts: Float64Array,
  columns: number,
  rows: number,
  sigma: number,
  scale: number,
): Float64Array {
  const reach = Math.ceil(defaults.gaussianReachSigmas * sigma)
  const weights = Float64Array.from({ length: reach + 1 }, (_, d) => Math.exp(-((d / sigma) ** 2) / 2))
  const alongRows = new Float64Array(columns * rows)
  for (let row = 0; row < rows; row++) {
    const base = row * columns
    for (let column = 0; column < columns; column++) {
      const count = counts[base + column]!
      if (count === 0) continue
      const right = Math.min(columns - 1, column + reach)
      for (let c = Math.max(0, column - reach); c <= right; c++) {
        alongRows[base + c]! += count * weights[c < column ? column - c : c - column]!
      }
    }
  }
  const density = new Float64Array(columns * rows)
  const peak = scale / (2 * Math.PI)
  for (let row = 0; row < rows; row++) {
    const target = row * columns
    const bottom = Math.min(rows - 1, row + reach)
    for (let r = Math.max(0, row - reach); r <= bottom; r++) {
      const weight = peak * weights[Math.abs(r - row)]!
      const source = r * columns
      for (let c = 0; c < columns; c++) density[target + c]! += weight * alongRows[source + c]!
    }
  }
  return density
}
