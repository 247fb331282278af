import { sql, type RawBuilder, type Transaction } from 'kysely'
import type { Database, Tables } from '../api/database/connect.ts'
import { forgetSummaries } from '../api/summaries/state.ts'
import { continueIds } from './bulk-insert.ts'

type Trx = Transaction<Tables>

/** The large city is the demo city many times side by side: 134 x 150 grids. */
const TILES_ACROSS = 12
export const LARGE_TILES = 134
/** Degrees from one tile to the next: a little more than the district is wide and high. */
const STEP_EAST = 0.13
const STEP_NORTH = 0.082
/** Ids of a tile follow those of the tile before by this much. */
const ID_STEP = 1_000_000

interface TileTable {
  table: string
  /** Which rows a tile takes; all unless given. */
  only?: RawBuilder<unknown>
  /** Columns whose values are not those of the first tile. */
  values?: (tile: number) => Record<string, RawBuilder<unknown>>
}

const suffixed = (column: string) => (tile: number) => ({
  [column]: sql`${sql.ref(column)} || ${`-${tile}`}`,
})

/** 12-digit and longer codes of org units and grids: the station's number moves on by four per tile. */
const movedCode = (tile: number): RawBuilder<unknown> =>
  sql`left(code, 6) || lpad((substr(code, 7, 3)::integer + ${sql.lit(4 * tile)})::text, 3, '0') || substr(code, 10)`

const levels = ['street', 'community', 'branch', 'building_group'] as const

const TILE_TABLES: TileTable[] = [
  ...levels.map((level): TileTable => ({
    table: 'org_units',
    only: sql`level = ${level}`,
    values: (tile) => ({
      code: movedCode(tile),
      path: sql`''`,
      ...(level === 'street' ? { parent_id: sql`parent_id` } : {}),
    }),
  })),
  { table: 'grids', values: (tile) => ({ code: movedCode(tile) }) },
  ...['water', 'green', 'rail', 'buildings', 'labels'].map((table): TileTable => ({ table })),
  ...['roads', 'courtyards', 'patrol_lines', 'patrol_points', 'key_sections', 'control_areas', 'facilities', 'premises', 'patrol_units'].map(
    (table): TileTable => ({ table, values: suffixed('code') }),
  ),
  { table: 'requirements', values: () => ({ time_slot_id: sql`time_slot_id` }) },
  {
    table: 'cases',
    only: sql`district_code = '229901' AND id % 8 < 5`,
    values: (tile) => ({ ...suffixed('external_id')(tile), category_id: sql`category_id` }),
  },
  { table: 'case_keys', only: sql`district_code = '229901' AND case_id % 8 < 5`, values: suffixed('external_id') },
  { table: 'patrols', only: sql`district_code = '229901' AND id % 11 < 2` },
  { table: 'tracks', only: sql`district_code = '229901' AND patrol_id % 11 < 2` },
  { table: 'track_fixes', only: sql`district_code = '229901' AND patrol_id % 11 < 2` },
] // prettier-ignore

const KEY_OF_TILE_ONE: Record<string, string> = {
  case_keys: 'case_id',
  tracks: 'patrol_id',
  track_fixes: 'patrol_id',
}

/**
 * Lays copies of a loaded demo city beside it, tile by tile, each in a transaction of its own: about 20,000 grids, 1 million cases and
 * 10 million fixes in all. For the native engine. What is counted of the tracks is made at the next start, in the background: only then do all streets
 * and places lie beside each other.
 */
export async function growToLarge(
  database: Database,
  tiles = LARGE_TILES,
  onTile?: (tile: number) => void,
): Promise<void> {
  for (let tile = 1; tile < tiles; tile++) {
    await database.write.transaction().execute(async (trx) => {
      await sql`SET LOCAL statement_timeout = 0`.execute(trx)
      for (const one of TILE_TABLES) await copyTile(trx, one, tile)
    })
    onTile?.(tile)
  }
  await database.write.transaction().execute(async (trx) => {
    await sql`SET LOCAL statement_timeout = 0`.execute(trx)
    await widenDistrict(trx)
    const tables = [...new Set(TILE_TABLES.map(({ table }) => table))].filter(
      (table) => !['case_keys', 'tracks', 'track_fixes'].includes(table),
    )
    await continueIds(trx, tables)
    await forgetSummaries(trx)
    await sql`SELECT bump_layer_version(layer) FROM unnest(ARRAY['cases', 'patrols', 'tracks']) AS layer`.execute(
      trx,
    )
  })
}

async function copyTile(trx: Trx, { table, only, values }: TileTable, tile: number): Promise<void> {
  const { rows } = await sql<{ name: string }>`
    SELECT column_name AS name
    FROM information_schema.columns
    WHERE table_schema = 'public' AND table_name = ${table} AND is_generated = 'NEVER'
    ORDER BY ordinal_position`.execute(trx)
  const special = values?.(tile) ?? {}
  const names = rows.map(({ name }) => name).filter((name) => name !== 'grid_ids')
  const key = KEY_OF_TILE_ONE[table] ?? 'id'
  await sql`
    INSERT INTO ${sql.id(table)} (${sql.join(names.map((name) => sql.id(name)))})
    SELECT ${sql.join(names.map((name) => special[name] ?? movedValue(name, tile)))}
    FROM ${sql.id(table)}
    WHERE ${sql.id(key)} < ${sql.lit(ID_STEP)} AND ${only ?? sql`true`}`.execute(trx)
}

function movedValue(name: string, tile: number): RawBuilder<unknown> {
  const column = sql.ref(name)
  if (name === 'id' || (name.endsWith('_id') && name !== 'external_id'))
    return sql`${column} + ${sql.lit(tile * ID_STEP)}`
  if (name !== 'geom') return sql`${column}`
  const east = STEP_EAST * (tile % TILES_ACROSS)
  const north = STEP_NORTH * Math.floor(tile / TILES_ACROSS)
  return sql`ST_Translate(${column}, ${sql.lit(east)}, ${sql.lit(north)})`
}

/** The district's outline and extent take in all tiles. */
async function widenDistrict(trx: Trx): Promise<void> {
  await sql`
    UPDATE org_units SET geom = (SELECT ST_Multi(ST_Union(geom, 0.0000001)) FROM org_units WHERE level = 'street')
    WHERE level = 'district'`.execute(trx)
  await sql`
    UPDATE settings SET value = jsonb_set(value, '{extent}', (
      SELECT jsonb_build_array(ST_XMin(box), ST_YMin(box), ST_XMax(box), ST_YMax(box))
      FROM (SELECT ST_Extent(geom) AS box FROM org_units WHERE level = 'district') AS extents
    ))
    WHERE key = 'district'`.execute(trx)
}
