import type { TimeWindow } from '../cases/aoristic.ts'
import type { CaseColumns } from '../cases/columns.ts'
import { caseSources } from '../cases/contract.ts'
import { wallClock } from '../cases/wall-clock.ts'
import { type BoxIndex, buildBoxIndex, emptyBoxes, findInBox, growBox } from '../geometry/box-index.ts'
import { buildPolygonSet, isInside, type PolygonSet } from '../geometry/polygon-set.ts'
import { type CoverageLayer, coverageLayers } from './contract.ts'
import type { TargetRow } from './queries.ts'

const weekMilliseconds = 7 * 86_400_000

interface Part {
  xs: ArrayLike<number>
  ys: ArrayLike<number>
}

interface Place {
  layer: CoverageLayer
  id: number
  /** A line, a point, or the rings of an area. */
  parts: Part[]
  /** Index in the set of areas; -1 of others. */
  area: number
}

/** Every target with what it takes to find those near a case. */
export interface NearTargets {
  places: Place[]
  index: BoxIndex
  areas: PolygonSet
  radiusMeters: number
}

export function nearTargets(
  targets: Record<CoverageLayer, readonly TargetRow[]>,
  radiusMeters: number,
): NearTargets {
  const places: Place[] = []
  const areas: TargetRow['rings'][] = []
  for (const layer of coverageLayers) {
    for (const { id, xs, ys, rings } of targets[layer]) {
      const isArea = rings.length > 0
      const parts = isArea ? rings.map((ring) => ({ xs: ring.x, ys: ring.y })) : [{ xs, ys }]
      places.push({ layer, id, parts, area: isArea ? areas.push(rings) - 1 : -1 })
    }
  }
  const boxes = emptyBoxes(places.length)
  places.forEach(({ parts }, item) => {
    for (const { xs, ys } of parts) {
      for (let v = 0; v < xs.length; v++) growBox(boxes, item, xs[v]!, ys[v]!, radiusMeters)
    }
  })
  return { places, index: buildBoxIndex(boxes), areas: buildPolygonSet(areas), radiusMeters }
}

/** Cases near targets as times of the week: by layer, id, and the grid they lie in (null: none). */
export type NearCases = Record<CoverageLayer, Map<number, Map<number | null, TimeWindow[]>>>

export function noNearCases(): NearCases {
  return {
    'patrol-lines': new Map(),
    'patrol-points': new Map(),
    'key-sections': new Map(),
    'control-areas': new Map(),
  }
}

/**
 * Adds the cases reported by the public that occurred in `[from, to)` within the radius of each target; inside an area is near it.
 *
 * @param months columns of at least that time, in the metres of the targets
 * @param excluded categories of which no figure holds a case
 */
export function addNearCases(
  near: NearCases,
  { places, index, areas, radiusMeters }: NearTargets,
  months: readonly CaseColumns[],
  { from, to }: { from: Date; to: Date },
  excluded: ReadonlySet<number>,
  timeZone: string,
): void {
  const local = wallClock(timeZone)
  const publicReport = caseSources.indexOf('public_report')
  const [start, end] = [from.getTime(), to.getTime()]
  for (const columns of months) {
    for (let row = 0; row < columns.length; row++) {
      const occurred = columns.from[row]!
      if (occurred < start || occurred >= end || columns.source[row] !== publicReport) continue
      const [x, y] = [columns.x[row]!, columns.y[row]!]
      findInBox(index, x, y, x, y)
      if (index.found.count === 0 || excluded.has(columns.categoryId[row]!)) continue
      const sinceMonday = local(occurred)
      const time = {
        startSecondOfWeek:
          (sinceMonday - Math.floor(sinceMonday / weekMilliseconds) * weekMilliseconds) / 1000,
        durationSeconds: (columns.to[row]! - occurred) / 1000,
        count: 1,
      }
      const grid = columns.gridId[row] === 0 ? null : columns.gridId[row]!
      for (let i = 0; i < index.found.count; i++) {
        const place = places[index.found.items[i]!]!
        const isNear =
          (place.area >= 0 && isInside(areas, place.area, x, y)) ||
          place.parts.some((part) => distanceTo(part, x, y) <= radiusMeters)
        if (isNear) put(near[place.layer], place.id, grid, time)
      }
    }
  }
}

function put(targets: NearCases[CoverageLayer], id: number, grid: number | null, time: TimeWindow): void {
  const grids = targets.get(id) ?? new Map<number | null, TimeWindow[]>()
  targets.set(id, grids)
  const inGrid = grids.get(grid)
  if (inGrid) inGrid.push(time)
  else grids.set(grid, [time])
}

function distanceTo({ xs, ys }: Part, x: number, y: number): number {
  let nearest = Math.hypot(x - xs[0]!, y - ys[0]!)
  for (let v = 0; v + 1 < xs.length; v++) {
    const [dx, dy] = [xs[v + 1]! - xs[v]!, ys[v + 1]! - ys[v]!]
    const along = ((x - xs[v]!) * dx + (y - ys[v]!) * dy) / (dx * dx + dy * dy || 1)
    const share = along > 0 ? Math.min(1, along) : 0
    nearest = Math.min(nearest, Math.hypot(x - xs[v]! - share * dx, y - ys[v]! - share * dy))
  }
  return nearest
}
