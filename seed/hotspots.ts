import type { LonLat, Point } from './plane.ts'
import { toLonLat } from './plane.ts'
import { distance, pointAlong } from './polygons.ts'
import type { Random } from './random.ts'
import type { Road } from './roads.ts'
import { addDays } from './time-slots.ts'

/** A hotspot laid into the cases on purpose. */
export interface PlantedHotspot {
  kind: 'new' | 'fading' | 'moving' | 'stable'
  category: string
  location: LonLat
  /** Where a moving hotspot ends. */
  movedTo?: LonLat
  radiusMeters: number
  /** Days `YYYY-MM-DD`, half open. */
  from: string
  to: string
}

export interface HotspotPlan extends PlantedHotspot {
  centreAt: (share: number) => Point
  cases: number
  /** Share of the window that has passed, drawn so that the hotspot grows, fades or stays. */
  drawShare: (random: Random) => number
}

/** One hotspot that is there all along, one that appears in the last months, one that fades, one that moves. */
export function planHotspots(
  roads: readonly Road[],
  anchorDay: string,
  months: number,
  cases: number,
  random: Random,
): HotspotPlan[] {
  const taken: Point[] = []
  const choose = (zone: Road['zone']): Point => {
    const candidates = random.shuffled(
      roads.filter((road) => road.zone === zone && road.lengthMeters > 60 && road.kind !== 'footway'),
    )
    const road =
      candidates.find((candidate) => taken.every((other) => distance(other, candidate.points[0]!) > 700)) ??
      candidates[0] ??
      roads[0]!
    const place = pointAlong(road.points, road.lengthMeters / 2)
    taken.push(place)
    return place
  }
  const days = Math.round(months * 30.44)
  const at = (back: number): string => addDays(anchorDay, -back)
  const fixed = (
    kind: HotspotPlan['kind'],
    category: string,
    zone: Road['zone'],
    share: number,
    from: number,
    to: number,
    drawShare: HotspotPlan['drawShare'],
  ): HotspotPlan => {
    const centre = choose(zone)
    return {
      kind,
      category,
      location: toLonLat(centre),
      radiusMeters: 180,
      from: at(from),
      to: at(to),
      centreAt: () => centre,
      cases: Math.max(8, Math.round(cases * share)),
      drawShare,
    }
  }
  const start = choose('housing')
  const end = choose('housing')
  return [
    fixed('stable', 'shop_theft', 'core', 0.018, days, 0, (random) => random.next()),
    fixed('new', 'ebike_theft', 'old_town', 0.011, 105, 0, (random) => Math.sqrt(random.next())),
    fixed(
      'fading',
      'theft_from_car',
      'core',
      0.014,
      days,
      Math.round(days * 0.25),
      (random) => 1 - Math.sqrt(random.next()),
    ),
    {
      kind: 'moving',
      category: 'burglary',
      location: toLonLat(start),
      movedTo: toLonLat(end),
      radiusMeters: 200,
      from: at(365),
      to: at(0),
      centreAt: (share) => (share < 0.5 ? start : end),
      cases: Math.max(10, Math.round(cases * 0.012)),
      drawShare: (random) => random.next(),
    },
  ]
}
