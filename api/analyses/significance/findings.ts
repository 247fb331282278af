import { compute, type Waiting } from '../../compute/compute.ts'
import type { WindowFilter } from '../../cases/filter.ts'
import { adjustedForDiscoveries } from '../../hotspots/benjamini-hochberg.ts'
import { concentration, type Concentration } from '../../hotspots/concentration.ts'
import { sizeOf } from '../../hotspots/contiguity.ts'
import { getisOrdStar } from '../../hotspots/getis-ord.ts'
import { peaksAmong } from '../../hotspots/peaks.ts'
import { invalidInput, type Problem } from '../../http/problem.ts'
import type { TestedUnit } from '../contract.ts'
import type { Base, SignificanceKind, Statistic } from './contract.ts'
import type { TestedPlaces } from '../places/tested-places.ts'

export interface SignificanceRequest {
  filter: WindowFilter
  unit: TestedUnit
  statistic: Statistic
  base: Base
  cellMeters: number
  /** Nobody asked for this very size: in a large district the cells may be larger. */
  mayCoarsen: boolean
  falseDiscoveryShare: number
  minimumCases: number
  smallestShownCount: number
}

/** What was found in the district, the same for every viewer; a viewer gets the part in scope. */
export interface DistrictFindings extends Concentration {
  counts: Float64Array
  z: Float64Array
  /** By place; null is not significant. */
  kinds: (SignificanceKind | null)[]
  peaks: Uint8Array
  permutations: number | null
}

/** Fewer say nothing about their neighbours. */
const fewestPlacesOfMoran = 10
/** As many as the smallest p needs to stand among so many tests, as long as it takes under a second. */
const permutationsFor = (places: number): number => (places <= 5000 ? 9999 : 999)
const seed = 1995

/** Tests cases per place. @throws invalid-input where the places do not allow the test. */
export async function findingsOf(
  counts: Float64Array,
  places: TestedPlaces,
  { base, statistic, falseDiscoveryShare }: SignificanceRequest,
  waiting: Waiting,
): Promise<DistrictFindings> {
  const { contiguity } = places
  const weights = base === 'area' ? places.area : places.households
  if (!weights?.some((weight) => weight > 0)) throw withoutHouseholds()
  const together = concentration(counts, weights, contiguity)
  // Places of one size by their cases, others by cases per base: a large grid is not hot for being large.
  const values =
    base === 'area' && places.equalSized
      ? counts
      : counts.map((count, place) => (weights[place]! > 0 ? count / weights[place]! : 0))
  // The place itself counts twice: around a single address nine cells hold the same cases, and its own is the one to name.
  const casesPerBase = sumOf(counts) / sumOf(weights)
  const evidence = together.around.map((around, place) =>
    Math.abs(around - together.expected[place]! + counts[place]! - casesPerBase * weights[place]!),
  )
  if (statistic === 'getis-ord') {
    const kinds = Array.from(together.qValues, (q, place) =>
      !(q <= falseDiscoveryShare)
        ? null
        : together.around[place]! > together.expected[place]!
          ? 'hot'
          : 'cold',
    )
    return {
      ...together,
      counts,
      z: getisOrdStar(values, contiguity),
      kinds,
      peaks: peaksAmong(kinds, evidence, contiguity),
      permutations: null,
    }
  }
  if (sizeOf(contiguity) < fewestPlacesOfMoran) throw tooFewPlaces()
  const permutations = permutationsFor(counts.length)
  const { z, pValues, quadrants } = await compute(
    'localMoran',
    [values, contiguity, { count: permutations, seed }],
    waiting,
  )
  const qValues = adjustedForDiscoveries(pValues)
  const kinds = quadrants.map((quadrant, place) => (qValues[place]! <= falseDiscoveryShare ? quadrant : null))
  return {
    ...together,
    counts,
    z,
    pValues,
    qValues,
    tested: pValues.reduce((sum, p) => (Number.isNaN(p) ? sum : sum + 1), 0),
    kinds,
    peaks: peaksAmong(kinds, evidence, contiguity),
    permutations,
  }
}

const sumOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0)

function tooFewPlaces(): Problem {
  return invalidInput(
    'statistic',
    { zh: '单元太少,无法比较相邻关系', en: 'Too few places to compare neighbours' },
    {
      zh: `局部莫兰指数至少需要 ${fewestPlacesOfMoran} 个单元,请改用更小的格子。`,
      en: `Local Moran needs at least ${fewestPlacesOfMoran} places: choose smaller cells.`,
    },
  )
}

function withoutHouseholds(): Problem {
  return invalidInput(
    'base',
    { zh: '这类单元没有户数,无法按户数比较', en: 'There are no households to hold these places against' },
    { zh: '请改为按面积,或先录入各网格户数。', en: 'Choose area, or enter the households of the grids.' },
  )
}
