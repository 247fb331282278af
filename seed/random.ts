/** A seeded stream of pseudo-random numbers (sfc32, C. Doty-Humphrey), so that a city is the same for the same seed everywhere. */
export class Random {
  #a: number
  #b: number
  #c: number
  #d = 1
  readonly #label: string

  /** @param label any text; two streams with different labels are independent. */
  constructor(label: string) {
    this.#label = label
    let hash = 2166136261
    const mix = (): number => {
      for (let i = 0; i < label.length; i++) {
        hash ^= label.charCodeAt(i)
        hash = Math.imul(hash, 16777619)
      }
      return hash >>> 0
    }
    this.#a = mix()
    this.#b = mix()
    this.#c = mix()
    for (let i = 0; i < 12; i++) this.next()
  }

  /** An independent stream for one part of the city: changing one part leaves the others as they were. */
  fork(label: string): Random {
    return new Random(`${this.#label}/${label}`)
  }

  /** Uniform in [0, 1). */
  next(): number {
    const t = (this.#a + this.#b + this.#d) | 0
    this.#d = (this.#d + 1) | 0
    this.#a = this.#b ^ (this.#b >>> 9)
    this.#b = (this.#c + (this.#c << 3)) | 0
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + t
    return (t >>> 0) / 4294967296
  }

  /** Uniform in [from, to). */
  range(from: number, to: number): number {
    return from + (to - from) * this.next()
  }

  /** A whole number in [from, to], both included. */
  int(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from + 1))
  }

  chance(probability: number): boolean {
    return this.next() < probability
  }

  /** Normal with the given mean and standard deviation (Box and Muller 1958). */
  normal(mean = 0, deviation = 1): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.next()))
    return mean + deviation * radius * Math.cos(2 * Math.PI * this.next())
  }

  /** Exponential with the given mean. */
  exponential(mean: number): number {
    return -mean * Math.log(1 - this.next())
  }

  pick<T>(items: readonly T[]): T {
    return items[Math.floor(this.next() * items.length)]!
  }

  /** An index drawn in proportion to the weights. */
  weighted(weights: readonly number[]): number {
    let total = 0
    for (const weight of weights) total += weight
    let left = this.next() * total
    for (let i = 0; i < weights.length; i++) {
      left -= weights[i]!
      if (left < 0) return i
    }
    return weights.length - 1
  }

  /** The items in a random order, in a new array (Fisher and Yates). */
  shuffled<T>(items: readonly T[]): T[] {
    const result = [...items]
    for (let i = result.length - 1; i > 0; i--) {
      const j = Math.floor(this.next() * (i + 1))
      const swap = result[i]!
      result[i] = result[j]!
      result[j] = swap
    }
    return result
  }
}

/** Draws indexes in proportion to fixed weights in O(log n): for cases by the ten thousand. */
export class WeightedPicker {
  readonly #cumulative: Float64Array

  constructor(weights: readonly number[]) {
    this.#cumulative = new Float64Array(weights.length)
    let total = 0
    for (let i = 0; i < weights.length; i++) this.#cumulative[i] = total += weights[i]!
  }

  pick(random: Random): number {
    const sums = this.#cumulative
    const target = random.next() * sums[sums.length - 1]!
    let low = 0
    let high = sums.length - 1
    while (low < high) {
      const middle = (low + high) >> 1
      if (sums[middle]! > target) high = middle
      else low = middle + 1
    }
    return low
  }
}
