import type { z } from 'zod'
import type { Viewer } from '../../auth/viewer.ts'
import { comparedWindow, covers } from '../../cases/compared-window.ts'
import { firstCaseAt } from '../../cases/count-queries.ts'
import type { WindowFilter } from '../../cases/filter.ts'
import { inAnswer, shownSum } from '../../cases/small-numbers.ts'
import type { Database } from '../../database/connect.ts'
import { metricProjection } from '../../geometry/metric-projection.ts'
import { changeTest, unchangedP } from '../../hotspots/change-test.ts'
import { sumAround } from '../../hotspots/contiguity.ts'
import { peaksAmong } from '../../hotspots/peaks.ts'
import { weightedDisplacementDifference } from '../../hotspots/weighted-displacement-difference.ts'
import { countPlaces, type CountedPlaces, roundedCount, testedCounts } from '../places/counted-places.ts'
import { type AskedPlaces, districtPlacesOf } from '../places/district-places.ts'
import { placed } from '../places/placed.ts'
import type { TestedPlaces } from '../places/tested-places.ts'
import type { Change, ChangedPlace, readChange } from './contract.ts'

export interface ChangeRequest extends Omit<AskedPlaces, 'metricCrs'> {
  filter: WindowFilter
  against: z.infer<typeof readChange.query>['against']
  trend: z.infer<typeof readChange.query>['trend']
  falseDiscoveryShare: number
  minimumCases: number
  smallestShownCount: number
}

const yearMilliseconds = 365.25 * 86_400_000
/** Changes that may be chance are sent for places that are no cells, the largest: neither map nor list shows more. */
const mostUncertain = 400
/** From where on a place counts as risen by half, and as doubled. */
const strengths = [1.5, 2]

/** Where cases rose or fell in the viewer's scope. @throws as `DistrictPlaces.of` */
export async function changeOf(database: Database, viewer: Viewer, request: ChangeRequest): Promise<Change> {
  const { filter, against, trend, falseDiscoveryShare, minimumCases, smallestShownCount } = request
  const { unit, cellMeters, mayCoarsen } = request
  const earlier = comparedWindow(filter, against, filter.timeZone)
  const complete = covers(await firstCaseAt(database, filter.districtCode), earlier)
  const { places } = await districtPlacesOf(database).of({
    unit,
    cellMeters,
    mayCoarsen,
    metricCrs: filter.metricCrs,
  })
  const count = (window: WindowFilter) => countPlaces(places, window, viewer, smallestShownCount)
  const [before, now] = [await count({ ...filter, ...earlier }), await count(filter)]
  const [earlierYears, laterYears] = [earlier, filter].map(
    ({ from, to }) => (to.getTime() - from.getTime()) / yearMilliseconds,
  ) as [number, number]
  const timeShare = laterYears / (earlierYears + laterYears)
  const all = before.total + now.total
  const laterShare = trend === 'own' || all === 0 ? timeShare : now.total / all
  const tooFewCases = all < minimumCases
  const totalsShown = !before.shownTotal.suppressed && !now.shownTotal.suppressed
  const { pValues, qValues, tested } = changeTest(before.tested, now.tested, laterShare, falseDiscoveryShare)
  const differs = complete && !tooFewCases
  const found = differs ? qValues.filter((q) => q <= falseDiscoveryShare).length : 0
  return {
    window: { from: filter.from.toISOString(), to: filter.to.toISOString() },
    compared: {
      from: earlier.from.toISOString(),
      to: earlier.to.toISOString(),
      name: against,
      complete,
    },
    unit,
    trend,
    cellMeters: places.cellMeters,
    before: before.shownTotal,
    now: now.shownTotal,
    pValue: totalsShown && complete ? unchangedP(before.total, now.total, timeShare) : null,
    minimumCases,
    tooFewCases,
    tested: differs ? tested : 0,
    untested: differs ? pValues.length - tested : pValues.length,
    found,
    foundByChance: found * falseDiscoveryShare,
    falseDiscoveryShare,
    places: differs
      ? await changedPlaces(viewer, places, {
          before,
          now,
          earlierYears,
          laterYears,
          laterShare,
          pValues,
          qValues,
          falseDiscoveryShare,
          smallestShownCount,
          metricCrs: filter.metricCrs,
          // What the district's totals would give away is not told where these are withheld.
          withheld: trend === 'district' && !totalsShown,
          netWithheld: !totalsShown,
        })
      : [],
  }
}

interface Found {
  before: CountedPlaces
  now: CountedPlaces
  earlierYears: number
  laterYears: number
  laterShare: number
  pValues: Float64Array
  qValues: Float64Array
  falseDiscoveryShare: number
  smallestShownCount: number
  metricCrs: number
  withheld: boolean
  netWithheld: boolean
}

/** A place that holds cases of others is told as a class alone, and only where it is significant: sums that overlap along a border could be subtracted. */
async function changedPlaces(viewer: Viewer, places: TestedPlaces, found: Found): Promise<ChangedPlace[]> {
  const { before, now, laterShare, qValues, pValues, falseDiscoveryShare, smallestShownCount } = found
  const inScope = viewer.districtWide ? null : await places.inScope(viewer)
  const area = testedCounts(places, places.area)
  const odds = laterShare / (1 - laterShare)
  const excess = now.tested.map((count, place) => count - before.tested[place]! * odds)
  const others = now.tested.map(
    (count, place) => count + before.tested[place]! - now.ownTested[place]! - before.ownTested[place]!,
  )
  const isSignificant = (place: number): boolean => qValues[place]! <= falseDiscoveryShare
  const kinds = Array.from(excess, (value, place) =>
    isSignificant(place) ? (value > 0 ? 'rise' : 'fall') : null,
  )
  const peaks = peaksAmong(
    kinds,
    // Around a single address nine cells hold the same cases: the place itself counts twice.
    excess.map((value, place) =>
      Math.abs(value + (places.equalSized ? now.counts[place]! - before.counts[place]! * odds : 0)),
    ),
    places.contiguity,
  )
  const byChange = (a: number, b: number): number => Math.abs(excess[b]!) - Math.abs(excess[a]!) || a - b
  const visible = Array.from(excess.keys()).filter((place) => !inScope || inScope[place] === 1)
  const significant = visible.filter(isSignificant).sort(byChange)
  const uncertain = places.equalSized
    ? []
    : visible
        .filter((place) => !isSignificant(place) && excess[place] !== 0 && others[place]! < 1e-6)
        .sort(byChange)
        .slice(0, mostUncertain)
  const shown = [...significant, ...uncertain]
  const described = await places.describe(shown)
  const { inverse } = metricProjection(found.metricCrs)
  const netOf = found.netWithheld ? () => null : netChanges(places, found)
  const answers = shown.map((place, index): ChangedPlace => {
    const { outline, ...names } = described[index]!
    const hidden = found.withheld || others[place]! > 1e-6
    const shownOf = ({ tested, ownTested }: CountedPlaces) => {
      const own = roundedCount(ownTested[place]!)
      return inAnswer(shownSum(own, Math.max(0, roundedCount(tested[place]! - own)), smallestShownCount))
    }
    const [earlier, later] = [before.tested[place]!, now.tested[place]!]
    const ratio = earlier > 0 ? later / earlier / odds : null
    return {
      ...names,
      ...placed(outline, inverse),
      kind: excess[place]! > 0 ? 'rise' : 'fall',
      significant: isSignificant(place),
      before: hidden ? withheldCount(roundedCount(before.ownTested[place]!)) : shownOf(before),
      now: hidden ? withheldCount(roundedCount(now.ownTested[place]!)) : shownOf(now),
      rates: hidden ? null : ratesOf(earlier, later, area[place]!, places, found),
      ratio: hidden ? null : ratio,
      pValue: hidden || Number.isNaN(pValues[place]!) ? null : pValues[place]!,
      qValue: hidden || Number.isNaN(qValues[place]!) ? null : qValues[place]!,
      net: hidden ? null : netOf(place),
      strength: strengthOf(ratio),
      peak: peaks[place] === 1,
    }
  })
  // Largest first would tell how large the withheld ones are: they come last.
  return [...answers.filter(({ now }) => !now.suppressed), ...answers.filter(({ now }) => now.suppressed)]
}

function ratesOf(
  before: number,
  now: number,
  area: number,
  { households }: TestedPlaces,
  { earlierYears, laterYears }: Found,
): ChangedPlace['rates'] {
  // Nobody lives on a street: segments weigh their metres, others their square metres.
  const size = area / (households === null ? 1e3 : 1e6)
  return size > 0 ? { before: before / size / earlierYears, now: now / size / laterYears } : null
}

function strengthOf(ratio: number | null): number {
  const times = ratio === null ? Infinity : ratio >= 1 ? ratio : 1 / ratio
  return 1 + strengths.filter((limit) => times >= limit).length
}

const withheldCount = (own: number) => ({ count: null, countText: `≥${own}`, suppressed: true })

/**
 * The weighted displacement difference of each place, its neighbours the surroundings; the earlier window is brought to the length of the later.
 * None where there is no rest.
 */
function netChanges(places: TestedPlaces, found: Found): (place: number) => ChangedPlace['net'] {
  const { before, now, earlierYears, laterYears } = found
  // The second ring around a cell that is tested with its neighbours, the first around other places.
  const [treatedBefore, treatedNow] = [before.tested, now.tested]
  const weight = testedCounts(places, places.area)
  const around = (values: Float64Array): Float64Array =>
    places.equalSized
      ? ringBeyond(values, places)
      : sumAround(values, places.contiguity).map((sum, place) => sum - values[place]!)
  const [nearBefore, nearNow, nearWeight] = [around(before.counts), around(now.counts), around(places.area)]
  const wholeWeight = places.area.reduce((sum, part) => sum + part, 0)
  const scale = laterYears / earlierYears
  return (place) => {
    const restWeight = wholeWeight - weight[place]! - nearWeight[place]!
    if (restWeight <= 1e-9 * wholeWeight) return null
    const { estimate, low, high } = weightedDisplacementDifference(
      { before: treatedBefore[place]! * scale, now: treatedNow[place]!, weight: weight[place]! },
      { before: nearBefore[place]! * scale, now: nearNow[place]!, weight: nearWeight[place]! },
      {
        before: (before.total - treatedBefore[place]! - nearBefore[place]!) * scale,
        now: now.total - treatedNow[place]! - nearNow[place]!,
        weight: restWeight,
      },
    )
    return { estimate, low, high }
  }
}

/** What lies around a cell and its neighbours: the neighbours of the neighbours, each once. */
function ringBeyond(values: Float64Array, { contiguity: { start, neighbours } }: TestedPlaces): Float64Array {
  const seen = new Int32Array(values.length).fill(-1)
  return values.map((_, place) => {
    const first = neighbours.subarray(start[place], start[place + 1])
    seen[place] = place
    for (const near of first) seen[near] = place
    let sum = 0
    for (const near of first) {
      for (let at = start[near]!; at < start[near + 1]!; at += 1) {
        const far = neighbours[at]!
        if (seen[far] === place) continue
        seen[far] = place
        sum += values[far]!
      }
    }
    return sum
  })
}
