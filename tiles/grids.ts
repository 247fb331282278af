import { sql } from 'kysely'
import { gridInScope } from '../api/auth/scope.ts'
import { byScope, type TileLayer } from './layer.ts'
import { drawn, largeEnough, meets } from './tile.ts'

const maxZoom = 16

/** Every viewer sees every grid; `inScope` tells the own ones. */
export const grids: TileLayer = {
  name: 'grids',
  minZoom: 9,
  maxZoom,
  fields: { code: 'String', name: 'String', kind: 'String', communityName: 'String', inScope: 'Boolean' },
  dependsOn: ['grids', 'org-units'],
  scopeKey: byScope,
  rows: ({ tile, viewer }) => sql`
    SELECT grids.id, ${drawn(sql.ref('grids.geom_mercator'), tile, maxZoom)} AS geom,
      jsonb_build_object('code', grids.code, 'name', grids.name, 'kind', grids.kind,
        'communityName', communities.name, 'inScope', ${gridInScope(viewer)}) AS attributes
    FROM grids
      JOIN org_units communities ON communities.id = grids.community_id
    WHERE grids.retired_at IS NULL AND ${meets('grids.geom_mercator', tile.clipBox)}
      AND ${largeEnough('grids.geom_mercator', tile, maxZoom, 1)}`,
}
