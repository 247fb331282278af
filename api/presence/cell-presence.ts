import type { z } from 'zod'
import type { Viewer } from '../auth/viewer.ts'
import { type MetricProjection, metricProjection } from '../geometry/metric-projection.ts'
import type { ApiContext } from '../http/context.ts'
import type { BoundingBox } from '../http/contract.ts'
import { invalidInput } from '../http/problem.ts'
import { askedWindow } from './asked-window.ts'
import { cellMeters, columnOfCell, rowOfCell } from './cell-key.ts'
import { type CellBox, cellsInBox } from './cell-queries.ts'
import type { CellPresence, readCellPresence } from './contract.ts'

/** Wider boxes are looked at as grids. */
const widestBoxMeters = 40_000

/** The cells of a box that patrols were in. */
export async function cellPresence(
  context: ApiContext,
  viewer: Viewer,
  query: z.infer<typeof readCellPresence.query>,
): Promise<CellPresence> {
  const asked = await askedWindow(context, query)
  const projection = metricProjection(asked.metricCrs)
  const box = cellsOf(query.bbox, projection)
  const found = await cellsInBox(context.database, viewer, asked.window, box, asked.metricCrs)
  const shown = found.slice(0, query.limit)
  const cornersOf = cornerReader(projection)
  return {
    ...asked.lookedAt,
    cellMeters,
    truncated: found.length > shown.length,
    corners: shown.map(({ key }) => cornersOf(columnOfCell(key), rowOfCell(key))),
    unitMinutes: shown.map(({ seconds }) => Math.round((seconds / 60) * 100) / 100),
    visits: shown.map(({ stays }) => stays),
  }
}

function cellsOf([west, south, east, north]: BoundingBox, { forward }: MetricProjection): CellBox {
  const corners = [forward(west, south), forward(east, south), forward(east, north), forward(west, north)]
  const columns = corners.map(([x]) => Math.floor(x / cellMeters))
  const rows = corners.map(([, y]) => Math.floor(y / cellMeters))
  const box = {
    firstColumn: Math.min(...columns),
    lastColumn: Math.max(...columns),
    firstRow: Math.min(...rows),
    lastRow: Math.max(...rows),
  }
  const widest = Math.max(box.lastColumn - box.firstColumn, box.lastRow - box.firstRow) * cellMeters
  if (!(widest <= widestBoxMeters)) {
    throw invalidInput(
      'bbox',
      { zh: '范围太大,看不出百米方格', en: 'The box is too wide for cells of 100 m' },
      {
        zh: `请放大到 ${widestBoxMeters / 1000} 公里以内,或看网格。`,
        en: `Zoom in to at most ${widestBoxMeters / 1000} km, or look at grids.`,
      },
    )
  }
  return box
}

/** Corners of cells in degrees; a corner of several cells is computed once. */
function cornerReader({ inverse }: MetricProjection): (column: number, row: number) => number[] {
  const known = new Map<string, [number, number]>()
  const corner = (column: number, row: number): [number, number] => {
    const key = `${column} ${row}`
    const there = known.get(key)
    if (there) return there
    const [lon, lat] = inverse(column * cellMeters, row * cellMeters)
    const place: [number, number] = [Math.round(lon * 1e6) / 1e6, Math.round(lat * 1e6) / 1e6]
    known.set(key, place)
    return place
  }
  return (column, row) => [
    ...corner(column, row),
    ...corner(column + 1, row),
    ...corner(column + 1, row + 1),
    ...corner(column, row + 1),
  ]
}
