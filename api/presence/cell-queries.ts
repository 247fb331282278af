import { sql } from 'kysely'
import { gridInScope } from '../auth/scope.ts'
import type { Viewer } from '../auth/viewer.ts'
import type { Database } from '../database/connect.ts'
import { cellKey, cellMeters, columnOfCell, rowOfCell } from './cell-key.ts'
import { inSlices, type PresenceWindow, rowsOf } from './queries.ts'

/** Columns and rows of cells, both ends among them. */
export interface CellBox {
  firstColumn: number
  lastColumn: number
  firstRow: number
  lastRow: number
}

export interface CellSums {
  key: number
  seconds: number
  stays: number
}

const rowsOfColumn = cellKey(1, 0) - cellKey(0, 0)

/** Cells of the box that patrols were in and that touch a grid in scope, longest first. */
export async function cellsInBox(
  database: Database,
  viewer: Viewer,
  window: PresenceWindow,
  box: CellBox,
  metricCrs: number,
): Promise<CellSums[]> {
  const [lowest, highest] = [cellKey(box.firstColumn, box.firstRow), cellKey(box.lastColumn, box.lastRow)]
  const inColumn = (key: number): number => key - cellKey(columnOfCell(key), 0) + cellKey(0, 0)
  const found = await inSlices(database, window, async (slice) => {
    const { rows } = await sql<CellSums>`
      SELECT at.key, sum(at.seconds) AS seconds, sum(at.stays)::int AS stays
      FROM presence_hours AS presence
        CROSS JOIN LATERAL unnest(presence.target_ids, presence.dwell_seconds, presence.stay_counts) AS at (key, seconds, stays)
      WHERE ${rowsOf(viewer, 'cells', slice)} AND at.key BETWEEN ${lowest} AND ${highest}
        AND at.key % ${rowsOfColumn} BETWEEN ${inColumn(lowest) % rowsOfColumn} AND ${inColumn(highest) % rowsOfColumn}
      GROUP BY at.key`.execute(database.read)
    return rows
  })
  const cells = new Map<number, CellSums>()
  for (const { key, seconds, stays } of found) {
    const sum = cells.get(key) ?? { key, seconds: 0, stays: 0 }
    sum.seconds += seconds
    sum.stays += stays
    cells.set(key, sum)
  }
  const own = viewer.districtWide ? null : await cellsInScope(database, viewer, [...cells.keys()], metricCrs)
  return [...cells.values()]
    .filter(({ key }) => own?.has(key) ?? true)
    .sort((a, b) => b.seconds - a.seconds || a.key - b.key)
}

/** Those of the cells that touch a grid in scope. */
async function cellsInScope(
  database: Database,
  viewer: Viewer,
  keys: readonly number[],
  metricCrs: number,
): Promise<Set<number>> {
  const west = keys.map((key) => columnOfCell(key) * cellMeters)
  const south = keys.map((key) => rowOfCell(key) * cellMeters)
  const { rows } = await sql<{ key: number }>`
    SELECT cell.key
    FROM unnest(${[...keys]}::bigint[], ${west}::float8[], ${south}::float8[]) AS cell (key, west, south)
      CROSS JOIN LATERAL (
        SELECT ST_Transform(ST_MakeEnvelope(cell.west, cell.south, cell.west + ${cellMeters}, cell.south + ${cellMeters},
          ${metricCrs}::integer), 4490) AS geom
      ) AS square
    WHERE EXISTS (
      SELECT 1 FROM grids
      WHERE grids.retired_at IS NULL AND ${gridInScope(viewer)} AND grids.geom && square.geom AND ST_Intersects(grids.geom, square.geom)
    )`.execute(database.read)
  return new Set(rows.map(({ key }) => key))
}
