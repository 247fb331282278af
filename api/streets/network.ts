import type { Kysely } from 'kysely'
import type { Database, Tables } from '../database/connect.ts'
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
  /** Set once it is ready. */
  ready?: Streets
}

const known = new WeakMap<Database, Known>()

/** The streets of a database as a graph with its index, in metres of a metric CRS; built again when roads have changed. */
export async function streetsOf(database: Database, metricCrs: number): Promise<Streets> {
  const key = await keyOf(database.read, metricCrs)
  const there = known.get(database)
  if (there?.key === key) return there.streets
  const made: Known = { key, streets: readStreets(database.read, metricCrs) }
  known.set(database, made)
  made.streets.then(
    (streets) => (made.ready = streets),
    () => known.delete(database),
  )
  return made.streets
}

/**
 * The same, read inside a transaction that has not changed the roads itself: it never waits for another connection, since on the embedded engine that
 * waits for the transaction.
 */
export async function streetsWithin(
  database: Database,
  metricCrs: number,
  db: Kysely<Tables>,
): Promise<Streets> {
  const key = await keyOf(db, metricCrs)
  const there = known.get(database)
  if (there?.key === key && there.ready) return there.ready
  const streets = await readStreets(db, metricCrs)
  known.set(database, { key, streets: Promise.resolve(streets), ready: streets })
  return streets
}

async function keyOf(db: Kysely<Tables>, metricCrs: number): Promise<string> {
  return `${metricCrs}|${await roadsVersion(db)}`
}

async function readStreets(db: Kysely<Tables>, metricCrs: number): Promise<Streets> {
  const graph = buildStreetGraph(await readRoadLines(db, metricCrs))
  return { graph, grid: buildEdgeGrid(graph) }
}
