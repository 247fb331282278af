import { type RawBuilder, sql } from 'kysely'
import { sameForAll, type TileLayer } from './layer.ts'
import { drawn, drawnPoint, envelope, meets, type MercatorBox, namePoint, type Tile } from './tile.ts'

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
  rows: ({ tile }) => selected(tile, drawn(sql.ref('org_units.geom_mercator'), tile, maxZoom), tile.clipBox),
  names: ({ tile }) => {
    const point = namePoint('org_units.geom_mercator')
    return sql`${selected(tile, drawnPoint(point, tile), tile.box)} AND ${point} && ${envelope(tile.box)}`
  },
}

function selected({ zoom }: Tile, geom: RawBuilder<unknown>, box: MercatorBox): RawBuilder<unknown> {
  const levels = Object.entries(fromZoom)
    .filter(([, first]) => first <= zoom)
    .map(([level]) => level)
  return sql`
    SELECT id, ${geom} AS geom, jsonb_build_object('code', code, 'name', name, 'level', level) AS attributes
    FROM org_units
    WHERE retired_at IS NULL AND level = ANY(${levels}::text[]) AND ${meets('org_units.geom_mercator', box)}`
}
