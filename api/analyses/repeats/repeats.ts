import { casePlacing } from '../../auth/permissions.ts'
import type { Viewer } from '../../auth/viewer.ts'
import { caseStoreOf } from '../../cases/columns.ts'
import { forEachCase } from '../../cases/columns-filter.ts'
import { gridsInScope } from '../../cases/count-queries.ts'
import type { WindowFilter } from '../../cases/filter.ts'
import { inAnswer, shownCount, shownSum } from '../../cases/small-numbers.ts'
import { wallClock } from '../../cases/wall-clock.ts'
import { compute, type Waiting } from '../../compute/compute.ts'
import { SharedWork } from '../../compute/shared-work.ts'
import type { Database } from '../../database/connect.ts'
import { metricProjection } from '../../geometry/metric-projection.ts'
import type { KnoxBands, KnoxTable } from '../../hotspots/knox.ts'
import { inequality, placesHolding, shareInTop } from '../../hotspots/lorenz.ts'
import { heatVersions } from '../../hotspots/queries.ts'
import { riskBands } from '../../hotspots/risk-bands.ts'
import { Problem } from '../../http/problem.ts'
import { districtPlacesOf } from '../places/district-places.ts'
import { placed } from '../places/placed.ts'
import { districtGrids } from '../places/queries.ts'
import type { KnoxCell, Repeats, RiskPlace } from './contract.ts'

export interface RepeatsRequest {
  filter: WindowFilter
  /** Width of a distance band. */
  meters: number
  /** Length of a time band. */
  days: number
  topShare: number
  minimumCases: number
  smallestShownCount: number
}

const dayMilliseconds = 86_400_000
const permutations = 999
const seed = 1964
/** Fewer make a table of noise. */
const fewestCases = 30
/** Beyond, the permutations take longer than anybody waits. */
const mostCases = 20_000
const bandsEachWay = 4
/** Addresses are the same up to rounding of their coordinates. */
const sameAddressMeters = 1
const mostListed = 20
const mostRiskPlaces = 300

/** The cases of the district that lie at their own address. */
interface AddressedCases {
  x: Float64Array
  y: Float64Array
  /** Milliseconds since 1970. */
  at: Float64Array
  /** Days of the district's calendar. */
  day: Int32Array
  gridId: Float64Array
  /** Grids of those left out, whose place is only that of a street, block or grid. */
  vagueGridIds: number[]
}

/** Repeats of the district, remembered by filter and by the version of the data they come from. */
export class RepeatsDesk {
  readonly #database: Database
  readonly #tables = new SharedWork<KnoxTable>(32)

  constructor(database: Database) {
    this.#database = database
  }

  /** Where cases come back. @throws as `compute` once nobody waits */
  async repeats(viewer: Viewer, request: RepeatsRequest, waiting: Waiting): Promise<Repeats> {
    const { filter, minimumCases } = request
    return {
      window: { from: filter.from.toISOString(), to: filter.to.toISOString() },
      concentration: await concentrationOf(this.#database, viewer, request),
      minimumCases,
      nearRepeat: await this.#nearRepeat(viewer, request, waiting),
    }
  }

  async #nearRepeat(
    viewer: Viewer,
    { filter, meters, days, smallestShownCount }: RepeatsRequest,
    waiting: Waiting,
  ): Promise<Repeats['nearRepeat']> {
    const cases = await addressedCases(this.#database, filter)
    const own = viewer.districtWide ? null : await gridsInScope(this.#database, viewer)
    const isOwn = (gridId: number): boolean => own === null || own.has(gridId)
    const shownTotal = (gridIds: ArrayLike<number>) => {
      const ownCount = Array.from(gridIds).filter(isOwn).length
      return inAnswer(shownSum(ownCount, gridIds.length - ownCount, smallestShownCount))
    }
    const bands: KnoxBands = {
      meters: [sameAddressMeters, ...[1, 2, 3].map((step) => step * meters)],
      days: Array.from({ length: bandsEachWay }, (_, step) => (step + 1) * days),
    }
    const count = cases.x.length
    const refused = count < fewestCases ? 'too-few' : count > mostCases ? 'too-many' : null
    const known = {
      cases: shownTotal(cases.gridId),
      leftOut: shownTotal(cases.vagueGridIds),
      fewest: fewestCases,
      most: mostCases,
      refused,
      permutations,
    } as const
    if (refused) return { ...known, table: [], places: [] }
    const versions = await heatVersions(this.#database)
    const table = await this.#tables.get(
      JSON.stringify([{ ...filter, scope: null }, bands, versions]),
      waiting,
      (waiting) => compute('knox', [cases.x, cases.y, cases.day, bands, { permutations, seed }], waiting),
    )
    const risk = riskBands(table, bands)
    const cells = Array.from(risk, (isRisk, cell): KnoxCell => {
      const [near, soon] = [Math.floor(cell / bandsEachWay), cell % bandsEachWay]
      const observed = table.observed[cell]!
      const pairs = inAnswer(viewer.districtWide ? observed : shownCount(observed, smallestShownCount))
      const expected = table.expected[cell]!
      return {
        metersAbove: near === 0 ? 0 : bands.meters[near - 1]!,
        metersUpTo: bands.meters[near]!,
        daysAbove: soon === 0 ? 0 : bands.days[soon - 1]!,
        daysUpTo: bands.days[soon]!,
        pairs,
        expected: pairs.suppressed ? null : expected,
        ratio: pairs.suppressed || expected === 0 ? null : observed / expected,
        pValue: pairs.suppressed ? null : table.pValues[cell]!,
        risk: isRisk === 1,
      }
    })
    return {
      ...known,
      table: cells,
      places: await placesAtRisk(this.#database, viewer, filter, cases, isOwn, bands, table, risk),
    }
  }
}

async function addressedCases(database: Database, filter: WindowFilter): Promise<AddressedCases> {
  const rows: { x: number; y: number; at: number; gridId: number }[] = []
  const vagueGridIds: number[] = []
  const months = await caseStoreOf(database).columns(filter)
  forEachCase(months, filter, ({ x, y, from, gridId, exact }, row) => {
    if (exact[row]) rows.push({ x: x[row]!, y: y[row]!, at: from[row]!, gridId: gridId[row]! })
    else vagueGridIds.push(gridId[row]!)
  })
  const local = wallClock(filter.timeZone)
  return {
    x: Float64Array.from(rows, ({ x }) => x),
    y: Float64Array.from(rows, ({ y }) => y),
    at: Float64Array.from(rows, ({ at }) => at),
    day: Int32Array.from(rows, ({ at }) => Math.floor(local(at) / dayMilliseconds)),
    gridId: Float64Array.from(rows, ({ gridId }) => gridId),
    vagueGridIds,
  }
}

/** Of the viewer's own segments and cases: a curve over those of others would add up what is withheld place by place. */
async function concentrationOf(
  database: Database,
  viewer: Viewer,
  { filter, topShare, minimumCases }: RepeatsRequest,
): Promise<Repeats['concentration']> {
  const segments = await streetSegments(database, filter.metricCrs)
  if (!segments) return null
  const [counts, inScope] = [
    await segments.countsIn({ ...filter, scope: viewer.districtWide ? null : viewer }),
    viewer.districtWide ? null : await segments.inScope(viewer),
  ]
  const own = Array.from(counts.keys()).filter((segment) => !inScope || inScope[segment] === 1)
  const cases = Float64Array.from(own, (segment) => counts[segment]!)
  const sum = cases.reduce((all, count) => all + count, 0)
  if (sum < minimumCases) return null
  const top = shareInTop(cases, topShare)
  const order = own.filter((segment) => counts[segment]! > 0).sort((a, b) => counts[b]! - counts[a]! || a - b)
  const listed = order.slice(0, mostListed)
  const described = await segments.describe(listed)
  const { inverse } = metricProjection(filter.metricCrs)
  let held = 0
  return {
    segments: cases.length,
    segmentsWithCases: order.length,
    cases: Math.round(sum * 100) / 100,
    topShare,
    topSegments: top.places,
    topCaseShare: top.caseShare,
    holdHalf: placesHolding(cases, 0.5),
    holdMost: placesHolding(cases, 0.8),
    ...inequality(cases),
    places: listed.map((segment, index) => {
      const { outline, ...names } = described[index]!
      held += counts[segment]!
      return {
        ...names,
        ...placed(outline, inverse),
        cases: Math.round(counts[segment]! * 100) / 100,
        cumulativeShare: held / sum,
      }
    }),
  }
}

/** Null where no street has been drawn yet: repeats need none. */
async function streetSegments(database: Database, metricCrs: number) {
  try {
    const { places } = await districtPlacesOf(database).of({
      unit: 'segments',
      cellMeters: 0,
      mayCoarsen: false,
      metricCrs,
    })
    return places
  } catch (error) {
    if (error instanceof Problem && error.options.name === 'no-areas') return null
    throw error
  }
}

/** Addresses of recent cases that are still in a band of risk at the end of the window; for whoever sees no points, their grids. */
async function placesAtRisk(
  database: Database,
  viewer: Viewer,
  filter: WindowFilter,
  cases: AddressedCases,
  isOwn: (gridId: number) => boolean,
  bands: KnoxBands,
  table: KnoxTable,
  risk: Uint8Array,
): Promise<RiskPlace[]> {
  const today = Math.floor((wallClock(filter.timeZone)(filter.to.getTime()) - 1) / dayMilliseconds)
  const grids = new Map((await districtGrids(database, filter.metricCrs)).map((grid) => [grid.id, grid]))
  const asPoints = casePlacing(viewer) === 'point'
  const { inverse } = metricProjection(filter.metricCrs)
  const { days, meters } = bands
  const found = new Map<
    string,
    { row: number; cases: number; near: number; soon: number; daysLeft: number }
  >()
  for (let row = 0; row < cases.x.length; row += 1) {
    const age = today - cases.day[row]!
    const gridId = cases.gridId[row]!
    const soon = days.findIndex((upper) => age <= upper)
    if (soon < 0 || !isOwn(gridId)) continue
    let near = meters.length - 1
    while (near >= 0 && risk[near * days.length + soon] !== 1) near -= 1
    if (near < 0) continue
    let last = soon
    while (last + 1 < days.length && risk[near * days.length + last + 1] === 1) last += 1
    const place = asPoints ? `${Math.round(cases.x[row]!)}/${Math.round(cases.y[row]!)}` : String(gridId)
    if (!asPoints && !grids.has(gridId)) continue
    const known = found.get(place)
    const daysLeft = days[last]! - age + 1
    if (!known) found.set(place, { row, cases: 1, near, soon, daysLeft })
    else {
      known.cases += 1
      if (cases.at[row]! > cases.at[known.row]!) Object.assign(known, { row, near, soon })
      known.daysLeft = Math.max(known.daysLeft, daysLeft)
    }
  }
  const ratioOf = (near: number, soon: number): number => {
    const cell = near * days.length + soon
    return table.observed[cell]! / table.expected[cell]!
  }
  return [...found.values()]
    .map(({ row, cases: count, near, soon, daysLeft }): RiskPlace => {
      const grid = grids.get(cases.gridId[row]!)
      const [x, y] = [cases.x[row]!, cases.y[row]!]
      const reach = near === 0 ? 0 : meters[near]!
      const square = [
        [x - reach, y - reach],
        [x + reach, y + reach],
      ] as const
      const around = asPoints
        ? { ...placed({ type: 'LineString', coordinates: square }, inverse), middle: inverse(x, y) }
        : placed({ type: 'MultiPolygon', coordinates: [grid!.outline] }, inverse)
      return {
        ...around,
        outline: asPoints ? { type: 'Point', coordinates: around.middle } : around.outline,
        name: grid?.name ?? null,
        meters: asPoints ? reach : null,
        cases: count,
        latest: new Date(cases.at[row]!).toISOString(),
        until: new Date(filter.to.getTime() + (daysLeft - 1) * dayMilliseconds).toISOString(),
        // The nearest band: what happens again most often happens at the address itself.
        ratio: Math.max(
          ...Array.from({ length: near + 1 }, (_, nearer) => ratioOf(nearer, soon)).filter(Number.isFinite),
        ),
      }
    })
    .sort((a, b) => b.cases - a.cases || b.ratio - a.ratio || b.latest.localeCompare(a.latest))
    .slice(0, mostRiskPlaces)
}
