import type { Database } from '../database/connect.ts'
import { buildEdgeGrid, type EdgeGrid } from './edge-grid.ts'
import { readRoadLines, roadsVersion } from './queries.ts'
import { buildStreetGraph, type StreetGraph } from './street-graph.ts'

export interface Streets {
  readonly graph: StreetGraph
  readonly grid: EdgeGrid
}

interface Known {
  key: string
  streets: Promise<Streets>
}

const known = new WeakMap<Database, Known>()

/** The streets of a database as a graph with its index, in metres of a metric CRS; built again when roads have changed. */
export async function streetsOf(database: Database, metricCrs: number): Promise<Streets> {
  const key = `${metricCrs}|${await roadsVersion(database.read)}`
  const there = known.get(database)
  if (there?.key === key) return there.streets
  const streets = readRoadLines(database.read, metricCrs).then((roads) => {
    const graph = buildStreetGraph(roads)
    return { graph, grid: buildEdgeGrid(graph) }
  })
  known.set(database, { key, streets })
  streets.catch(() => known.delete(database))
  return streets
}
