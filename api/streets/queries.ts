import { type Kysely, sql } from 'kysely'
import type { Tables } from '../database/connect.ts'
import { verticesOfLineWkb } from '../geometry/line-wkb.ts'
import type { RoadLine } from './street-graph.ts'

// Short queries: the embedded engine serves one client at a time.
const roadsPerQuery = 5000

/** Every road in use, in metres of a metric CRS (EPSG number), by id. */
export async function readRoadLines(db: Kysely<Tables>, metricCrs: number): Promise<RoadLine[]> {
  const roads: RoadLine[] = []
  for (let after = 0; ;) {
    const { rows } = await sql<{ id: number; kind: string; oneway: boolean; wkb: Buffer }>`
      SELECT id, kind, oneway, ST_AsBinary(ST_Transform(geom, ${metricCrs}::integer)) AS wkb
      FROM roads
      WHERE retired_at IS NULL AND id > ${after}
      ORDER BY id LIMIT ${roadsPerQuery}`.execute(db)
    for (const { wkb, ...road } of rows) roads.push({ ...road, ...verticesOfLineWkb(wkb) })
    const last = rows.at(-1)
    if (!last || rows.length < roadsPerQuery) return roads
    after = last.id
  }
}

/** Counts the changes of the roads. */
export async function roadsVersion(db: Kysely<Tables>): Promise<number> {
  const row = await db
    .selectFrom('layerVersions')
    .select('version')
    .where('layer', '=', 'roads')
    .executeTakeFirst()
  return row?.version ?? 0
}
