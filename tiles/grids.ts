import { type RawBuilder, sql } from 'kysely'
import { gridInScope } from '../api/auth/scope.ts'
import { byScope, type TileLayer, type TileRequest } from './layer.ts'
import { drawn, drawnPoint, envelope, largeEnough, meets, type MercatorBox, namePoint } from './tile.ts'

const maxZoom = 16

/** Every viewer sees every grid; `inScope` tells the own ones. */
export const grids: TileLayer = {
  name: 'grids',
  minZoom: 10,
  maxZoom,
  fields: { code: 'String', name: 'String', kind: 'String', communityName: 'String', inScope: 'Boolean' },
  dependsOn: ['grids', 'org-units'],
  scopeKey: byScope,
  rows: (request) => {
    const { tile } = request
    const geom = drawn(sql.ref('grids.geom_mercator'), tile, maxZoom)
    return sql`${selected(request, geom, tile.clipBox)}
      AND ${largeEnough('grids.geom_mercator', tile, maxZoom, 1)}`
  },
  names: (request) => {
    const { tile } = request
    const point = namePoint('grids.geom_mercator')
    return sql`${selected(request, drawnPoint(point, tile), tile.box)}
      AND ${point} && ${envelope(tile.box)}`
  },
}

function selected({ viewer }: TileRequest, geom: RawBuilder<unknown>, box: MercatorBox): RawBuilder<unknown> {
  return sql`
    SELECT grids.id, ${geom} AS geom,
      jsonb_build_object('code', grids.code, 'name', grids.name, 'kind', grids.kind,
        'communityName', communities.name, 'inScope', ${gridInScope(viewer)}) AS attributes
    FROM grids
      JOIN org_units communities ON communities.id = grids.community_id
    WHERE grids.retired_at IS NULL AND ${meets('grids.geom_mercator', box)}`
}
