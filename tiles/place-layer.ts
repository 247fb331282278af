import { type RawBuilder, sql } from 'kysely'
import type { EditablePlace } from '../api/auth/permissions.ts'
import { placeInScope } from '../api/auth/scope.ts'
import { byScope, type FieldType, type TileLayer, type TileRequest } from './layer.ts'
import { drawn, drawnPoint, envelope, largeEnough, meets, type MercatorBox, namePoint } from './tile.ts'

const maxZoom = 16

interface PlaceLayer {
  name: EditablePlace
  table: string
  minZoom: number
  /** Attributes beyond code, name, gridCode and kind, each with its type and its SQL over the alias `places`. */
  more?: Record<string, { type: FieldType; value: (request: TileRequest) => RawBuilder<unknown> }>
  daily?: boolean
  /** Its names are points of their own. */
  areas?: boolean
}

/** A layer of places cut to the viewer's scope: the backbone is the same for all of them. */
export function placeLayer({
  name,
  table,
  minZoom,
  more = {},
  daily = false,
  areas = false,
}: PlaceLayer): TileLayer {
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
      const { tile } = request
      const geom = drawn(sql.ref('places.geom_mercator'), tile, maxZoom)
      return sql`${selected(request, geom, tile.clipBox)}
        AND ${largeEnough('places.geom_mercator', tile, maxZoom, 1)}`
    },
    ...(areas && {
      names: (request) => {
        const { tile } = request
        const point = namePoint('places.geom_mercator')
        return sql`${selected(request, drawnPoint(point, tile), tile.box)} AND ${point} && ${envelope(tile.box)}`
      },
    }),
  }

  function selected(request: TileRequest, geom: RawBuilder<unknown>, box: MercatorBox): RawBuilder<unknown> {
    const values = ownFields.map(([field, { value }]) => sql`, ${sql.lit(field)}, ${value(request)}`)
    return sql`
      SELECT places.id, ${geom} AS geom,
        jsonb_build_object('code', places.code, 'name', places.name, 'gridCode', grids.code, 'kind', places.kind
          ${sql.join(values, sql``)}) AS attributes
      FROM ${sql.table(table)} AS places
        LEFT JOIN grids ON grids.id = places.grid_id
      WHERE places.retired_at IS NULL AND ${meets('places.geom_mercator', box)}
        AND ${placeInScope(request.viewer, 'places')}`
  }
}
