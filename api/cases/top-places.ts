import type { Viewer } from '../auth/viewer.ts'
import type { Database } from '../database/connect.ts'
import type { TopPlaces } from './contract.ts'
import { countsByGrid } from './count-queries.ts'
import type { WindowFilter } from './filter.ts'
import { countsByRoad, gridOutlines, segmentsById } from './top-place-queries.ts'

/**
 * Grids by how many cases they have above what their share of the district's area would give them, and street segments by their cases.
 * The expectation is the whole district's for every viewer.
 */
export async function topPlaces(
  database: Database,
  viewer: Viewer,
  filter: WindowFilter,
  { limit, fewestCases }: { limit: number; fewestCases: number },
): Promise<TopPlaces> {
  const outlines = await gridOutlines(database, viewer)
  const byGrid = await countsByGrid(database, { ...filter, scope: null })
  const sum = (values: Iterable<number>): number => [...values].reduce((total, value) => total + value, 0)
  const districtCount = sum(outlines.map((grid) => byGrid.get(grid.id) ?? 0))
  const districtArea = sum(outlines.map((grid) => grid.areaSquareMeters))
  const own = outlines.filter((grid) => grid.inScope)
  const total = viewer.districtWide ? sum(byGrid.values()) : sum(own.map((grid) => byGrid.get(grid.id) ?? 0))
  const grids = own
    .map(({ id, code, name, bbox, areaSquareMeters }) => {
      const count = byGrid.get(id) ?? 0
      const expected = districtArea > 0 ? (districtCount * areaSquareMeters) / districtArea : 0
      return {
        id,
        code,
        name,
        bbox,
        count,
        expected,
        ratio: expected > 0 ? count / expected : null,
        share: total > 0 ? count / total : 0,
      }
    })
    .filter((grid) => grid.count >= fewestCases && grid.count > grid.expected)
    .sort((a, b) => b.count - b.expected - (a.count - a.expected) || a.id - b.id)
    .slice(0, limit)

  const byRoad = [...(await countsByRoad(database, filter))].sort((a, b) => b[1] - a[1] || a[0] - b[0])
  const casesOnSegments = sum(byRoad.map(([, count]) => count))
  const top = byRoad.filter(([, count]) => count >= fewestCases).slice(0, limit)
  const roads = await segmentsById(
    database,
    top.map(([id]) => id),
  )
  let cumulated = 0
  const segments = top.flatMap(([id, count]) => {
    cumulated += count
    const road = roads.get(id)
    if (!road) return []
    return [{ ...road, count, share: count / casesOnSegments, cumulativeShare: cumulated / casesOnSegments }]
  })
  return {
    window: { from: filter.from.toISOString(), to: filter.to.toISOString() },
    total,
    grids,
    segments,
    concentration: {
      casesOnSegments,
      segmentsWithHalf: segmentsHolding(
        byRoad.map(([, count]) => count),
        casesOnSegments / 2,
      ),
      segmentsWithCases: byRoad.length,
    },
  }
}

/** How many of the largest counts it takes to reach an amount. */
function segmentsHolding(descending: readonly number[], amount: number): number {
  let reached = 0
  let segments = 0
  for (const count of descending) {
    if (reached >= amount) break
    reached += count
    segments += 1
  }
  return segments
}
