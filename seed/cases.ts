import { caseRhythms, hourWeights, type CaseRhythm } from './case-rhythms.ts'
import type { GridFinder } from './grid-finder.ts'
import { planHotspots, type HotspotPlan } from './hotspots.ts'
import type { Point } from './plane.ts'
import { distance, interiorPoint, pointAlong } from './polygons.ts'
import { WeightedPicker, type Random } from './random.ts'
import type { Road } from './roads.ts'
import type { Division } from './grids.ts'
import type { StreetFinder } from './street-finder.ts'
import { addDays, midnight, weekdayOf } from './time-slots.ts'

export interface DemoCase {
  externalId: string
  category: string
  /** Milliseconds since 1970. */
  occurredFrom: number
  occurredTo: number
  reportedAt: number
  timePrecision: 'minute' | 'hour' | 'day'
  placePrecision: 'point' | 'street_segment' | 'block' | 'grid'
  source: 'public_report' | 'patrol_found' | 'other'
  place: Point
  road: number
  grid: number
  address: string
}

export const CASE_SOURCE_SYSTEM = 'demo-110'
const HOUR = 3_600_000
/** Spread of the streets' weights (lognormal): with it some 5 % of the segments hold half of the cases (Weisburd 2015). */
const SEGMENT_SPREAD = 1.75
const CATEGORY_SPREAD = 0.75
const HIGHEST_WEIGHT = 64

export interface CaseWorld {
  roads: readonly Road[]
  division: Division
  grids: GridFinder
  streets: StreetFinder
  anchorDay: string
  months: number
  count: number
}

interface Drawn {
  rhythm: CaseRhythm
  from: number
  road: number
  place: Point
}

/** Two years of cases in the order of time, with the hotspots laid into them. */
export function generateCases(
  world: CaseWorld,
  random: Random,
): { cases: DemoCase[]; hotspots: HotspotPlan[] } {
  const hotspots = planHotspots(
    world.roads,
    world.anchorDay,
    world.months,
    world.count,
    random.fork('hotspots'),
  )
  const days = Math.round(world.months * 30.44)
  const common = world.roads.map(() => Math.min(HIGHEST_WEIGHT, Math.exp(random.normal(0, SEGMENT_SPREAD))))
  const drawn: Drawn[] = []
  const planted = hotspots.reduce((sum, hotspot) => sum + hotspot.cases, 0)
  const totalShare = caseRhythms.reduce((sum, { share }) => sum + share, 0)
  for (const rhythm of caseRhythms) {
    const own = random.fork(rhythm.code)
    const count = Math.round(((world.count - planted) * rhythm.share) / totalShare)
    drawn.push(...drawCategory(world, rhythm, count, days, common, own))
  }
  for (const hotspot of hotspots) drawn.push(...drawHotspot(world, hotspot, random.fork(hotspot.kind)))
  const details = random.fork('details')
  const until = midnight(world.anchorDay) + 7 * HOUR
  const cases = drawn
    .filter(({ from }) => from < until)
    .map((one) => describe(world, one, until, details))
    .sort((a, b) => a.occurredFrom - b.occurredFrom || a.place.x - b.place.x)
  cases.forEach(
    (one, i) =>
      (one.externalId = `JQ${new Date(one.reportedAt + 8 * HOUR).toISOString().slice(0, 10).replaceAll('-', '')}${String(i + 1).padStart(7, '0')}`),
  )
  return { cases, hotspots }
}

function drawCategory(
  world: CaseWorld,
  rhythm: CaseRhythm,
  count: number,
  days: number,
  common: readonly number[],
  random: Random,
): Drawn[] {
  const weights = world.roads.map((road, i) =>
    road.kind === 'footway' || road.bridge || road.lengthMeters < 25
      ? 0
      : (rhythm.zones[road.zone] ?? 0.02) *
        common[i]! *
        Math.exp(random.normal(0, CATEGORY_SPREAD)) *
        Math.sqrt(road.lengthMeters),
  )
  const roads = new WeightedPicker(weights)
  const dates = Array.from({ length: days + 1 }, (_, back) => addDays(world.anchorDay, back - days))
  const calendar = new WeightedPicker(dates.map((day, i) => dayWeight(rhythm, day, i / days)))
  const hours = new WeightedPicker(hourWeights(rhythm))
  const drawn: Drawn[] = []
  for (let i = 0; i < count; i++) {
    const parent =
      rhythm.code === 'burglary' && drawn.length > 5 && random.chance(0.28) ? random.pick(drawn) : undefined
    if (parent) {
      const place = { x: parent.place.x + random.normal(0, 62), y: parent.place.y + random.normal(0, 62) }
      const near = world.streets.nearestNamed(place)
      const from = parent.from + Math.min(13, random.exponential(4.2) + 0.4) * 24 * HOUR
      if (near && distance(near.foot, parent.place) < 195) {
        drawn.push({ rhythm, from, road: near.road, place: near.foot })
        continue
      }
    }
    const day = dates[calendar.pick(random)]!
    const from = midnight(day) + hours.pick(random) * HOUR + Math.floor(random.next() * 60) * 60_000
    const road = roads.pick(random)
    drawn.push({ rhythm, from, road, place: onRoad(world.roads[road]!, random) })
  }
  return drawn
}

function drawHotspot(world: CaseWorld, hotspot: HotspotPlan, random: Random): Drawn[] {
  const rhythm = caseRhythms.find(({ code }) => code === hotspot.category)!
  const hours = new WeightedPicker(hourWeights(rhythm))
  const [start, end] = [midnight(hotspot.from), midnight(hotspot.to)]
  const drawn: Drawn[] = []
  for (let i = 0; i < hotspot.cases; i++) {
    const share = hotspot.drawShare(random)
    const centre = hotspot.centreAt(share)
    const spread = hotspot.radiusMeters / 2.6
    const near = world.streets.nearestNamed({
      x: centre.x + random.normal(0, spread),
      y: centre.y + random.normal(0, spread),
    })
    const day = Math.floor((start + (end - start) * share - midnight(hotspot.from)) / (24 * HOUR))
    const from = start + day * 24 * HOUR + hours.pick(random) * HOUR + random.int(0, 59) * 60_000
    if (near && distance(near.foot, centre) <= hotspot.radiusMeters)
      drawn.push({ rhythm, from, road: near.road, place: near.foot })
  }
  return drawn
}

function dayWeight(rhythm: CaseRhythm, day: string, share: number): number {
  const [peak, swing] = rhythm.season
  const month = Number(day.slice(5, 7)) + Number(day.slice(8, 10)) / 31 - 0.5
  const wave = (1 + Math.cos(((month - peak) / 12) * 2 * Math.PI)) / 2
  return (1 + (swing - 1) * wave) * (weekdayOf(day) >= 6 ? rhythm.weekend : 1) * rhythm.trend ** share
}

/** A door along the segment: a few addresses are named again and again. */
function onRoad(road: Road, random: Random): Point {
  const at = pointAlong(
    road.points,
    road.lengthMeters * Math.min(0.95, Math.max(0.05, random.normal(0.5, 0.24))),
  )
  const aside = (random.chance(0.5) ? 1 : -1) * random.range(4, 13)
  return { x: at.x - Math.sin(at.heading) * aside, y: at.y + Math.cos(at.heading) * aside }
}

function describe(
  world: CaseWorld,
  { rhythm, from, road, place }: Drawn,
  until: number,
  random: Random,
): DemoCase {
  const hasWindow = random.chance(rhythm.windowShare)
  const hours = hasWindow ? random.range(...rhythm.windowHours) : 0
  const occurredTo = Math.min(until, from + Math.round(hours * 4) * 15 * 60_000)
  const delay = Math.min(96, random.exponential(hasWindow ? 2.5 : 0.7)) * HOUR
  const segment = world.roads[road]!
  const precision = random.next()
  const grid = Math.max(0, world.grids.at(place))
  const placePrecision =
    precision < 0.6 ? 'point' : precision < 0.84 ? 'street_segment' : precision < 0.94 ? 'block' : 'grid'
  const near = world.streets.nearestNamed(place)
  const luck = random.next()
  const known = placed(world, placePrecision, place, segment, grid)
  return {
    externalId: '',
    category: rhythm.code,
    occurredFrom: from,
    occurredTo,
    reportedAt: Math.min(until + 2 * HOUR, Math.floor((occurredTo + delay) / 60_000) * 60_000),
    timePrecision: hasWindow ? (hours > 24 ? 'day' : 'hour') : random.chance(0.12) ? 'hour' : 'minute',
    placePrecision,
    source: luck < rhythm.foundByPatrolShare ? 'patrol_found' : luck > 0.965 ? 'other' : 'public_report',
    place: known,
    road,
    grid: Math.max(0, world.grids.at(known)),
    address:
      placePrecision === 'point' && near ? `${near.name}${near.houseNumber}号` : `${segment.name ?? '附近'}`,
  }
}

function placed(
  world: CaseWorld,
  precision: DemoCase['placePrecision'],
  place: Point,
  segment: Road,
  grid: number,
): Point {
  if (precision === 'street_segment') return pointAlong(segment.points, segment.lengthMeters / 2)
  if (precision === 'grid') return interiorPoint(world.division.grids[grid]!.rings[0]!)
  return precision === 'block'
    ? { x: Math.round(place.x / 40) * 40, y: Math.round(place.y / 40) * 40 }
    : place
}
