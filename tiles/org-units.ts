import { sql } from 'kysely'
import { sameForAll, type TileLayer } from './layer.ts'
import { drawn, meets } from './tile.ts'

const maxZoom = 16
/** The zoom from which the areas of each level are drawn. */
const fromZoom = { district: 0, street: 7, community: 10, branch: 12, building_group: 14 } as const

export const orgUnits: TileLayer = {
  name: 'org-units',
  minZoom: 5,
  maxZoom,
  fields: { code: 'String', name: 'String', level: 'String' },
  dependsOn: ['org-units'],
  scopeKey: sameForAll,
  rows: ({ tile }) => {
    const levels = Object.entries(fromZoom)
      .filter(([, zoom]) => zoom <= tile.zoom)
      .map(([level]) => level)
    return sql`
      SELECT id, ${drawn(sql.ref('org_units.geom_mercator'), tile, maxZoom)} AS geom,
        jsonb_build_object('code', code, 'name', name, 'level', level) AS attributes
      FROM org_units
      WHERE retired_at IS NULL AND level = ANY(${levels}::text[])
        AND ${meets('org_units.geom_mercator', tile.clipBox)}`
  },
}
