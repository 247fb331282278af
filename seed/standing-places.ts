import type { ControlArea } from './control-areas.ts'
import type { KeySection } from './key-sections.ts'
import type { OrgTree } from './org-units.ts'
import type { PatrolLine } from './patrol-lines.ts'
import type { PatrolPoint } from './patrol-points.ts'
import type { Point } from './plane.ts'
import { distance, distanceToLine, inset, interiorPoint, pointAlong, ringContains } from './polygons.ts'
import type { Road } from './roads.ts'

/** Where a patrol stands to hold a section or an area. */
export interface StandingPlace {
  station: number
  /** Where on the street network it is reached. */
  road: number
  alongMeters: number
  /** Off the street; null on it. */
  place: Point | null
}

const CLEAR_METERS = 90
const LONGEST_HELD_METERS = 320
const FARTHEST_FROM_STREET_METERS = 130
const KINDS: Road['kind'][] = ['tertiary', 'residential', 'alley', 'secondary']

/**
 * Where each key section is held: in the middle of one of its segments. Null for one that is long, or near a must-arrive point: who stops there would hold
 * it by the way.
 */
export function sectionPlaces(
  sections: readonly KeySection[],
  points: readonly PatrolPoint[],
  roads: readonly Road[],
): (StandingPlace | null)[] {
  return sections.map(({ segments, points: line, lengthMeters, station }) => {
    if (lengthMeters > LONGEST_HELD_METERS) return null
    if (points.some(({ place }) => distanceToLine(place, line) < CLEAR_METERS)) return null
    const { road } = segments[segments.length >> 1]!
    return { station, road, alongMeters: roads[road]!.lengthMeters / 2, place: null }
  })
}

/**
 * Where each core area is held: well inside, reached from a street beside it that belongs to no line and no section. Null for other areas, and where somebody
 * who does something else would dwell.
 */
export function areaPlaces(
  areas: readonly ControlArea[],
  sections: readonly KeySection[],
  lines: readonly PatrolLine[],
  points: readonly PatrolPoint[],
  roads: readonly Road[],
  orgTree: OrgTree,
): (StandingPlace | null)[] {
  const busy = new Set([...sections, ...lines].flatMap(({ segments }) => segments.map(({ road }) => road)))
  const usable = roads.flatMap((road, index) =>
    KINDS.includes(road.kind) && !road.oneway && !road.bridge && !busy.has(index) ? [{ road, index }] : [],
  )
  return areas.map(({ kind, ring, orgUnit }) => {
    const inner = kind === 'core' ? inset(ring, 18) : undefined
    if (!inner) return null
    const place = interiorPoint(inner)
    if (!ringContains(ring, place)) return null
    const isNear = points.some(
      (point) =>
        ringContains(ring, point.place) ||
        distance(point.place, place) < CLEAR_METERS ||
        distanceToLine(point.place, ring) < CLEAR_METERS / 2,
    )
    if (isNear || sections.some((section) => distanceToLine(place, section.points) < CLEAR_METERS / 2))
      return null
    const beside = usable
      .map(({ road, index }) => ({
        index,
        road,
        away: distance(pointAlong(road.points, road.lengthMeters / 2), place),
      }))
      .reduce((best, other) => (other.away < best.away ? other : best))
    if (beside.away > FARTHEST_FROM_STREET_METERS) return null
    return {
      station: orgTree.ofStation.indexOf(orgUnit),
      road: beside.index,
      alongMeters: beside.road.lengthMeters / 2,
      place,
    }
  })
}
