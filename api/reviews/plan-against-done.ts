import type { Viewer } from '../auth/viewer.ts'
import { type CoveredInterval, lengthOf, unionOf } from '../coverage/covered-intervals.ts'
import type { ApiContext } from '../http/context.ts'
import { compare, type PreparedRoute, prepareRoute, stretchOfRoute } from '../patrol-routes/compare.ts'
import { outingsOfRoute, routeLine } from '../patrol-routes/queries.ts'
import { type PlannedStretch, planStates } from '../patrol-routes/plan-against-done.ts'
import type { PlannedWork, WeeklyReview } from './contract.ts'
import type { IsoWeek } from './iso-week.ts'
import { plannedRoutesBelow, type ReviewUnit, type RouteOfReview, streetNamesAt } from './queries.ts'

/** More outings on one route than a week holds. */
const mostOutings = 1000
/** A shorter stretch is within what a track and a map differ by. */
const shortestMissedMeters = 25

/** One outing against the route it names; no stretches where its track knows no times. */
export interface ComparedOuting {
  readonly unitCode: string
  readonly lengthMeters: number
  readonly stretches: readonly PlannedStretch[] | null
}

interface ReviewedRoute {
  readonly route: RouteOfReview
  readonly prepared: PreparedRoute
  readonly compared: readonly ComparedOuting[]
  readonly missed: readonly CoveredInterval[] | null
}

/** Outings added up; shares are of the length they were to go along, each route as often as an outing names it. */
export function plannedWork(outings: readonly ComparedOuting[]): PlannedWork {
  const measured = outings.filter(({ stretches }) => stretches)
  const plannedMeters = measured.reduce((sum, { lengthMeters }) => sum + lengthMeters, 0)
  const share = (state: PlannedStretch['state']) =>
    measured
      .flatMap(({ stretches }) => stretches!)
      .filter((stretch) => stretch.state === state)
      .reduce((sum, { fromMeters, toMeters }) => sum + toMeters - fromMeters, 0) / plannedMeters
  const [done, late, missed] = planStates.map(share)
  return {
    outings: outings.length,
    unmeasured: outings.length - measured.length,
    plannedKilometers: Math.round(plannedMeters / 100) / 10,
    shares: plannedMeters > 0 ? { done: done!, late: late!, missed: missed! } : null,
  }
}

/** What of a route no outing went along, in metres from its beginning; null where none is measured. */
export function missedByAll(
  outings: readonly ComparedOuting[],
  lengthMeters: number,
): CoveredInterval[] | null {
  const measured = outings.filter(({ stretches }) => stretches)
  if (measured.length === 0) return null
  const walked = unionOf(
    measured
      .flatMap(({ stretches }) => stretches!)
      .filter(({ state }) => state !== 'missed')
      .map(({ fromMeters, toMeters }) => [fromMeters, toMeters] as const),
  )
  const ends = [...walked.flat(), lengthMeters]
  return [0, ...ends.slice(0, -1)]
    .map((from, index) => [from, ends[index]!] as const)
    .filter(([from, to], index) => index % 2 === 0 && to > from)
}

/**
 * Planned routes against the outings in uniform that name them and set out in the week. Routes are those in scope that touch the unit's grids or
 * belong to it; one that nobody walked is listed where it was there in that week.
 *
 * @param comparedUnits codes of the units large enough to be compared
 */
export async function plansOfWeek(
  context: ApiContext,
  viewer: Viewer,
  week: IsoWeek,
  unit: ReviewUnit,
  areas: readonly ReviewUnit[],
  comparedUnits: readonly string[],
): Promise<WeeklyReview['plans']> {
  const { database, settings } = context
  const { code: districtCode, metricCrs } = await settings.district()
  const routes: ReviewedRoute[] = []
  for (const route of await plannedRoutesBelow(database.read, viewer, unit.path, week)) {
    const asked = {
      routeId: route.id,
      since: week.from,
      before: week.to,
      uniformOnly: true,
      limit: mostOutings,
    }
    const outings = await outingsOfRoute(database.read, viewer, districtCode, asked, metricCrs)
    if (outings.length === 0 && !route.existed) continue
    const line = await routeLine(database.read, route.id, metricCrs)
    if (!line) continue
    const prepared = await prepareRoute(context, line)
    const { lengthMeters } = prepared.line
    const compared: ComparedOuting[] = []
    for (const outing of outings) {
      const stretches = compare(prepared, outing)?.plan.stretches ?? null
      compared.push({ unitCode: outing.unitCode, lengthMeters, stretches })
      // Let other requests in: matching is work for this process alone.
      await new Promise((resolve) => setImmediate(resolve))
    }
    routes.push({ route, prepared, compared, missed: missedByAll(compared, lengthMeters) })
  }
  const longest = routes.map(({ prepared, missed }) => longestMissed(prepared, missed))
  const streets = await streetNamesAt(
    database.read,
    longest.map((stretch) => stretch?.middle ?? null),
  )
  const all = routes.flatMap(({ compared }) => compared)
  return {
    total: plannedWork(all),
    areas: areas
      .map((area) => ({ area, across: routes.filter(({ route }) => route.areaIds.includes(area.id)) }))
      .filter(({ across }) => across.length > 0)
      .map(({ area: { code, name, level }, across }) => ({
        code,
        name,
        level: level === 'street' ? 'street' : 'community',
        ...plannedWork(across.flatMap(({ compared }) => compared)),
      })),
    units: comparedUnits
      .map((code) => ({ code, ...plannedWork(all.filter(({ unitCode }) => unitCode === code)) }))
      .filter(({ outings }) => outings > 0),
    routes: routes.map(({ route, prepared, compared, missed }, index) => ({
      id: route.id,
      code: route.code,
      name: route.name,
      center: route.center,
      lengthMeters: Math.round(prepared.line.lengthMeters),
      ...plannedWork(compared),
      walkedShare: missed && 1 - lengthOf(missed) / prepared.line.lengthMeters,
      missed: longest[index]
        ? { lengthMeters: Math.round(longest[index].lengthMeters), street: streets[index] ?? null }
        : null,
    })),
  }
}

function longestMissed(prepared: PreparedRoute, missed: readonly CoveredInterval[] | null) {
  const [longest] = [...(missed ?? [])].sort((a, b) => b[1] - b[0] - (a[1] - a[0]))
  if (!longest || longest[1] - longest[0] < shortestMissedMeters) return null
  const [from, to] = longest
  const middle = stretchOfRoute(prepared, (from + to) / 2, to)[0]!
  return { lengthMeters: to - from, middle }
}
