import { sql } from 'kysely'
import type { Viewer } from '../../auth/viewer.ts'
import { areasToCount } from '../../cases/count-queries.ts'
import type { Database } from '../../database/connect.ts'
import type { BoundingBox } from '../../http/contract.ts'
import type { ChartArea, ChartLevel } from './contract.ts'

/** An area with a chart of its own: its grids; null for the whole district, cases outside every grid among them. */
export interface CountedChartArea extends ChartArea {
  gridIds: ReadonlySet<number> | null
}

/** Areas wholly in the viewer's scope, widest first: no count in them is another's. A branch has its own grid alone. */
export async function chartAreas(database: Database, viewer: Viewer): Promise<CountedChartArea[]> {
  if (viewer.role === 'branch') return areasOf(database, viewer, 'grids')
  return [
    ...(viewer.districtWide ? [await wholeDistrict(database, viewer)] : []),
    ...(await areasOf(database, viewer, 'streets')),
    ...(await areasOf(database, viewer, 'communities')),
  ]
}

/** One area by its code; undefined where the viewer has none. */
export async function chartArea(
  database: Database,
  viewer: Viewer,
  level: ChartLevel,
  code: string,
): Promise<CountedChartArea | undefined> {
  const areas =
    level === 'grids' ? await areasOf(database, viewer, 'grids') : await chartAreas(database, viewer)
  return areas.find((area) => area.level === level && area.code === code)
}

async function areasOf(
  database: Database,
  viewer: Viewer,
  level: 'streets' | 'communities' | 'grids',
): Promise<CountedChartArea[]> {
  const areas = await areasToCount(database, viewer, level)
  return areas.flatMap(({ id, code, name, bbox, inScope, gridIds }) =>
    inScope && gridIds.length > 0 ? [{ level, id, code, name, bbox, gridIds: new Set(gridIds) }] : [],
  )
}

async function wholeDistrict(database: Database, viewer: Viewer): Promise<CountedChartArea> {
  const { rows } = await sql<{ id: number; code: string; name: string; bbox: BoundingBox | null }>`
    SELECT id, code, name, CASE WHEN geom IS NULL THEN NULL ELSE
      ARRAY[ST_XMin(geom), ST_YMin(geom), ST_XMax(geom), ST_YMax(geom)] END AS bbox
    FROM org_units WHERE id = ${viewer.orgUnitId}`.execute(database.read)
  return { level: 'district', ...rows[0]!, gridIds: null }
}
