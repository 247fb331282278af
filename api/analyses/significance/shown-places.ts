import type { Viewer } from '../../auth/viewer.ts'
import { inAnswer, shownSum } from '../../cases/small-numbers.ts'
import { sumAround } from '../../hotspots/contiguity.ts'
import { metricProjection } from '../../geometry/metric-projection.ts'
import type { SignificantPlace } from './contract.ts'
import type { DistrictFindings, SignificanceRequest } from './findings.ts'
import { placed } from '../places/placed.ts'
import type { TestedPlaces } from '../places/tested-places.ts'

/** The levels of q that are told apart: that of the answer and what lies below it. */
export function levelsUpTo(falseDiscoveryShare: number): number[] {
  return [falseDiscoveryShare, ...[0.05, 0.01, 0.001].filter((level) => level < falseDiscoveryShare)]
}

/** From where on a place counts as two times, three times what is expected. */
const strengths = [2, 3]

type ShownRequest = Pick<SignificanceRequest, 'filter' | 'smallestShownCount' | 'falseDiscoveryShare'> & {
  /** The number of cases in the district is not the viewer's to read exactly, nor what it can be worked out from. */
  totalWithheld: boolean
}

/**
 * The significant places in the viewer's scope. A neighbourhood that holds cases of others is told as a class alone, with neither count nor z, p and q:
 * neighbourhoods overlap, and from many sums along a border the counts beyond it could be worked out.
 */
export async function shownPlaces(
  viewer: Viewer,
  places: TestedPlaces,
  found: DistrictFindings,
  /** The viewer's own cases by place. */
  own: Float64Array,
  { filter, smallestShownCount, falseDiscoveryShare, totalWithheld }: ShownRequest,
): Promise<SignificantPlace[]> {
  const inScope = viewer.districtWide ? null : await places.inScope(viewer)
  const ownAround = inScope ? sumAround(own, places.contiguity) : found.around
  const significant = found.kinds.flatMap((kind, place) =>
    kind !== null && (!inScope || inScope[place]) ? [{ place, kind }] : [],
  )
  const described = await places.describe(significant.map(({ place }) => place))
  const { inverse } = metricProjection(filter.metricCrs)
  const levels = levelsUpTo(falseDiscoveryShare)
  const shown = significant.map(({ place, kind }, index) => {
    const { outline, ...names } = described[index]!
    const expected = found.expected[place]!
    const around = found.around[place]!
    const withheld = totalWithheld || around - ownAround[place]! > 1e-6
    const q = found.qValues[place]!
    const rounded = (count: number): number => Math.round(count * 100) / 100
    const others = Math.max(0, rounded(found.counts[place]! - own[place]!))
    const answer: SignificantPlace = {
      ...names,
      ...placed(outline, inverse),
      kind,
      cases: inAnswer(shownSum(rounded(own[place]!), others, smallestShownCount)),
      casesAround: withheld
        ? { count: null, countText: `≥${rounded(ownAround[place]!)}`, suppressed: true }
        : inAnswer(rounded(around)),
      expected: totalWithheld ? null : expected,
      ratio: withheld || expected === 0 ? null : around / expected,
      z: withheld || Number.isNaN(found.z[place]!) ? null : found.z[place]!,
      pValue: withheld ? null : found.pValues[place]!,
      qValue: withheld ? null : q,
      qBelow: levels.findLast((level) => q <= level) ?? falseDiscoveryShare,
      strength: strengthOf(around, expected),
      peak: found.peaks[place] === 1,
    }
    return { answer, rank: withheld ? -1 : Math.abs(around - expected) }
  })
  return shown.sort((a, b) => b.rank - a.rank || a.answer.id - b.answer.id).map(({ answer }) => answer)
}

function strengthOf(around: number, expected: number): number {
  const times = around >= expected ? around / expected : expected / around
  return 1 + strengths.filter((limit) => times >= limit).length
}
