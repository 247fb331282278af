import { type RawBuilder, sql } from 'kysely'
import type { Viewer } from './viewer.ts'

type Condition = RawBuilder<boolean>

/** Ids of the grids in the viewer's scope, as a sub-select over an indexed prefix. */
export function gridIdsInScope(viewer: Viewer): RawBuilder<number> {
  return sql<number>`(SELECT id FROM grids WHERE org_path LIKE ${`${viewer.orgPath}%`})`
}

/** Ids of the grids of an org unit and below, by its code: a filter, never a scope by itself. */
export function gridIdsOfUnit(unitCode: string): RawBuilder<number> {
  return sql<number>`(SELECT grids.id FROM grids JOIN org_units AS unit ON unit.code = ${unitCode} AND grids.org_path LIKE unit.path || '%')`
}

/** Ids of the org units in the viewer's scope. */
export function orgUnitIdsInScope(viewer: Viewer): RawBuilder<number> {
  return sql<number>`(SELECT id FROM org_units WHERE path LIKE ${`${viewer.orgPath}%`})`
}

/** A grid (table or alias `grids`) is in scope. */
export function gridInScope(viewer: Viewer, alias = 'grids'): Condition {
  if (viewer.districtWide) return sql<boolean>`true`
  return sql<boolean>`${sql.ref(`${alias}.org_path`)} LIKE ${`${viewer.orgPath}%`}`
}

/**
 * A place is in scope when it belongs to a unit of the viewer's tree or touches one of the viewer's grids.
 * @param alias table or alias that has `grid_ids` and `org_unit_id`
 */
export function placeInScope(viewer: Viewer, alias: string): Condition {
  if (viewer.districtWide) return sql<boolean>`true`
  return sql<boolean>`(${sql.ref(`${alias}.grid_ids`)} && ARRAY${gridIdsInScope(viewer)}
    OR ${sql.ref(`${alias}.org_unit_id`)} IN ${orgUnitIdsInScope(viewer)})`
}

/** A place that touches no grid of others. @param alias table or alias that has `grid_ids` */
export function whollyInScope(viewer: Viewer, alias: string): Condition {
  if (viewer.districtWide) return sql<boolean>`true`
  return sql<boolean>`${sql.ref(`${alias}.grid_ids`)} <@ ARRAY${gridIdsInScope(viewer)}`
}

/** A case is in scope when its grid is. */
export function caseInScope(viewer: Viewer, alias = 'cases'): Condition {
  if (viewer.districtWide) return sql<boolean>`true`
  return sql<boolean>`${sql.ref(`${alias}.grid_id`)} IN ${gridIdsInScope(viewer)}`
}

/** No figure holds a case of a restricted category (`maySeeRestricted` for analysis). */
export function countsInFigures(categoryAlias: string): Condition {
  return sql<boolean>`NOT ${sql.ref(`${categoryAlias}.restricted`)}`
}

/**
 * A unit's work is seen by its own station and leadership: a branch sees the units of the station above it.
 * @param alias table or alias that has `org_unit_id`
 */
export function patrolUnitInScope(viewer: Viewer, alias = 'patrol_units'): Condition {
  if (viewer.districtWide) return sql<boolean>`true`
  const stationPath = `${viewer.orgPath.split('/').slice(0, 3).join('/')}/`
  return sql<boolean>`${sql.ref(`${alias}.org_unit_id`)} IN (SELECT id FROM org_units WHERE path LIKE ${`${stationPath}%`})`
}
