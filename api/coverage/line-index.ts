/** A line in metres, vertex by vertex. */
export interface MetricLine {
  readonly x: ArrayLike<number>
  readonly y: ArrayLike<number>
}

/** The largest number of cells along one side of the index. */
const MAXIMUM_CELLS = 256

/**
 * Finds where a position lies along a line. An open line is prolonged straight at both ends by the tolerance, so that positions before the
 * start get a negative distance along the line and positions past the end one over its length; a closed line (ends at most
 * `closedGapMeters` apart) has no ends. Segments are found through a grid of cells, and no query allocates.
 */
export class LineIndex {
  readonly lengthMeters: number
  readonly closed: boolean
  readonly toleranceMeters: number
  readonly minX: number
  readonly minY: number
  readonly maxX: number
  readonly maxY: number
  /** The answer of the last `nearest` that found something. */
  foundAlong = 0
  /** The answer of the last `branches`: distances along the line. */
  readonly branchAlong = new Float64Array(16)

  readonly #x: Float64Array
  readonly #y: Float64Array
  readonly #along: Float64Array
  readonly #cellMeters: number
  readonly #columns: number
  readonly #rows: number
  readonly #cellStart: Uint32Array
  readonly #cellSegments: Uint32Array

  /** @throws RangeError for a line without length, coordinates that are not finite, or a tolerance that is not positive. */
  constructor(line: MetricLine, toleranceMeters: number, closedGapMeters: number) {
    if (!(toleranceMeters > 0)) throw new RangeError(`tolerance must be positive: ${toleranceMeters}`)
    const { x, y } = withoutRepeats(line)
    const last = x.length - 1
    if (last < 1) throw new RangeError('a line needs two different vertices')
    this.toleranceMeters = toleranceMeters
    this.closed = last > 2 && Math.hypot(x[last]! - x[0]!, y[last]! - y[0]!) <= closedGapMeters
    if (!this.closed) prolong(x, y, toleranceMeters)
    this.#x = Float64Array.from(x)
    this.#y = Float64Array.from(y)
    this.#along = new Float64Array(x.length)
    for (let i = 1; i < x.length; i++) {
      this.#along[i] = this.#along[i - 1]! + Math.hypot(x[i]! - x[i - 1]!, y[i]! - y[i - 1]!)
    }
    const margin = this.closed ? 0 : toleranceMeters
    this.lengthMeters = this.#along[x.length - 1]! - 2 * margin
    for (let i = 0; i < x.length; i++) this.#along[i] = this.#along[i]! - margin

    this.minX = Math.min(...x) - toleranceMeters
    this.minY = Math.min(...y) - toleranceMeters
    this.maxX = Math.max(...x) + toleranceMeters
    this.maxY = Math.max(...y) + toleranceMeters
    const extent = Math.max(this.maxX - this.minX, this.maxY - this.minY)
    this.#cellMeters = Math.max(2 * toleranceMeters, extent / MAXIMUM_CELLS)
    this.#columns = Math.floor((this.maxX - this.minX) / this.#cellMeters) + 1
    this.#rows = Math.floor((this.maxY - this.minY) / this.#cellMeters) + 1
    const cells: number[][] = Array.from({ length: this.#columns * this.#rows }, () => [])
    for (let i = 0; i + 1 < x.length; i++) this.#enter(i, cells)
    this.#cellStart = new Uint32Array(cells.length + 1)
    for (let c = 0; c < cells.length; c++) this.#cellStart[c + 1] = this.#cellStart[c]! + cells[c]!.length
    this.#cellSegments = Uint32Array.from(cells.flat())
  }

  /**
   * The place along the line, within the tolerance (or less) of the position and within `reachMeters` of `aroundAlong`, that is nearest to both. On a closed
   * line the answer is unrolled: it may be negative or exceed the length.
   *
   * @returns whether there is one; it is then in `foundAlong`.
   */
  nearest(
    px: number,
    py: number,
    aroundAlong: number,
    reachMeters: number,
    within = this.toleranceMeters,
  ): boolean {
    const cell = this.#cellOf(px, py)
    if (cell < 0) return false
    let best = Infinity
    for (let k = this.#cellStart[cell]!; k < this.#cellStart[cell + 1]!; k++) {
      const segment = this.#cellSegments[k]!
      const share = this.#shareOfFoot(segment, px, py)
      const distance = this.#distanceAt(segment, share, px, py)
      if (distance > within) continue
      let along = this.#along[segment]! + share * (this.#along[segment + 1]! - this.#along[segment]!)
      if (this.closed) {
        along += this.lengthMeters * Math.round((aroundAlong - along) / this.lengthMeters)
      }
      const away = Math.abs(along - aroundAlong)
      // the distance along the line weighs little: it only decides between two legs that lie side by side
      const cost = distance + 0.2 * away
      if (away <= reachMeters && cost < best) {
        best = cost
        this.foundAlong = along
      }
    }
    return best < Infinity
  }

  /**
   * The places along the line within the tolerance (or less) of the position, one for each stretch of consecutive segments, at most 16.
   *
   * @returns how many; they are then in `branchAlong`.
   */
  branches(px: number, py: number, within = this.toleranceMeters): number {
    const cell = this.#cellOf(px, py)
    if (cell < 0) return 0
    let count = 0
    let previous = -2
    let best = Infinity
    for (let k = this.#cellStart[cell]!; k < this.#cellStart[cell + 1]!; k++) {
      const segment = this.#cellSegments[k]!
      const share = this.#shareOfFoot(segment, px, py)
      const distance = this.#distanceAt(segment, share, px, py)
      if (distance > within) continue
      if (segment !== previous + 1) {
        if (count === this.branchAlong.length) return count
        count++
        best = Infinity
      }
      previous = segment
      if (distance >= best) continue
      best = distance
      this.branchAlong[count - 1] =
        this.#along[segment]! + share * (this.#along[segment + 1]! - this.#along[segment]!)
    }
    return count
  }

  #enter(segment: number, cells: number[][]): void {
    const size = this.#cellMeters
    const column = (px: number) => Math.floor((px - this.minX) / size)
    const row = (py: number) => Math.floor((py - this.minY) / size)
    const tolerance = this.toleranceMeters
    const [x0, x1] = [this.#x[segment]!, this.#x[segment + 1]!]
    const [y0, y1] = [this.#y[segment]!, this.#y[segment + 1]!]
    const lastColumn = Math.min(this.#columns - 1, column(Math.max(x0, x1) + tolerance))
    const lastRow = Math.min(this.#rows - 1, row(Math.max(y0, y1) + tolerance))
    const reach = tolerance + size * Math.SQRT1_2
    for (let r = Math.max(0, row(Math.min(y0, y1) - tolerance)); r <= lastRow; r++) {
      for (let c = Math.max(0, column(Math.min(x0, x1) - tolerance)); c <= lastColumn; c++) {
        const cx = this.minX + (c + 0.5) * size
        const cy = this.minY + (r + 0.5) * size
        const share = this.#shareOfFoot(segment, cx, cy)
        if (this.#distanceAt(segment, share, cx, cy) <= reach * 1.000001) {
          cells[r * this.#columns + c]!.push(segment)
        }
      }
    }
  }

  #cellOf(px: number, py: number): number {
    if (!(px >= this.minX && px <= this.maxX && py >= this.minY && py <= this.maxY)) return -1
    const column = Math.min(this.#columns - 1, Math.floor((px - this.minX) / this.#cellMeters))
    const row = Math.min(this.#rows - 1, Math.floor((py - this.minY) / this.#cellMeters))
    return row * this.#columns + column
  }

  #shareOfFoot(segment: number, px: number, py: number): number {
    const x0 = this.#x[segment]!
    const y0 = this.#y[segment]!
    const dx = this.#x[segment + 1]! - x0
    const dy = this.#y[segment + 1]! - y0
    const share = ((px - x0) * dx + (py - y0) * dy) / (dx * dx + dy * dy)
    return share < 0 ? 0 : share > 1 ? 1 : share
  }

  #distanceAt(segment: number, share: number, px: number, py: number): number {
    const x0 = this.#x[segment]!
    const y0 = this.#y[segment]!
    const dx = x0 + share * (this.#x[segment + 1]! - x0) - px
    const dy = y0 + share * (this.#y[segment + 1]! - y0) - py
    return Math.sqrt(dx * dx + dy * dy)
  }
}

function withoutRepeats(line: MetricLine): { x: number[]; y: number[] } {
  const x: number[] = []
  const y: number[] = []
  for (let i = 0; i < line.x.length; i++) {
    const px = line.x[i]!
    const py = line.y[i]!
    if (!Number.isFinite(px) || !Number.isFinite(py)) throw new RangeError(`vertex ${i} is not finite`)
    if (x.length > 0 && px === x[x.length - 1] && py === y[y.length - 1]) continue
    x.push(px)
    y.push(py)
  }
  return { x, y }
}

function prolong(x: number[], y: number[], meters: number): void {
  const last = x.length - 1
  const head = meters / Math.hypot(x[0]! - x[1]!, y[0]! - y[1]!)
  const tail = meters / Math.hypot(x[last]! - x[last - 1]!, y[last]! - y[last - 1]!)
  x.push(x[last]! + (x[last]! - x[last - 1]!) * tail)
  y.push(y[last]! + (y[last]! - y[last - 1]!) * tail)
  x.unshift(x[0]! + (x[0]! - x[1]!) * head)
  y.unshift(y[0]! + (y[0]! - y[1]!) * head)
}
