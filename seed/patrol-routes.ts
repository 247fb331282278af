import { joined } from './patrol-lines.ts'
import type { Outing } from './patrols.ts'
import { SPEED_METERS_PER_SECOND } from './patrols.ts'
import type { PatrolUnit } from './patrol-units.ts'
import type { Point } from './plane.ts'
import type { Random } from './random.ts'
import type { Road } from './roads.ts'

export interface PatrolRoute {
  code: string
  name: string
  station: number
  /** By the clock of the district. */
  plannedStart: string
  plannedMinutes: number
  segments: { road: number; forward: boolean }[]
  points: Point[]
}

const DAY_SECONDS = 86_400
/** The clock of the district: Beijing. */
const OFFSET_SECONDS = 8 * 3600
/** Every route has its own hour, so that a shift is spread over the day. */
const FIRST_HOUR = 10
const LAST_HOUR = 14
/** A walk stops at crossings and looks around. */
const MINUTES_FACTOR = 1.25

/**
 * A planned route for each unit that goes on foot: the streets of its first walk, which keep off all that a planted gap leaves out. On most later days
 * the unit follows it: mostly whole and in time, sometimes late, sometimes it turns back before the end.
 *
 * @returns the routes, and the outings in their order with those that follow a route in place of the unit's own walk of that day
 */
export function planRoutes(
  outings: readonly Outing[],
  units: readonly PatrolUnit[],
  roads: readonly Road[],
  random: Random,
): { routes: PatrolRoute[]; outings: Outing[] } {
  const routes: PatrolRoute[] = []
  const routeOf = new Map<number, number>()
  const followed = outings.map((outing): Outing => {
    const [step] = outing.steps
    if (outing.mode !== 'foot' || step?.kind !== 'leg') return outing
    const known = routeOf.get(outing.unit)
    if (known === undefined) {
      routeOf.set(outing.unit, routes.length)
      routes.push(routeAlong(step.segments, routes.length, units[outing.unit]!, roads))
      return outing
    }
    return random.chance(0.7) ? following(outing, known, routes[known]!, random) : outing
  })
  followed.sort((a, b) => a.startSeconds - b.startSeconds || a.unit - b.unit)
  return { routes, outings: followed }
}

function routeAlong(
  segments: PatrolRoute['segments'],
  index: number,
  { station }: PatrolUnit,
  roads: readonly Road[],
): PatrolRoute {
  const meters = segments.reduce((sum, { road }) => sum + roads[road]!.lengthMeters, 0)
  const hour = FIRST_HOUR + (index % (LAST_HOUR - FIRST_HOUR + 1))
  return {
    code: `LX${String(index + 1).padStart(3, '0')}`,
    name: `${roads[segments[0]!.road]!.name ?? '街巷'}步巡线`,
    station,
    plannedStart: `${hour}:00`,
    plannedMinutes: Math.ceil((meters / SPEED_METERS_PER_SECOND.foot / 60) * MINUTES_FACTOR),
    segments,
    points: joined(roads, segments),
  }
}

function following(outing: Outing, index: number, route: PatrolRoute, random: Random): Outing {
  const day = Math.floor((outing.startSeconds + OFFSET_SECONDS) / DAY_SECONDS) * DAY_SECONDS - OFFSET_SECONDS
  const planned = day + Number(route.plannedStart.slice(0, 2)) * 3600
  const isLate = random.chance(0.15)
  const isCutShort = random.chance(0.2)
  const startSeconds = Math.round(planned + (isLate ? random.range(35, 55) * 60 : random.range(-120, 240)))
  const length = Math.max(1, Math.round(route.segments.length * (isCutShort ? random.range(0.4, 0.75) : 1)))
  return {
    ...outing,
    route: index,
    startSeconds,
    steps: [{ kind: 'leg', segments: route.segments.slice(0, length) }],
  }
}
