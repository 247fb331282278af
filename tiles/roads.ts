import { sql } from 'kysely'
import { sameForAll, type TileLayer } from './layer.ts'
import { drawn, meets } from './tile.ts'

const maxZoom = 16

/** The zoom from which each class of street is drawn. */
const fromZoom = {
  motorway: 5,
  trunk: 6,
  primary: 8,
  secondary: 9,
  tertiary: 10,
  residential: 12,
  service: 13,
  alley: 13,
  pedestrian: 13,
  footway: 14,
  steps: 14,
} as const

export const roads: TileLayer = {
  name: 'roads',
  minZoom: 5,
  maxZoom,
  fields: { code: 'String', name: 'String', kind: 'String', oneway: 'Boolean', bridge: 'Boolean' },
  dependsOn: ['roads'],
  scopeKey: sameForAll,
  rows: ({ tile }) => {
    const kinds = Object.entries(fromZoom)
      .filter(([, zoom]) => zoom <= tile.zoom)
      .map(([kind]) => kind)
    return sql`
      SELECT id, ${drawn(sql.ref('roads.geom_mercator'), tile, maxZoom)} AS geom,
        jsonb_build_object('code', code, 'name', name, 'kind', kind, 'oneway', oneway, 'bridge', bridge) AS attributes
      FROM roads
      WHERE retired_at IS NULL AND kind = ANY(${kinds}::text[]) AND ${meets('roads.geom_mercator', tile.clipBox)}`
  },
}
