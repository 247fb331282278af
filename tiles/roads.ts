import { sql } from 'kysely'
import { sameForAll, type TileLayer } from './layer.ts'
import { drawn, meets } from './tile.ts'

const maxZoom = 16
/** Below, nobody reads or picks a single street: those of a class are one feature, which makes a busy tile a tenth as large. */
const singleFrom = 12

/** The zoom from which each class of street is drawn. */
const fromZoom = {
  motorway: 5,
  trunk: 6,
  primary: 9,
  secondary: 10,
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
    const geom = drawn(sql.ref('roads.geom_mercator'), tile, maxZoom)
    const shown = sql`roads.retired_at IS NULL AND roads.kind = ANY(${kinds}::text[])
      AND ${meets('roads.geom_mercator', tile.clipBox)}`
    if (tile.zoom < singleFrom) {
      return sql`
        SELECT min(id) AS id, ST_CollectionExtract(ST_Collect(${geom}), 2) AS geom,
          jsonb_build_object('kind', kind, 'bridge', bridge) AS attributes
        FROM roads
        WHERE ${shown}
        GROUP BY kind, bridge`
    }
    return sql`
      SELECT id, ${geom} AS geom,
        jsonb_build_object('code', code, 'name', name, 'kind', kind, 'oneway', oneway, 'bridge', bridge) AS attributes
      FROM roads
      WHERE ${shown}`
  },
}
