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
import { inAnswer, shownSum } from './small-numbers.ts'

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
  const earlier = comparedWindow(filter, compare, filter.timeZone)
  const listing = areasToCount(database, viewer, level)
  const [areas, first, now] = await Promise.all([
    listing,
    firstCaseAt(database, filter.districtCode),
    countAreas(database, viewer, filter, level, listing),
  ])
  const complete = covers(first, earlier)
  const before = complete
    ? await countAreas(database, viewer, { ...filter, ...earlier }, level, listing)
    : null
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
      shownArea(area, now.partsOf(area), before && before.partsOf(area), smallestShownCount),
    ),
  }
}

/** What an area holds: the reader's own cases, and those of others in an area that straddles or lies beside the own. */
interface Parts {
  own: number
  others: number
}

interface Counted {
  partsOf(area: CountedArea): Parts
  outside: number | null
}

async function countAreas(
  database: Database,
  viewer: Viewer,
  filter: WindowFilter,
  level: AreaLevel,
  listing: Promise<readonly CountedArea[]>,
): Promise<Counted> {
  const rounded = (count: number): number => (weighsCases(filter) ? Math.round(count * 100) / 100 : count)
  // Over the whole district, so that everybody reads the same figure of an area; the list of areas is the cut.
  const everybodys = { ...filter, scope: null }
  if (level === 'core-areas') {
    const ids = (await listing).map((area) => area.id)
    const all = await countsByControlArea(database, everybodys, ids)
    const own = viewer.districtWide ? all : await countsByControlArea(database, filter, ids)
    return {
      partsOf: ({ id }) => {
        const ofOwn = rounded(own.get(id) ?? 0)
        return { own: ofOwn, others: rounded((all.get(id) ?? 0) - ofOwn) }
      },
      outside: null,
    }
  }
  const found = await countsByGrid(database, everybodys)
  const inAreas = new Set<number | null>((await listing).flatMap((area) => area.gridIds))
  let outside = 0
  for (const [grid, count] of found) if (!inAreas.has(grid)) outside += count
  return {
    partsOf: ({ inScope, gridIds }) => {
      const count = rounded(gridIds.reduce((sum, grid) => sum + (found.get(grid) ?? 0), 0))
      return inScope ? { own: count, others: 0 } : { own: 0, others: count }
    },
    outside: viewer.districtWide ? rounded(outside) : null,
  }
}

function shownArea(
  area: CountedArea,
  parts: Parts,
  comparedParts: Parts | null,
  smallestShownCount: number,
): AreaCount {
  const { id, code, name, inScope, bbox, householdCount } = area
  const shown = ({ own, others }: Parts) => inAnswer(shownSum(own, others, smallestShownCount))
  const now = shown(parts)
  const comparedCount = comparedParts && shown(comparedParts).count
  return {
    id,
    code,
    name,
    inScope,
    bbox,
    ...now,
    comparedCount,
    ...changeAgainst(now.count, comparedCount),
    householdCount,
    ratePerThousandHouseholds:
      now.count === null || !householdCount ? null : (now.count / householdCount) * 1000,
  }
}
