import { type RawBuilder, sql } from 'kysely'
import type { EditablePlace } from '../auth/permissions.ts'
import type { Tables } from '../database/connect.ts'
import type { PlaceProperties } from './contract.ts'
import type { GeometryType } from './geometry.ts'
import type { Feature, FeatureSource } from './page.ts'

type PlaceTable =
  | 'courtyards'
  | 'keySections'
  | 'patrolLines'
  | 'patrolPoints'
  | 'patrolRoutes'
  | 'controlAreas'
  | 'facilities'
  | 'premises'

/** One concept of editable places: where it is stored and what it adds to the backbone. */
export interface Place {
  layer: EditablePlace
  table: PlaceTable
  /** Begins the code of a record that was drawn without one. */
  codePrefix: string
  /** Columns a person writes, beyond code, name and org unit. */
  attributes: readonly string[]
  /** Further attributes computed from the geometry, each `… AS name`. */
  measured: RawBuilder<unknown>[]
  geometries: readonly GeometryType[]
  /** The requirement column that points here, where something is required of these places. */
  requiredBy?: 'patrolLineId' | 'patrolPointId' | 'keySectionId' | 'controlAreaId'
  /** Rules over several attributes. @throws invalid-input with the field */
  requireSound?(record: Record<string, unknown>): void
}

/** Describes a place; the attributes are checked against the table. */
export function place<Table extends PlaceTable>(
  description: Omit<Place, 'attributes'> & { table: Table; attributes: (keyof Tables[Table] & string)[] },
): Place {
  return description
}

/** What is known of a place of any concept. */
export type AnyPlace = PlaceProperties & Record<string, unknown>
export type PlaceFeature = Feature<AnyPlace>

export const lengthMeters = sql`ST_Length(p.geom::geography) AS length_meters`
export const areaSquareMeters = sql`ST_Area(p.geom::geography) AS area_square_meters`

/** `{id, code, name}` of an org unit, or null. */
export function orgUnitReference(alias: string): RawBuilder<unknown> {
  const column = (name: string) => sql.ref(`${alias}.${name}`)
  return sql`CASE WHEN ${column('id')} IS NULL THEN NULL
    ELSE jsonb_build_object('id', ${column('id')}, 'code', ${column('code')}, 'name', ${column('name')}) END`
}

/** The backbone every place shares, with the concept's own columns; the place is `p`, its grid `g`, its unit `o`. */
export function sourceOf({ table, attributes, measured }: Place): FeatureSource<AnyPlace> {
  const own = attributes.map((attribute) => sql.ref(`p.${attribute}`))
  return {
    id: sql<number>`p.id`,
    select: sql`
      SELECT p.id, ST_AsGeoJSON(p.geom, 7, 0)::jsonb AS geometry, p.code, p.name, ${sql.join([...own, ...measured])},
        g.code AS grid_code, g.name AS grid_name, ${orgUnitReference('o')} AS org_unit,
        p.version, p.updated_at, p.updated_by, p.confirmed_at, p.confirmed_by
      FROM ${sql.table(table)} p
      LEFT JOIN grids g ON g.id = p.grid_id
      JOIN org_units o ON o.id = p.org_unit_id`,
  }
}
