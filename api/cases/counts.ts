import { seesExactCounts } from '../auth/permissions.ts'
import type { Viewer } from '../auth/viewer.ts'
import type { Database } from '../database/connect.ts'
import { changeAgainst, comparedWindow, covers } from './compared-window.ts'
import type { AreaCount, AreaLevel, CaseCounts, ComparisonName } from './contract.ts'
import {
  areasToCount,
  type CountedArea,
  countsByControlArea,
  countsByGrid,
  firstCaseAt,
} from './count-queries.ts'
import { type WindowFilter, weighsCases } from './filter.ts'
import { shownCount } from './small-numbers.ts'

export interface CountRequest {
  filter: WindowFilter
  level: AreaLevel
  compare: ComparisonName
  /** Counts below it are hidden outside the own scope. */
  smallestShownCount: number
}

/** Cases per area with the change against an earlier window, under the small-number rule outside the viewer's scope. */
export async function caseCounts(
  database: Database,
  viewer: Viewer,
  { filter, level, compare, smallestShownCount }: CountRequest,
): Promise<CaseCounts> {
  const areas = await areasToCount(database, viewer, level)
  const earlier = comparedWindow(filter, compare, filter.timeZone)
  const first = await firstCaseAt(database, filter.districtCode)
  const complete = covers(first, earlier)
  const now = await countAreas(database, viewer, filter, level, areas)
  const before = complete ? await countAreas(database, viewer, { ...filter, ...earlier }, level, areas) : null
  return {
    window: { from: filter.from.toISOString(), to: filter.to.toISOString() },
    compared: {
      name: compare,
      complete,
      from: earlier.from.toISOString(),
      to: earlier.to.toISOString(),
    },
    outside: now.outside,
    areas: areas.map((area) =>
      shownArea(area, now.counts.get(area.id) ?? 0, before && (before.counts.get(area.id) ?? 0), {
        exact: seesExactCounts(viewer, area.inScope),
        smallestShownCount,
      }),
    ),
  }
}

async function countAreas(
  database: Database,
  viewer: Viewer,
  filter: WindowFilter,
  level: AreaLevel,
  areas: readonly CountedArea[],
): Promise<{ counts: Map<number, number>; outside: number | null }> {
  const rounded = (count: number): number => (weighsCases(filter) ? Math.round(count * 100) / 100 : count)
  if (level === 'core-areas') {
    const found = await countsByControlArea(
      database,
      filter,
      areas.map((area) => area.id),
    )
    return {
      counts: new Map(areas.map((area) => [area.id, rounded(found.get(area.id) ?? 0)])),
      outside: null,
    }
  }
  const wanted = areas.flatMap((area) => area.gridIds)
  // Bordering grids lie outside the viewer's scope: the list of grids is the cut.
  const found = await countsByGrid(database, { ...filter, scope: null }, viewer.districtWide ? null : wanted)
  const counts = new Map(
    areas.map((area) => [
      area.id,
      rounded(area.gridIds.reduce((sum, grid) => sum + (found.get(grid) ?? 0), 0)),
    ]),
  )
  const inAreas = new Set<number | null>(wanted)
  let outside = 0
  for (const [grid, count] of found) if (!inAreas.has(grid)) outside += count
  return { counts, outside: viewer.districtWide ? rounded(outside) : null }
}

function shownArea(
  area: CountedArea,
  count: number,
  comparedCount: number | null,
  { exact, smallestShownCount }: { exact: boolean; smallestShownCount: number },
): AreaCount {
  const { id, code, name, inScope, bbox, householdCount } = area
  const shown = (value: number | null) =>
    value === null || exact ? value : shownCount(Math.ceil(value), smallestShownCount)
  const shownNow = shown(count) ?? 0
  const shownBefore = shown(comparedCount)
  const countOrNull = typeof shownNow === 'number' ? shownNow : null
  const comparedOrNull = typeof shownBefore === 'number' ? shownBefore : null
  return {
    id,
    code,
    name,
    inScope,
    bbox,
    count: countOrNull,
    countText: String(shownNow),
    suppressed: countOrNull === null,
    comparedCount: comparedOrNull,
    ...changeAgainst(countOrNull, comparedOrNull),
    householdCount,
    ratePerThousandHouseholds:
      countOrNull === null || !householdCount ? null : (countOrNull / householdCount) * 1000,
  }
}
