import type { Viewer } from '../auth/viewer.ts'
import { inAnswer, shownSum } from '../cases/small-numbers.ts'
import { Remembered } from '../coverage/remembered.ts'
import type { Database } from '../database/connect.ts'
import { sizeOf } from '../hotspots/contiguity.ts'
import { heatVersions } from '../hotspots/queries.ts'
import { invalidInput, Problem } from '../http/problem.ts'
import { streetsOf } from '../streets/network.ts'
import { roadsVersion } from '../streets/queries.ts'
import { communityPlaces, gridPlaces } from './area-places.ts'
import { boxOfGrids, cellPlaces } from './cell-places.ts'
import type { Significance } from './contract.ts'
import { type DistrictFindings, findingsOf, type SignificanceRequest } from './findings.ts'
import { districtGrids } from './queries.ts'
import { segmentPlaces } from './segment-places.ts'
import { levelsUpTo, shownPlaces } from './shown-places.ts'
import type { TestedPlaces } from './tested-places.ts'

/** Quick to test and to send, and more than a screen can show. */
const comfortablePlaces = 40_000
const mostPlaces = 150_000
/** Tests of significance over the district, remembered by filter and by the version of the data they come from. */
export class SignificanceDesk {
  readonly #database: Database
  readonly #places = new Remembered<TestedPlaces>(8)
  readonly #findings = new Remembered<DistrictFindings>(32)

  constructor(database: Database) {
    this.#database = database
  }

  /** What is significant in the viewer's scope. @throws invalid-input for what cannot be tested, no-areas where nothing is drawn yet. */
  async significance(viewer: Viewer, request: SignificanceRequest): Promise<Significance> {
    const { filter, unit, statistic, base, minimumCases, falseDiscoveryShare } = request
    const versions = await heatVersions(this.#database)
    const areas = `${versions.areas}.${unit === 'segments' ? await roadsVersion(this.#database.read) : ''}`
    const asked = [unit, request.cellMeters, request.mayCoarsen, filter.metricCrs, areas]
    const places = await this.#places.get(JSON.stringify(asked), () => this.#read(request))
    const found = await this.#findings.get(
      JSON.stringify([{ ...filter, scope: null }, asked, statistic, base, falseDiscoveryShare, versions]),
      async () => findingsOf(await places.countsIn({ ...filter, scope: null }), places, request),
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

  async #read({ filter, unit, cellMeters, mayCoarsen }: SignificanceRequest): Promise<TestedPlaces> {
    const { metricCrs } = filter
    if (unit === 'segments') {
      const { graph } = await streetsOf(this.#database, metricCrs)
      if (graph.edgeCount === 0) throw nothingDrawn()
      return fewEnough(segmentPlaces(this.#database, graph))
    }
    const grids = await districtGrids(this.#database, metricCrs)
    if (grids.length === 0) throw nothingDrawn()
    if (unit === 'grids') return fewEnough(gridPlaces(this.#database, grids))
    if (unit === 'communities') return fewEnough(await communityPlaces(this.#database, grids, metricCrs))
    const [west, south, east, north] = boxOfGrids(grids)
    const shorterSide = Math.min(east - west, north - south)
    const cellsOf = (meters: number): number => ((east - west) * (north - south)) / meters ** 2
    let meters = cellMeters
    while (mayCoarsen && cellsOf(meters) > comfortablePlaces) meters *= 2
    if (cellsOf(meters) > mostPlaces) throw tooManyPlaces()
    if (meters > shorterSide) {
      throw invalidInput(
        'cell',
        { zh: '格子比辖区还大', en: 'The cells are larger than the district' },
        {
          zh: `请小于 ${Math.floor(shorterSide)} 米。`,
          en: `Choose less than ${Math.floor(shorterSide)} m.`,
        },
      )
    }
    return cellPlaces(this.#database, grids, { shape: unit, cellMeters: meters })
  }
}

const sumOf = (counts: Float64Array): number =>
  Math.round(counts.reduce((sum, count) => sum + count, 0) * 100) / 100

function fewEnough(places: TestedPlaces): TestedPlaces {
  if (sizeOf(places.contiguity) > mostPlaces) throw tooManyPlaces()
  return places
}

function tooManyPlaces(): Problem {
  return invalidInput(
    'unit',
    { zh: '辖区太大,单元太多', en: 'The district has too many places of this kind' },
    { zh: '请放大格子,或改用网格、社区。', en: 'Choose larger cells, grids or communities.' },
  )
}

function nothingDrawn(): Problem {
  return new Problem({
    status: 409,
    name: 'no-areas',
    title: {
      zh: '还没有网格或道路,无法检验显著性',
      en: 'There are no grids or streets yet, so nothing can be tested',
    },
    detail: { zh: '请先导入网格和道路。', en: 'Import grids and streets first.' },
  })
}
