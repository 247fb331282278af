import type { PlantedGap, GapPlan, Omission } from './planted-gaps.ts'
import type { PatrolLine, Stretch } from './patrol-lines.ts'
import type { PatrolPoint } from './patrol-points.ts'
import type { PatrolMode, PatrolUnit } from './patrol-units.ts'
import type { KeySection } from './key-sections.ts'
import type { Point } from './plane.ts'
import type { Random } from './random.ts'
import type { HeldPlaces, Requirement } from './requirements.ts'
import type { Road } from './roads.ts'
import type { StandingPlace } from './standing-places.ts'
import { addDays, slotOn, timeSlots, type SlotCode } from './time-slots.ts'
import type { WalkingGraph } from './walking-graph.ts'

/** One part of an outing: along segments, or standing at a point. */
export type Step =
  | { kind: 'leg' | 'line'; segments: { road: number; forward: boolean }[] }
  | {
      kind: 'point'
      road: number
      forward: boolean
      alongMeters: number
      dwellSeconds: number
      /** Off the street; absent: on it. */
      place?: Point
    }

/** One outing of one unit. Times are seconds since 1970. */
export interface Outing {
  unit: number
  mode: PatrolMode
  attire: 'uniform' | 'plain'
  startSeconds: number
  steps: Step[]
  /** The planned route it follows. */
  route?: number
}

export const SPEED_METERS_PER_SECOND: Record<PatrolMode, number> = { foot: 1.35, bike: 4.3, vehicle: 6.2 }

const LONGEST_OUTING_SECONDS = 95 * 60
const WORK_SLOTS: SlotCode[] = ['morning_peak', 'daytime', 'evening', 'night']

interface Task {
  requirement: Requirement
  segments: Stretch['segments']
  from: number
  to: number
  seconds: number
  reversible: boolean
  steps: (reversed: boolean) => Step[]
}

export interface PatrolWorld {
  roads: readonly Road[]
  lines: readonly PatrolLine[]
  points: readonly PatrolPoint[]
  held: HeldPlaces
  sections: readonly KeySection[]
  requirements: readonly Requirement[]
  units: readonly PatrolUnit[]
  graph: WalkingGraph
  plan: GapPlan
  anchorDay: string
  weeks: number
}

const flip = (segments: Stretch['segments']): Stretch['segments'] =>
  [...segments].reverse().map(({ road, forward }) => ({ road, forward: !forward }))

/** All outings of the weeks before the anchor day and of that day: every requirement is met unless the plan leaves it out. */
export function planOutings(world: PatrolWorld, random: Random): Outing[] {
  const outings: Outing[] = []
  const stations = [...new Set(world.units.map((unit) => unit.station))]
  for (let back = world.weeks * 7; back >= 0; back--) {
    const day = addDays(world.anchorDay, -back)
    for (const station of stations)
      for (const slot of WORK_SLOTS) {
        const hours = slotOn(slot, day)
        if (hours) outings.push(...workSlot(world, station, slot, day, hours, random))
      }
    outings.push(...strolls(world, day, random))
  }
  return outings.sort((a, b) => a.startSeconds - b.startSeconds || a.unit - b.unit)
}

/** The streets of lines and sections that are ever left out in a slot: ways between other tasks keep off them. */
function avoidedIn({ plan, lines, sections }: PatrolWorld, slot: SlotCode): Set<number> {
  const avoided = new Set<number>()
  for (const { requirement } of plan.gaps)
    if (requirement.slot === slot && isLasting(plan.gaps, requirement)) {
      const { kind, index } = requirement.target
      const along = kind === 'line' ? lines[index] : kind === 'section' ? sections[index] : undefined
      for (const { road } of along?.segments ?? []) avoided.add(road)
    }
  return avoided
}

const isLasting = (gaps: readonly PlantedGap[], requirement: Requirement): boolean =>
  gaps.some((gap) => gap.requirement === requirement && gap.days.size > 1)

function workSlot(
  world: PatrolWorld,
  station: number,
  slot: SlotCode,
  day: string,
  hours: { from: number; to: number },
  random: Random,
): Outing[] {
  const crews = world.units
    .map((unit, index) => ({ unit, index }))
    .filter(({ unit }) => unit.station === station && unit.mode !== null && unit.mode !== 'foot')
  const tasks = tasksOf(world, station, slot, day, random)
  if (crews.length === 0 || tasks.length === 0) return []
  const avoid = avoidedIn(world, slot)
  const ways = { name: slot, avoid }
  const outings: Outing[] = []
  const from = hours.from / 1000 + 6 * 60
  const to = hours.to / 1000 - 9 * 60
  const free = random
    .shuffled(crews)
    .map((crew) => ({ ...crew, at: from + random.range(0, Math.min(1500, (to - from) * 0.16)) }))
  const left = new Set(tasks)
  while (left.size > 0) {
    const crew = free.reduce((best, other) => (other.at < best.at ? other : best))
    const speed = SPEED_METERS_PER_SECOND[crew.unit.mode!]
    const budget = Math.min(LONGEST_OUTING_SECONDS, to - crew.at)
    const { steps, seconds } = tour(world, left, speed, budget, ways, random)
    if (steps.length === 0) {
      for (const task of left) world.plan.leaveOut(task.requirement, day)
      break
    }
    outings.push({
      unit: crew.index,
      mode: crew.unit.mode!,
      attire: slot === 'night' && random.chance(0.12) ? 'plain' : 'uniform',
      startSeconds: Math.round(crew.at),
      steps,
    })
    crew.at += seconds * 1.12 + random.range(500, 1500)
  }
  return outings
}

function tasksOf(world: PatrolWorld, station: number, slot: SlotCode, day: string, random: Random): Task[] {
  const tasks: Task[] = []
  for (const requirement of world.requirements) {
    if (requirement.slot !== slot) continue
    const omission = world.plan.omissionOn(requirement, day)
    if (omission === 'skipped') continue
    const { kind, index } = requirement.target
    if (kind === 'line' && world.lines[index]!.station === station)
      tasks.push(lineTask(requirement, world.lines[index]!, omission))
    if (kind === 'point' && world.points[index]!.station === station)
      tasks.push(pointTask(requirement, world.points[index]!, world.roads, omission, random))
    if (kind === 'section' || kind === 'area') {
      const place = (kind === 'section' ? world.held.sections : world.held.areas)[index]!
      if (place.station === station)
        tasks.push(holdingTask(requirement, place, world.roads, omission, random))
    }
  }
  return tasks
}

function lineTask(requirement: Requirement, line: PatrolLine, omission: Omission | undefined): Task {
  const half = line.segments.slice(0, line.segments.length >> 1)
  const segments = omission === 'half' ? [...half, ...flip(half)] : line.segments
  return {
    requirement,
    segments,
    from: line.from,
    to: omission === 'half' ? line.from : line.to,
    seconds: line.lengthMeters / 4,
    reversible: omission !== 'half',
    steps: (reversed) => [{ kind: 'line', segments: reversed ? flip(segments) : segments }],
  }
}

function pointTask(
  requirement: Requirement,
  point: PatrolPoint,
  roads: readonly Road[],
  omission: Omission | undefined,
  random: Random,
): Task {
  const dwellSeconds =
    omission === 'short' ? random.range(15, 50) : point.dwellSeconds * random.range(1.25, 1.7) + 45
  return standingTask(requirement, { ...point, place: null }, roads, dwellSeconds)
}

function holdingTask(
  requirement: Requirement,
  place: StandingPlace,
  roads: readonly Road[],
  omission: Omission | undefined,
  random: Random,
): Task {
  const dwellSeconds =
    omission === 'short' ? random.range(40, 120) : requirement.amount * 60 * random.range(1.15, 1.4) + 45
  return standingTask(requirement, place, roads, dwellSeconds)
}

function standingTask(
  requirement: Requirement,
  { road: index, alongMeters, place }: Omit<StandingPlace, 'station'>,
  roads: readonly Road[],
  dwellSeconds: number,
): Task {
  const road = roads[index]!
  return {
    requirement,
    segments: [{ road: index, forward: true }],
    from: road.from,
    to: road.to,
    seconds: dwellSeconds + road.lengthMeters / 4,
    reversible: true,
    steps: (reversed) => [
      {
        kind: 'point',
        road: index,
        forward: !reversed,
        alongMeters,
        dwellSeconds,
        ...(place ? { place } : {}),
      },
    ],
  }
}

/** Takes the nearest task next, until the outing is long enough; what it takes is removed from `left`. */
function tour(
  { graph }: PatrolWorld,
  left: Set<Task>,
  speed: number,
  budgetSeconds: number,
  ways: { name: string; avoid: ReadonlySet<number> },
  random: Random,
): { steps: Step[]; seconds: number } {
  const steps: Step[] = []
  let seconds = 0
  let node: number | undefined
  while (left.size > 0) {
    let best: { task: Task; reversed: boolean; meters: number } | undefined
    for (const task of node === undefined ? [random.pick([...left])] : left)
      for (const reversed of task.reversible ? [false, true] : [false]) {
        const start = reversed ? task.to : task.from
        const meters = node === undefined ? 0 : graph.meters(node, start, ways.name, ways.avoid)
        if (!best || meters < best.meters) best = { task, reversed, meters }
      }
    if (!best) break
    const cost = ((best.meters / speed) * 1.15 + (best.task.seconds * 4) / speed) * 1.12
    const standing = best.task.requirement.target.kind === 'line' ? 0 : best.task.seconds
    if (seconds + cost + standing > budgetSeconds) break
    const { task, reversed } = best
    const start = reversed ? task.to : task.from
    if (node !== undefined && node !== start)
      steps.push({ kind: 'leg', segments: graph.way(node, start, ways.name, ways.avoid) })
    steps.push(...task.steps(reversed))
    node = reversed ? task.from : task.to
    seconds += cost + standing
    left.delete(task)
  }
  return { steps, seconds }
}

/** Foot patrols without a task: an hour through lively streets in the afternoon or early evening. */
function strolls(world: PatrolWorld, day: string, random: Random): Outing[] {
  const avoided = new Set(timeSlots.flatMap((slot) => [...avoidedIn(world, slot.code)]))
  return world.units.flatMap((unit, index) => {
    if (unit.mode !== 'foot' || !random.chance(0.85)) return []
    const hours = slotOn('daytime', day)!
    const own = world.lines.filter(
      (line) => line.station === unit.station && !line.segments.some(({ road }) => avoided.has(road)),
    )
    let node = random.pick(own.length > 0 ? own : world.lines).from
    const segments: { road: number; forward: boolean }[] = []
    let meters = 0
    const wanted = random.range(2800, 4600)
    while (meters < wanted) {
      const last = segments[segments.length - 1]
      const arcs = world.graph
        .leaving(node)
        .filter((arc) => arc.road !== last?.road && !avoided.has(arc.road))
      const arc = arcs.length > 0 ? random.pick(arcs) : undefined
      if (!arc) break
      segments.push({ road: arc.road, forward: arc.forward })
      meters += world.roads[arc.road]!.lengthMeters
      node = arc.to
    }
    if (segments.length === 0) return []
    return [
      {
        unit: index,
        mode: 'foot',
        attire: 'uniform',
        startSeconds: Math.round(hours.from / 1000 + random.range(1800, 18_000)),
        steps: [{ kind: 'leg', segments }],
      },
    ]
  })
}
