import { sql } from 'kysely'
import { sameForAll, type TileLayer } from './layer.ts'
import { drawnPoint, meets } from './tile.ts'

const maxZoom = 16
/** Kinds that are read from afar; every other kind comes at `minorFromZoom`. */
const fromZoom = { district: 5, street: 9, water: 10, community: 12, village: 12, park: 13 } as const
const minorFromZoom = 14

export const labels: TileLayer = {
  name: 'labels',
  minZoom: 5,
  maxZoom,
  fields: { kind: 'String', name: 'String', rank: 'Number' },
  dependsOn: ['labels'],
  scopeKey: sameForAll,
  rows: ({ tile }) => {
    const tooSmall = Object.entries(fromZoom)
      .filter(([, zoom]) => zoom > tile.zoom)
      .map(([kind]) => kind)
    const drawnKinds = Object.keys(fromZoom).filter((kind) => !tooSmall.includes(kind))
    const shown =
      tile.zoom >= minorFromZoom
        ? sql`NOT kind = ANY(${tooSmall}::text[])`
        : sql`kind = ANY(${drawnKinds}::text[])`
    return sql`
      SELECT id, ${drawnPoint(sql`geom_mercator`, tile)} AS geom,
        jsonb_build_object('kind', kind, 'name', name, 'rank', rank) AS attributes
      FROM labels
      WHERE ${shown} AND ${meets('labels.geom_mercator', tile.clipBox)}`
  },
}
