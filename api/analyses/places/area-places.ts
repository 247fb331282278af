import { countsByGrid, gridsInScope } from '../../cases/count-queries.ts'
import type { Database } from '../../database/connect.ts'
import { areaContiguity } from '../../hotspots/area-contiguity.ts'
import { contiguityOf } from '../../hotspots/contiguity.ts'
import { communitiesInScope, districtCommunities, type TestedGrid } from './queries.ts'
import type { TestedPlaces } from './tested-places.ts'

const contiguityOfGrids = (grids: readonly TestedGrid[]) =>
  areaContiguity(grids.map(({ outline }) => [outline]))

/** The grids themselves; neighbours are those whose boundaries touch. */
export function gridPlaces(database: Database, grids: readonly TestedGrid[]): TestedPlaces {
  return {
    contiguity: contiguityOfGrids(grids),
    area: Float64Array.from(grids, ({ areaSquareMeters }) => areaSquareMeters),
    households: Float64Array.from(grids, ({ householdCount }) => householdCount),
    equalSized: false,
    cellMeters: null,
    countsIn: async (filter) => {
      const counts = await countsByGrid(database, filter)
      return Float64Array.from(grids, ({ id }) => counts.get(id) ?? 0)
    },
    inScope: async (viewer) => {
      const own = await gridsInScope(database, viewer)
      return Uint8Array.from(grids, ({ id }) => (own.has(id) ? 1 : 0))
    },
    describe: (numbers) =>
      Promise.resolve(
        numbers.map((number) => {
          const { id, code, name, outline } = grids[number]!
          return { id, code, name, outline: { type: 'MultiPolygon', coordinates: [outline] } }
        }),
      ),
  }
}

/** Communities by their grids: neighbours where grids of both touch. */
export async function communityPlaces(
  database: Database,
  grids: readonly TestedGrid[],
  metricCrs: number,
): Promise<TestedPlaces> {
  const all = await districtCommunities(database, metricCrs)
  const withGrids = new Set(grids.map(({ communityId }) => communityId))
  const communities = all.filter(({ id }) => withGrids.has(id))
  const numberOf = new Map(communities.map(({ id }, number) => [id, number]))
  const communityOf = grids.map(({ communityId }) => numberOf.get(communityId) ?? -1)
  const summed = (valueOf: (grid: TestedGrid) => number): Float64Array => {
    const sums = new Float64Array(communities.length)
    grids.forEach((grid, index) => {
      const community = communityOf[index]!
      if (community >= 0) sums[community]! += valueOf(grid)
    })
    return sums
  }
  const { start, neighbours } = contiguityOfGrids(grids)
  const pairs = grids.flatMap((_, grid) =>
    [...neighbours.subarray(start[grid], start[grid + 1])].flatMap((other): [number, number][] => {
      const [a, b] = [communityOf[grid]!, communityOf[other]!]
      return a >= 0 && b >= 0 ? [[a, b]] : []
    }),
  )
  return {
    contiguity: contiguityOf(communities.length, pairs),
    area: summed(({ areaSquareMeters }) => areaSquareMeters),
    households: summed(({ householdCount }) => householdCount),
    equalSized: false,
    cellMeters: null,
    countsIn: async (filter) => {
      const counts = await countsByGrid(database, filter)
      return summed(({ id }) => counts.get(id) ?? 0)
    },
    inScope: async (viewer) => {
      const own = await communitiesInScope(database, viewer)
      return Uint8Array.from(communities, ({ id }) => (own.has(id) ? 1 : 0))
    },
    describe: (numbers) =>
      Promise.resolve(
        numbers.map((number) => {
          const { id, code, name, outline } = communities[number]!
          const parts =
            outline ?? grids.filter((_, grid) => communityOf[grid] === number).map((grid) => grid.outline)
          return { id, code, name, outline: { type: 'MultiPolygon', coordinates: parts } }
        }),
      ),
  }
}
