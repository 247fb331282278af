import { type Kysely, sql } from 'kysely'
import type { DB as Tables } from '../database/tables.ts'
import { type Ring, ringsOfWkb } from '../geometry/polygon-wkb.ts'

// Short queries: the embedded engine serves one client at a time.
const placesPerQuery = 2000

const tables = { grids: 'grids', courtyards: 'courtyards', 'control-areas': 'control_areas' } as const

/** Every place in use with its rings in metres of a metric CRS (EPSG number), by id. */
export async function readPlaces(
  db: Kysely<Tables>,
  layer: keyof typeof tables,
  metricCrs: number,
): Promise<{ ids: Float64Array; rings: Ring[][] }> {
  const ids: number[] = []
  const rings: Ring[][] = []
  for (let after = 0; ;) {
    const { rows } = await sql<{ id: number; wkb: Buffer }>`
      SELECT id, ST_AsBinary(ST_Transform(geom, ${metricCrs}::integer)) AS wkb
      FROM ${sql.table(tables[layer])}
      WHERE retired_at IS NULL AND id > ${after}
      ORDER BY id LIMIT ${placesPerQuery}`.execute(db)
    for (const { id, wkb } of rows) {
      ids.push(id)
      rings.push(ringsOfWkb(wkb))
    }
    const last = rows.at(-1)
    if (!last || rows.length < placesPerQuery) return { ids: Float64Array.from(ids), rings }
    after = last.id
  }
}
