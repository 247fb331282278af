import { DateTime } from 'luxon'
import type { Viewer } from '../../auth/viewer.ts'
import { covers, type Window } from '../../cases/compared-window.ts'
import { firstCaseAt } from '../../cases/count-queries.ts'
import type { WindowFilter } from '../../cases/filter.ts'
import { inAnswer, shownSum } from '../../cases/small-numbers.ts'
import { compute, type Waiting } from '../../compute/compute.ts'
import { SharedWork } from '../../compute/shared-work.ts'
import type { Database } from '../../database/connect.ts'
import { metricProjection } from '../../geometry/metric-projection.ts'
import { sumAround } from '../../hotspots/contiguity.ts'
import { mannKendall } from '../../hotspots/mann-kendall.ts'
import { peaksAmong } from '../../hotspots/peaks.ts'
import type { CubeFindings } from '../../hotspots/space-time-cube.ts'
import { roundedCount } from '../places/counted-places.ts'
import { type AskedPlaces, districtPlacesOf } from '../places/district-places.ts'
import { placed } from '../places/placed.ts'
import type { TestedPlaces } from '../places/tested-places.ts'
import { type Emerging, type EmergingPlace, emergingKinds } from './contract.ts'

export interface EmergingRequest extends Omit<AskedPlaces, 'metricCrs'> {
  /** Its window ends the last step; its start is not looked at. */
  filter: WindowFilter
  steps: number
  falseDiscoveryShare: number
  minimumCases: number
  smallestShownCount: number
}

/** A quarter: what arose since the last quarterly review is new. */
const recentSteps = 3

type Cube = CubeFindings & { slices: Float64Array[]; total: number }

/** Space-time cubes of the district, remembered by filter and by the version of the data they come from. */
export class EmergingDesk {
  readonly #database: Database
  readonly #cubes = new SharedWork<Cube>(8)

  constructor(database: Database) {
    this.#database = database
  }

  /** The hot spots of each class in the viewer's scope. @throws as `DistrictPlaces.of` */
  async emerging(viewer: Viewer, request: EmergingRequest, waiting: Waiting): Promise<Emerging> {
    const { filter, falseDiscoveryShare, minimumCases, smallestShownCount } = request
    const { unit, cellMeters, mayCoarsen } = request
    const steps = monthsBefore(filter.to, request.steps, filter.timeZone)
    const whole = { from: steps[0]!.from, to: filter.to }
    const complete = covers(await firstCaseAt(this.#database, filter.districtCode), whole)
    const { places, version } = await districtPlacesOf(this.#database).of({
      unit,
      cellMeters,
      mayCoarsen,
      metricCrs: filter.metricCrs,
    })
    const key = [{ ...filter, ...whole, scope: null }, steps.length, version, falseDiscoveryShare]
    const cube = await this.#cubes.get(JSON.stringify(key), waiting, async (waiting) => {
      const slices = await slicesOf(places, { ...filter, scope: null }, steps)
      const { area, contiguity, equalSized } = places
      const found = await compute(
        'spaceTimeCube',
        [slices, area, contiguity, falseDiscoveryShare, recentSteps, equalSized],
        waiting,
      )
      return { ...found, slices, total: sumOf(slices) }
    })
    const own = viewer.districtWide
      ? cube.slices
      : await slicesOf(places, { ...filter, scope: viewer }, steps)
    const ownTotal = sumOf(own)
    const tooFewCases = cube.total < minimumCases * steps.length
    const classed = complete && !tooFewCases
    return {
      window: { from: whole.from.toISOString(), to: whole.to.toISOString() },
      complete,
      steps: steps.map(({ from, to }) => ({ from: from.toISOString(), to: to.toISOString() })),
      unit,
      cellMeters: places.cellMeters,
      cases: inAnswer(shownSum(ownTotal, Math.max(0, cube.total - ownTotal), smallestShownCount)),
      minimumCases: minimumCases * steps.length,
      tooFewCases,
      found: classed ? cube.kinds.filter((kind) => kind !== null).length : 0,
      tested: cube.kinds.length,
      falseDiscoveryShare,
      recentSteps,
      places: classed ? await shownPlaces(viewer, places, cube, own, filter.metricCrs) : [],
    }
  }
}

/** So many months that end at an instant, the oldest first, on the district's calendar. */
export function monthsBefore(to: Date, months: number, timeZone: string): Window[] {
  const end = DateTime.fromJSDate(to, { zone: timeZone })
  const at = (back: number): Date => end.minus({ months: back }).toJSDate()
  return Array.from({ length: months }, (_, step) => ({
    from: at(months - step),
    to: at(months - step - 1),
  }))
}

/** One after the other: the embedded engine has one session. */
async function slicesOf(
  places: TestedPlaces,
  filter: WindowFilter,
  steps: readonly Window[],
): Promise<Float64Array[]> {
  const slices: Float64Array[] = []
  for (const step of steps) slices.push(await places.countsIn({ ...filter, ...step }))
  return slices
}

const sumOf = (slices: readonly Float64Array[]): number =>
  roundedCount(slices.reduce((all, slice) => slice.reduce((sum, count) => sum + count, all), 0))

/** Neighbourhoods that hold cases of another unit are told as a class alone: they overlap, and sums along a border could be subtracted. */
async function shownPlaces(
  viewer: Viewer,
  places: TestedPlaces,
  { kinds, states, z, around, slices }: Cube,
  own: readonly Float64Array[],
  metricCrs: number,
): Promise<EmergingPlace[]> {
  const steps = slices.length
  const inScope = viewer.districtWide ? null : await places.inScope(viewer)
  const ownAround = own === slices ? null : own.map((slice) => sumAround(slice, places.contiguity))
  const isOwn = (place: number): boolean =>
    ownAround === null ||
    ownAround.every((slice, step) => around[place * steps + step]! - slice[place]! < 1e-6)
  // Cases in the steps in which a place is hot, its own twice.
  const evidence = Float64Array.from(kinds, (_, place) => {
    let cases = 0
    for (let step = 0; step < steps; step += 1) {
      if (states[place * steps + step] === 1) cases += around[place * steps + step]! + slices[step]![place]!
    }
    return cases
  })
  const peaks = peaksAmong(kinds, evidence, places.contiguity)
  const shown = kinds.flatMap((kind, place) =>
    kind !== null && (!inScope || inScope[place] === 1) ? [{ place, kind, own: isOwn(place) }] : [],
  )
  shown.sort(
    (a, b) =>
      emergingKinds.indexOf(a.kind) - emergingKinds.indexOf(b.kind) ||
      Number(b.own) - Number(a.own) ||
      (a.own ? evidence[b.place]! - evidence[a.place]! : 0) ||
      a.place - b.place,
  )
  const described = await places.describe(shown.map(({ place }) => place))
  const { inverse } = metricProjection(metricCrs)
  return shown.map(({ place, kind, own }, index) => {
    const { outline, ...names } = described[index]!
    const stepsOf = (values: Int8Array | Float64Array): number[] => [
      ...values.subarray(place * steps, (place + 1) * steps),
    ]
    const { s, pValue } = mannKendall(stepsOf(z))
    return {
      ...names,
      ...placed(outline, inverse),
      kind,
      states: stepsOf(states),
      counts: own ? stepsOf(around).map(roundedCount) : null,
      z: own ? stepsOf(z) : null,
      trend: own ? { s, pValue } : null,
      peak: peaks[place] === 1,
    }
  })
}
