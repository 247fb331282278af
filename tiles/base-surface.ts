import { sql } from 'kysely'
import { sameForAll, type TileLayer } from './layer.ts'
import { drawn, largeEnough, meets } from './tile.ts'

const maxZoom = 16

/** A layer of the base map with nothing but kind and name: water, green, buildings, rail. */
export function baseSurface(
  name: 'water' | 'green' | 'buildings' | 'rail',
  minZoom: number,
  smallestPixels: number,
): TileLayer {
  const geometry = `${name}.geom_mercator`
  return {
    name,
    minZoom,
    maxZoom,
    fields: { kind: 'String', name: 'String' },
    dependsOn: [name],
    scopeKey: sameForAll,
    rows: ({ tile }) => sql`
      SELECT id, ${drawn(sql.ref(geometry), tile, maxZoom)} AS geom,
        jsonb_build_object('kind', kind, 'name', name) AS attributes
      FROM ${sql.table(name)}
      WHERE ${meets(geometry, tile.clipBox)} AND ${largeEnough(geometry, tile, maxZoom, smallestPixels)}`,
  }
}
