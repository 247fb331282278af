import type { EmergingKind } from '../analyses/emerging/contract.ts'
import { concentration } from './concentration.ts'
import { type Contiguity, sizeOf } from './contiguity.ts'
import { emergingKind } from './emerging.ts'
import { getisOrdStar } from './getis-ord.ts'
import type { Report } from '../compute/report.ts'

export interface CubeFindings {
  /** Class per place; null for none. */
  readonly kinds: (EmergingKind | null)[]
  /** Place by place, each with all steps, the oldest first: 1 hot, -1 cold, 0 neither. */
  readonly states: Int8Array
  /** Gi* in the same order. */
  readonly z: Float64Array
  /** Cases in the place and its neighbours in the step, in the same order. */
  readonly around: Float64Array
}

/** A step with less than this share of a place's busiest one is no hot step of it. */
const leastOfPeak = 0.25

/**
 * Hot and cold places step by step, and what became of each. A bin of the cube is compared with the other places in the same time: its neighbours in space and, as
 * Esri does with a neighbourhood of one step, the step before are its neighbourhood, so that a month with few cases is not judged by them alone. Hot is what the
 * exact binomial tail calls so after Benjamini-Hochberg within the step (`concentration.ts`), if the step holds at least a quarter of what the place's busiest one does: cases always
 * gather somewhat, and where 3 a month are more than chance already, 3 are no hot spot beside the 47 of a place that has become one.
 *
 * @param slices cases per place, a slice per step, the oldest first
 * @param base what a place weighs
 * @param level the largest q of a hot or cold bin
 * @throws RangeError where counts, base and places differ in number, or fewer than 2 steps
 */
export function spaceTimeCube(
  slices: readonly Float64Array[],
  base: Float64Array,
  contiguity: Contiguity,
  level: number,
  recentSteps: number,
  equalSized: boolean,
  report?: Report,
): CubeFindings {
  const steps = slices.length
  if (steps < 2) throw new RangeError(`${steps} steps show no trend`)
  const size = sizeOf(contiguity)
  const states = new Int8Array(size * steps)
  const z = new Float64Array(size * steps)
  const around = new Float64Array(size * steps)
  const pooled = new Float64Array(size * steps)
  slices.forEach((slice, step) => {
    const before = slices[step - 1]
    const counts = before ? slice.map((count, place) => count + before[place]!) : slice
    const found = concentration(counts, base, contiguity)
    const alone = before ? concentration(slice, base, contiguity).around : found.around
    const values = equalSized
      ? counts
      : counts.map((count, place) => (base[place]! > 0 ? count / base[place]! : 0))
    const scores = getisOrdStar(values, contiguity)
    for (let place = 0; place < size; place += 1) {
      const at = place * steps + step
      const isFound = found.qValues[place]! <= level
      states[at] = isFound ? (found.around[place]! > found.expected[place]! ? 1 : -1) : 0
      z[at] = Number.isNaN(scores[place]!) ? 0 : scores[place]!
      around[at] = alone[place]!
      pooled[at] = found.around[place]!
    }
    report?.((step + 1) / steps)
  })
  const kinds = Array.from({ length: size }, (_, place) => {
    const [start, end] = [place * steps, (place + 1) * steps]
    let peak = 0
    for (let at = start; at < end; at += 1) peak = Math.max(peak, pooled[at]!)
    for (let at = start; at < end; at += 1) {
      if (states[at] === 1 && pooled[at]! < leastOfPeak * peak) states[at] = 0
    }
    return emergingKind(states.subarray(start, end), z.subarray(start, end), recentSteps)
  })
  return { kinds, states, z, around }
}
