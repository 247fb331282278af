import { type RawBuilder, sql } from 'kysely'
import type { EditablePlace } from '../api/auth/permissions.ts'
import { placeInScope } from '../api/auth/scope.ts'
import { byScope, type FieldType, type TileLayer, type TileRequest } from './layer.ts'
import { drawn, largeEnough, meets } from './tile.ts'

const maxZoom = 16

interface PlaceLayer {
  name: EditablePlace
  table: string
  minZoom: number
  /** Attributes beyond code, name, gridCode and kind, each with its type and its SQL over the alias `places`. */
  more?: Record<string, { type: FieldType; value: (request: TileRequest) => RawBuilder<unknown> }>
  daily?: boolean
}

/** A layer of places cut to the viewer's scope: the backbone is the same for all of them. */
export function placeLayer({ name, table, minZoom, more = {}, daily = false }: PlaceLayer): TileLayer {
  const ownFields = Object.entries(more)
  return {
    name,
    minZoom,
    maxZoom,
    fields: {
      code: 'String',
      name: 'String',
      gridCode: 'String',
      kind: 'String',
      ...Object.fromEntries(ownFields.map(([field, { type }]) => [field, type])),
    },
    dependsOn: [name, 'grids', 'org-units'],
    scopeKey: byScope,
    daily,
    rows: (request) => {
      const { tile, viewer } = request
      const values = ownFields.map(([field, { value }]) => sql`, ${sql.lit(field)}, ${value(request)}`)
      return sql`
        SELECT places.id, ${drawn(sql.ref('places.geom_mercator'), tile, maxZoom)} AS geom,
          jsonb_build_object('code', places.code, 'name', places.name, 'gridCode', grids.code, 'kind', places.kind
            ${sql.join(values, sql``)}) AS attributes
        FROM ${sql.table(table)} AS places
          LEFT JOIN grids ON grids.id = places.grid_id
        WHERE places.retired_at IS NULL AND ${meets('places.geom_mercator', tile.clipBox)}
          AND ${placeInScope(viewer, 'places')} AND ${largeEnough('places.geom_mercator', tile, maxZoom, 1)}`
    },
  }
}
