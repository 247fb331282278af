/** Numbers for places: equal places share one. Open addressing on typed arrays, since a city has a million vertices. */
export interface VertexNumbers {
  readonly count: number
  /** The number of the place, a new one when it was not seen before. */
  numberOf(x: number, y: number): number
  /** The coordinates seen first for each number, in metres. */
  readonly x: Float64Array
  readonly y: Float64Array
}

/**
 * Places are equal when they fall on the same point of a grid of `precisionMeters`.
 *
 * @param capacity the most places that will be asked for
 */
export function vertexNumbers(capacity: number, precisionMeters: number): VertexNumbers {
  const size = 2 ** Math.ceil(Math.log2(Math.max(16, 2 * capacity)))
  const slots = new Int32Array(size).fill(-1)
  const column = new Float64Array(capacity)
  const row = new Float64Array(capacity)
  const x = new Float64Array(capacity)
  const y = new Float64Array(capacity)
  let count = 0
  return {
    get count() {
      return count
    },
    x,
    y,
    numberOf(atX, atY) {
      const c = Math.round(atX / precisionMeters)
      const r = Math.round(atY / precisionMeters)
      let slot = (Math.imul(c | 0, 0x9e3779b1) ^ Math.imul(r | 0, 0x85ebca6b)) & (size - 1)
      for (; slots[slot] !== -1; slot = (slot + 1) & (size - 1)) {
        const known = slots[slot]!
        if (column[known] === c && row[known] === r) return known
      }
      slots[slot] = count
      column[count] = c
      row[count] = r
      x[count] = atX
      y[count] = atY
      return count++
    },
  }
}
