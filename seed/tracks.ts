import { directed } from './walking-graph.ts'
import { SPEED_METERS_PER_SECOND, type Outing, type Step } from './patrols.ts'
import type { Point } from './plane.ts'
import { distance, interpolate } from './polygons.ts'
import type { Random } from './random.ts'
import type { Road } from './roads.ts'

/** The positions a unit's recorder wrote during one outing: parallel arrays, times in seconds since 1970, places in the plane. */
export interface Track {
  timeSeconds: Float64Array
  x: Float64Array
  y: Float64Array
  accuracyMeters: Float32Array
  speedMetersPerSecond: Float32Array
}

/** Seconds between fixes, by mode: shortest and longest. */
const INTERVAL_SECONDS = { foot: [24, 30], bike: [14, 19], vehicle: [10, 14] } as const
const NOISE_METERS = 4
/** How much of a fix's error carries over to the next. */
const NOISE_MEMORY = 0.7

/** Where the unit truly is over time: a vertex per bend and stop. */
interface Movement {
  at: number[]
  places: Point[]
  /** Stretches of time with no reception, only between tasks. */
  silences: [from: number, to: number][]
}

/** Walks or drives an outing along the streets and writes what a GPS receiver would have recorded. */
export function recordTrack(outing: Outing, roads: readonly Road[], random: Random): Track {
  const movement = move(outing, roads, random)
  const [shortest, longest] = INTERVAL_SECONDS[outing.mode]
  const columns: number[][] = [[], [], [], [], []]
  const deviation = NOISE_METERS * Math.sqrt(1 - NOISE_MEMORY * NOISE_MEMORY)
  let errorX = random.normal(0, NOISE_METERS)
  let errorY = random.normal(0, NOISE_METERS)
  const end = movement.at[movement.at.length - 1]!
  let i = 1
  for (let t = outing.startSeconds; t < end; t += Math.round(random.range(shortest, longest + 1))) {
    while (movement.at[i]! < t) i++
    errorX = NOISE_MEMORY * errorX + random.normal(0, deviation)
    errorY = NOISE_MEMORY * errorY + random.normal(0, deviation)
    if (movement.silences.some(([from, to]) => t >= from && t < to)) continue
    const [t0, t1] = [movement.at[i - 1]!, movement.at[i]!]
    const [a, b] = [movement.places[i - 1]!, movement.places[i]!]
    const truth = interpolate(a, b, t1 > t0 ? (t - t0) / (t1 - t0) : 0)
    const speed = t1 > t0 ? distance(a, b) / (t1 - t0) : 0
    columns[0]!.push(t)
    columns[1]!.push(truth.x + errorX)
    columns[2]!.push(truth.y + errorY)
    columns[3]!.push(Math.round((3 + Math.abs(random.normal(0, 3))) * 10) / 10)
    columns[4]!.push(Math.round(Math.max(0, speed + random.normal(0, 0.12)) * 100) / 100)
  }
  return {
    timeSeconds: Float64Array.from(columns[0]!),
    x: Float64Array.from(columns[1]!),
    y: Float64Array.from(columns[2]!),
    accuracyMeters: Float32Array.from(columns[3]!),
    speedMetersPerSecond: Float32Array.from(columns[4]!),
  }
}

function move(outing: Outing, roads: readonly Road[], random: Random): Movement {
  const movement: Movement = { at: [], places: [], silences: [] }
  const usual = SPEED_METERS_PER_SECOND[outing.mode]
  let clock = outing.startSeconds
  let here: Point | undefined
  const to = (place: Point, speed: number): void => {
    if (here) clock += distance(here, place) / speed
    if (here && distance(here, place) < 0.01) return
    movement.at.push(clock)
    movement.places.push(place)
    here = place
  }
  const stand = (seconds: number): void => {
    clock += seconds
    movement.at.push(clock)
    movement.places.push(here!)
  }
  for (const step of outing.steps) {
    const began = clock
    for (const place of placesOf(step, roads)) {
      if (place === 'dwell') stand((step as Extract<Step, { kind: 'point' }>).dwellSeconds)
      else to(place, usual * random.range(0.88, 1.1))
    }
    if (step.kind === 'leg' && random.chance(0.3)) stand(random.range(25, 120))
    const seconds = clock - began
    if (step.kind === 'leg' && seconds > 240 && random.chance(0.35)) {
      const silence = random.range(130, Math.min(330, seconds - 40))
      const from = began + random.range(15, seconds - silence - 15)
      movement.silences.push([from, from + silence])
    }
  }
  stand(random.range(20, 45))
  return movement
}

/** The places a step leads through, and where it stands still. */
function placesOf(step: Step, roads: readonly Road[]): (Point | 'dwell')[] {
  if (step.kind !== 'point')
    return step.segments.flatMap(({ road, forward }) => [...directed(roads[road]!, forward)])
  const road = roads[step.road]!
  const points = directed(road, step.forward)
  let left = step.forward ? step.alongMeters : road.lengthMeters - step.alongMeters
  const places: (Point | 'dwell')[] = [points[0]!]
  let stood = false
  for (let i = 1; i < points.length; i++) {
    const length = distance(points[i - 1]!, points[i]!)
    if (!stood && left <= length) {
      const onStreet = interpolate(points[i - 1]!, points[i]!, left / length)
      places.push(onStreet)
      if (step.place) places.push(step.place, 'dwell', onStreet)
      else places.push('dwell')
      stood = true
    }
    left -= length
    places.push(points[i]!)
  }
  return places
}
