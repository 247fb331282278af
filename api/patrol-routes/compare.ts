import { DateTime } from 'luxon'
import { cleanTrack } from '../coverage/cleaned-track.ts'
import { coverageRules } from '../coverage/rules.ts'
import { defaults as passDefaults, type PatrolLine, preparePatrolLine } from '../coverage/passes.ts'
import { verticesOfLineWkb } from '../geometry/line-wkb.ts'
import { metricProjection } from '../geometry/metric-projection.ts'
import { fixesOfTrackWkb } from '../geometry/track-wkb.ts'
import type { ApiContext } from '../http/context.ts'
import { type MatchGround, matchGround } from '../matching/match-ground.ts'
import { matchedPath } from '../matching/matched-path.ts'
import { matchTrack } from '../matching/match-track.ts'
import { travelModeOf } from '../reach/responders.ts'
import { furthestFromStreets } from '../streets/distance-to-streets.ts'
import { nearEdgesOf } from '../streets/edge-grid.ts'
import { streetsOf } from '../streets/network.ts'
import type { RouteOuting } from './contract.ts'
import { type PlanAgainstDone, planAgainstDone, type PlannedTimes } from './plan-against-done.ts'
import type { OutingOfRoute, RouteLine } from './queries.ts'
import { type TimedPass, timedPasses } from './timed-coverage.ts'

/** Maps and routes that follow the same street differ by as much. */
const streetWidthMeters = 10

/** A route made ready for the outings that name it. */
export interface PreparedRoute {
  readonly line: PatrolLine
  readonly x: Float64Array
  readonly y: Float64Array
  readonly ground: MatchGround
  readonly route: RouteLine
  readonly timeZone: string
  readonly track: Awaited<ReturnType<typeof coverageRules>>['track']
  readonly lateMinutes: number
  readonly toDegrees: (x: number, y: number) => [number, number]
}

export interface Compared {
  readonly plan: PlanAgainstDone
  readonly passes: TimedPass[]
  readonly planned: PlannedTimes | null
}

export async function prepareRoute(
  { database, settings }: ApiContext,
  route: RouteLine,
): Promise<PreparedRoute> {
  const { metricCrs, timeZone } = await settings.district()
  const streets = await streetsOf(database, metricCrs)
  const rules = await coverageRules(settings)
  const { x, y } = verticesOfLineWkb(route.wkb)
  const { toleranceMeters } = rules.line
  const beside = furthestFromStreets(streets, nearEdgesOf(streets.graph), { x, y }, toleranceMeters)
  const streetToleranceMeters = Math.max(passDefaults.streetToleranceMeters, beside + streetWidthMeters)
  return {
    line: preparePatrolLine({ x, y }, { ...rules.line, streetToleranceMeters }),
    x,
    y,
    ground: matchGround(streets.graph, streets.grid),
    route,
    timeZone,
    track: rules.track,
    lateMinutes: await settings.get('patrols.lateMinutes'),
    toDegrees: metricProjection(metricCrs).inverse,
  }
}

/** The plan against the way along the streets of one outing; null without a track that knows its times. */
export function compare(prepared: PreparedRoute, outing: OutingOfRoute): Compared | null {
  if (!outing.wkb) return null
  const { line, ground, track: options, lateMinutes } = prepared
  const track = cleanTrack(fixesOfTrackWkb(outing.wkb), options)
  const path = matchedPath(ground.graph, track, matchTrack(ground, track, travelModeOf(outing.mode)))
  const passes = timedPasses(path, line)
  const planned = plannedTimes(prepared, outing.startedAt)
  return { plan: planAgainstDone(passes, line.lengthMeters, planned, lateMinutes * 60), passes, planned }
}

/** The planned start of the day whose start is nearest to the outing's. */
function plannedTimes({ route, timeZone }: PreparedRoute, startedAt: Date): PlannedTimes | null {
  const { plannedStart, plannedMinutes } = route
  if (plannedStart === null || plannedMinutes === null) return null
  const [hour, minute] = plannedStart.split(':').map(Number)
  const day = DateTime.fromJSDate(startedAt, { zone: timeZone }).set({
    hour,
    minute,
    second: 0,
    millisecond: 0,
  })
  const [first, ...others] = [0, -1, 1].map((days) => day.plus({ days }).toSeconds())
  const away = (seconds: number) => Math.abs(seconds - startedAt.getTime() / 1000)
  const startSeconds = others.reduce(
    (nearest, start) => (away(start) < away(nearest) ? start : nearest),
    first!,
  )
  return { startSeconds, endSeconds: startSeconds + plannedMinutes * 60 }
}

export function outingInAnswer(
  { patrolId, unitCode, mode, startedAt, endedAt }: OutingOfRoute,
  compared: Compared | null,
): RouteOuting {
  return {
    patrolId,
    unitCode,
    mode,
    startedAt: startedAt.toISOString(),
    endedAt: endedAt.toISOString(),
    plannedAt: compared?.planned ? instantOf(compared.planned.startSeconds) : null,
    shares: compared?.plan.shares ?? null,
  }
}

export function instantOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString()
}

/** The stretch of a route between two places, as degrees. */
export function stretchOfRoute(
  { x, y, toDegrees }: PreparedRoute,
  from: number,
  to: number,
): [number, number][] {
  const places: [number, number][] = []
  let along = 0
  for (let i = 0; i + 1 < x.length; i++) {
    const meters = Math.hypot(x[i + 1]! - x[i]!, y[i + 1]! - y[i]!)
    const [start, end] = [Math.max(from, along), Math.min(to, along + meters)]
    if (end > start) {
      for (const at of places.length === 0 ? [start, end] : [end]) {
        const share = (at - along) / meters
        places.push(toDegrees(x[i]! + share * (x[i + 1]! - x[i]!), y[i]! + share * (y[i + 1]! - y[i]!)))
      }
    }
    along += meters
  }
  return places
}
