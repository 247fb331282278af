/** Which places touch which: `neighbours[start[i] … start[i + 1]]` are those of place i, ascending and without itself. */
export interface Contiguity {
  readonly start: Int32Array
  readonly neighbours: Int32Array
}

/** How many places there are. */
export function sizeOf({ start }: Contiguity): number {
  return start.length - 1
}

/** The contiguity of `size` places from pairs, each named once or more and in either order; a place is no neighbour of its own. */
export function contiguityOf(size: number, pairs: Iterable<readonly [number, number]>): Contiguity {
  const sets: Set<number>[] = Array.from({ length: size }, () => new Set())
  for (const [a, b] of pairs) {
    if (a === b) continue
    sets[a]!.add(b)
    sets[b]!.add(a)
  }
  const start = new Int32Array(size + 1)
  sets.forEach((set, place) => (start[place + 1] = start[place]! + set.size))
  const neighbours = new Int32Array(start[size]!)
  sets.forEach((set, place) => neighbours.set(Int32Array.from(set).sort(), start[place]))
  return { start, neighbours }
}

/** The sum of a value over each place and its neighbours. */
export function sumAround(values: ArrayLike<number>, { start, neighbours }: Contiguity): Float64Array {
  const sums = new Float64Array(start.length - 1)
  for (let place = 0; place < sums.length; place += 1) {
    let sum = values[place]!
    for (let at = start[place]!; at < start[place + 1]!; at += 1) sum += values[neighbours[at]!]!
    sums[place] = sum
  }
  return sums
}
