import { sql } from 'kysely'
import { gridInScope } from '../../auth/scope.ts'
import type { Viewer } from '../../auth/viewer.ts'
import type { CaseColumns } from '../../cases/columns.ts'
import { gridsInScope } from '../../cases/count-queries.ts'
import type { SummaryArea } from '../../cases/summary-queries.ts'
import type { Database } from '../../database/connect.ts'
import { buildPolygonSet, isInside } from '../../geometry/polygon-set.ts'
import { ringsOfWkb } from '../../geometry/polygon-wkb.ts'

export type HoldsCase = (columns: CaseColumns, row: number) => boolean

/** Whether a case is in the viewer's scope and in the area: by its grid, or in a control area by its place. */
export async function casesOfArea(
  database: Database,
  viewer: Viewer,
  area: SummaryArea,
  metricCrs: number,
): Promise<HoldsCase> {
  if (area?.kind === 'grid') return ({ gridId }, row) => gridId[row] === area.id
  if (area?.kind === 'orgUnit') {
    const grids = await gridsOfUnit(database, viewer, area.id)
    return ({ gridId }, row) => grids.has(gridId[row]!)
  }
  const own = viewer.districtWide ? null : await gridsInScope(database, viewer)
  const isOwn: HoldsCase = ({ gridId }, row) => own === null || own.has(gridId[row]!)
  if (area === null) return isOwn
  const outline = await outlineOfControlArea(database, area.id, metricCrs)
  return (columns, row) => isOwn(columns, row) && isInside(outline, 0, columns.x[row]!, columns.y[row]!)
}

async function gridsOfUnit(database: Database, viewer: Viewer, unitId: number): Promise<Set<number>> {
  const { rows } = await sql<{ id: number }>`
    SELECT grids.id FROM grids JOIN org_units ON grids.org_path LIKE org_units.path || '%'
    WHERE org_units.id = ${unitId} AND ${gridInScope(viewer)}`.execute(database.read)
  return new Set(rows.map(({ id }) => id))
}

async function outlineOfControlArea(database: Database, id: number, metricCrs: number) {
  const { rows } = await sql<{ wkb: Buffer }>`
    SELECT ST_AsBinary(ST_Transform(geom, ${metricCrs}::integer)) AS wkb FROM control_areas
    WHERE id = ${id}`.execute(database.read)
  return buildPolygonSet([ringsOfWkb(rows[0]!.wkb)])
}
