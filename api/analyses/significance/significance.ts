import type { Viewer } from '../../auth/viewer.ts'
import { inAnswer, shownSum } from '../../cases/small-numbers.ts'
import type { Waiting } from '../../compute/compute.ts'
import { SharedWork } from '../../compute/shared-work.ts'
import type { DistrictPlaces } from '../places/district-places.ts'
import type { Significance } from './contract.ts'
import { type DistrictFindings, findingsOf, type SignificanceRequest } from './findings.ts'
import { levelsUpTo, shownPlaces } from './shown-places.ts'

/** Tests of significance over the district, remembered by filter and by the version of the data they come from. */
export class SignificanceDesk {
  readonly #places: DistrictPlaces
  readonly #findings = new SharedWork<DistrictFindings>(32)

  constructor(places: DistrictPlaces) {
    this.#places = places
  }

  /** What is significant in the viewer's scope. @throws invalid-input for what cannot be tested, no-areas where nothing is drawn yet. */
  async significance(viewer: Viewer, request: SignificanceRequest, waiting: Waiting): Promise<Significance> {
    const { filter, unit, statistic, base, minimumCases, falseDiscoveryShare } = request
    const { cellMeters, mayCoarsen } = request
    const { metricCrs } = filter
    const { places, version } = await this.#places.of({ unit, cellMeters, mayCoarsen, metricCrs })
    const found = await this.#findings.get(
      JSON.stringify([{ ...filter, scope: null }, version, statistic, base, falseDiscoveryShare]),
      waiting,
      async (waiting) =>
        findingsOf(await places.countsIn({ ...filter, scope: null }), places, request, waiting),
    )
    const own = viewer.districtWide ? found.counts : await places.countsIn({ ...filter, scope: viewer })
    const [caseCount, ownCount] = [sumOf(found.counts), sumOf(own)]
    const cases = inAnswer(shownSum(ownCount, Math.max(0, caseCount - ownCount), request.smallestShownCount))
    const tooFewCases = caseCount < minimumCases
    const foundCount = found.kinds.reduce((sum, kind) => (kind === null ? sum : sum + 1), 0)
    return {
      window: { from: filter.from.toISOString(), to: filter.to.toISOString() },
      unit,
      statistic,
      base,
      cellMeters: places.cellMeters,
      cases,
      minimumCases,
      tooFewCases,
      tested: found.tested,
      untested: found.counts.length - found.tested,
      found: tooFewCases ? 0 : foundCount,
      foundByChance: tooFewCases ? 0 : foundCount * falseDiscoveryShare,
      aloneByChance: found.tested * falseDiscoveryShare,
      falseDiscoveryShare,
      levels: levelsUpTo(falseDiscoveryShare),
      permutations: found.permutations,
      places: tooFewCases
        ? []
        : await shownPlaces(viewer, places, found, own, { ...request, totalWithheld: cases.suppressed }),
    }
  }
}

const sumOf = (counts: Float64Array): number =>
  Math.round(counts.reduce((sum, count) => sum + count, 0) * 100) / 100
