import type { Kysely, RawBuilder } from 'kysely'
import type { Layer } from '../api/auth/permissions.ts'
import type { Viewer } from '../api/auth/viewer.ts'
import type { Tables } from '../api/database/connect.ts'
import type { Tile } from './tile.ts'

/** Everything a layer may need to answer one tile. */
export interface TileRequest {
  database: Kysely<Tables>
  viewer: Viewer
  tile: Tile
  district: TileDistrict
  /** Calendar day of the district, `2026-11-21`. */
  today: string
  /** The query string; a layer reads the names in its `filterNames` and no others. */
  query: URLSearchParams
}

export interface TileDistrict {
  code: string
  timeZone: string
}

export type FieldType = 'String' | 'Number' | 'Boolean'

/** One vector tile layer: what it is called, what it carries and the SQL that answers a tile. */
export interface TileLayer {
  name: Layer
  /** Below this zoom its tiles are empty. */
  minZoom: number
  /** The zoom from which nothing is generalised any more; a client may stretch these tiles. */
  maxZoom: number
  /** The attributes of a feature, as TileJSON names them. */
  fields: Record<string, FieldType>
  /** Names in `layer_versions` of everything the content comes from: a change of any makes a new tile. */
  dependsOn: readonly string[]
  /** What the content depends on in the viewer: viewers with the same key share tiles. */
  scopeKey(viewer: Viewer): string
  /** Query parameters that change the content. */
  filterNames?: readonly string[]
  /** True when the content changes with the calendar day. */
  daily?: boolean
  /**
   * `SELECT id, geom, attributes`: bigint id, geometry in tile units (see `drawn`), jsonb; null when there is nothing to ask.
   * Throws `InvalidFilter`.
   */
  rows(request: TileRequest): RawBuilder<unknown> | Promise<RawBuilder<unknown> | null>
  /**
   * For areas: the same features as points to write their names at, each in one tile only, since an area is cut by every tile edge.
   * They make the MVT layer `<name>-names`.
   */
  names?(request: TileRequest): RawBuilder<unknown>
}

/** The MVT layer that holds the name points of an area layer. */
export function namesLayerOf(layer: TileLayer): string {
  return `${layer.name}-names`
}

type Bilingual = { zh: string; en: string }

/** A query parameter whose value cannot be used. */
export class InvalidFilter extends Error {
  readonly field: string
  /** What would be acceptable; without it the usual words. */
  readonly remedy: Bilingual | undefined

  constructor(field: string, remedy?: Bilingual) {
    super(`The value of "${field}" is not acceptable`)
    this.name = 'InvalidFilter'
    this.field = field
    this.remedy = remedy
  }
}

/** The same tile for every signed-in viewer. */
export const sameForAll = (): string => ''

/** The tile depends on the viewer's part of the tree. */
export function byScope(viewer: Viewer): string {
  return viewer.districtWide ? '*' : viewer.orgPath
}

/** The tile depends on the viewer's part of the tree and on the role. */
export function byScopeAndRole(viewer: Viewer): string {
  return `${viewer.role}:${byScope(viewer)}`
}
