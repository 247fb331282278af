import type { Database } from '../database/connect.ts'
import { metricProjection } from '../geometry/metric-projection.ts'
import { type NearEdges, nearEdgesOf } from '../streets/edge-grid.ts'
import { type Streets, streetsOf } from '../streets/network.ts'
import { streetMetersByGrid } from './figures.ts'
import { type GridRow, readGrids, versionOf } from './queries.ts'
import { type ReachMemory, reachMemory } from './reached.ts'
import type { VertexDegrees } from './street-lines.ts'
import { type StreetsOfGrids, streetsOfGrids } from './streets-of-grids.ts'

/** What does not change between two moments: streets, grids, and memory that one computation uses at a time. */
export interface ReachGround {
  readonly version: string
  readonly streets: Streets
  readonly degrees: VertexDegrees
  readonly grids: readonly GridRow[]
  readonly gridIndex: ReadonlyMap<number, number>
  readonly streetsOfGrids: StreetsOfGrids
  /** Metres of street and households by grid. */
  readonly meters: Float64Array
  readonly households: Float64Array
  readonly memory: ReachMemory
  readonly near: NearEdges
}

export async function readGround(database: Database, metricCrs: number): Promise<ReachGround> {
  const version = await groundVersion(database, metricCrs)
  const streets = await streetsOf(database, metricCrs)
  const grids = await readGrids(database.read, metricCrs)
  const { graph } = streets
  const divided = streetsOfGrids(graph, grids)
  const { inverse } = metricProjection(metricCrs)
  const degrees = new Float64Array(graph.vertices.length)
  for (let i = 0; i < degrees.length; i += 2) {
    degrees.set(inverse(graph.vertices[i]!, graph.vertices[i + 1]!), i)
  }
  return {
    version,
    streets,
    degrees,
    grids,
    gridIndex: new Map(grids.map(({ id }, index) => [id, index])),
    streetsOfGrids: divided,
    meters: streetMetersByGrid(graph, divided, grids.length),
    households: Float64Array.from(grids, ({ householdCount }) => householdCount),
    memory: reachMemory(graph),
    near: nearEdgesOf(graph),
  }
}

export async function groundVersion(database: Database, metricCrs: number): Promise<string> {
  return `${metricCrs} ${await versionOf(database.read, ['roads', 'grids'])}`
}
