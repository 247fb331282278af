import { type RawBuilder, sql } from 'kysely'
import { gridInScope, placeInScope } from '../auth/scope.ts'
import type { Viewer } from '../auth/viewer.ts'
import type { Database } from '../database/connect.ts'
import type { MyGrid, StaleCourtyard } from './contract.ts'

/** The grid a branch looks after; undefined for everybody else. */
export async function gridOfBranch(database: Database, viewer: Viewer): Promise<MyGrid['grid'] | undefined> {
  if (viewer.role !== 'branch') return undefined
  const { rows } = await sql<MyGrid['grid']>`
    SELECT grids.id, grids.code, grids.name, grids.household_count, grids.resident_count,
      ARRAY[ST_XMin(grids.geom), ST_YMin(grids.geom), ST_XMax(grids.geom), ST_YMax(grids.geom)] AS bbox
    FROM grids
    WHERE grids.org_path = ${viewer.orgPath} AND grids.retired_at IS NULL AND ${gridInScope(viewer)}
    ORDER BY grids.code
    LIMIT 1`.execute(database.read)
  return rows[0]
}

function ownCourtyards(viewer: Viewer, gridId: number): RawBuilder<boolean> {
  return sql`courtyards.grid_id = ${gridId} AND courtyards.retired_at IS NULL AND ${placeInScope(viewer, 'courtyards')}`
}

export async function courtyardCount(database: Database, viewer: Viewer, gridId: number): Promise<number> {
  const { rows } = await sql<{ total: number }>`
    SELECT count(*)::int AS total FROM courtyards WHERE ${ownCourtyards(viewer, gridId)}`.execute(
    database.read,
  )
  return rows[0]?.total ?? 0
}

/** Courtyards of the grid whose last confirmation lies before a moment or never was, longest unconfirmed first. */
export async function courtyardsUnconfirmedSince(
  database: Database,
  viewer: Viewer,
  gridId: number,
  moment: Date,
): Promise<StaleCourtyard[]> {
  const { rows } = await sql<Omit<StaleCourtyard, 'confirmedAt'> & { confirmedAt: Date | null }>`
    SELECT courtyards.id, courtyards.code, courtyards.name, courtyards.kind, courtyards.scattered,
      courtyards.address, courtyards.household_count, courtyards.confirmed_at,
      ARRAY[ST_X(middle.geom), ST_Y(middle.geom)] AS center
    FROM courtyards
      CROSS JOIN LATERAL (SELECT ST_PointOnSurface(courtyards.geom) AS geom) middle
    WHERE ${ownCourtyards(viewer, gridId)}
      AND (courtyards.confirmed_at IS NULL OR courtyards.confirmed_at < ${moment})
    ORDER BY courtyards.confirmed_at NULLS FIRST, courtyards.code`.execute(database.read)
  return rows.map((row) => ({ ...row, confirmedAt: row.confirmedAt?.toISOString() ?? null }))
}
