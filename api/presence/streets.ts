import { type Kysely, sql } from 'kysely'
import type { Database } from '../database/connect.ts'
import type { DB as Tables } from '../database/tables.ts'
import { buildPolygonSet } from '../geometry/polygon-set.ts'
import { readRoadLines } from '../streets/queries.ts'
import { readPlaces } from './places.ts'
import { streetMetersIn } from './street-length.ts'

interface Known {
  key: string
  meters: Promise<Map<number, number>>
}

const known = new WeakMap<Database, Known>()

/** Metres of street in every grid of a database, by its id; measured again when roads or grids have changed. */
export async function streetMetersOfGrids(
  database: Database,
  metricCrs: number,
): Promise<Map<number, number>> {
  const key = `${metricCrs}|${await versionOf(database.read)}`
  const there = known.get(database)
  if (there?.key === key) return there.meters
  const meters = measure(database, metricCrs)
  known.set(database, { key, meters })
  meters.catch(() => known.delete(database))
  return meters
}

async function measure(database: Database, metricCrs: number): Promise<Map<number, number>> {
  const { ids, rings } = await readPlaces(database.read, 'grids', metricCrs)
  const meters = streetMetersIn(buildPolygonSet(rings), await readRoadLines(database.read, metricCrs))
  return new Map(Array.from(ids, (id, grid) => [id, meters[grid]!]))
}

async function versionOf(db: Kysely<Tables>): Promise<string> {
  const { rows } = await sql<{ version: string }>`
    SELECT string_agg(layer || version, ' ' ORDER BY layer) AS version FROM layer_versions WHERE layer IN ('roads', 'grids')`.execute(
    db,
  )
  return rows[0]?.version ?? ''
}
