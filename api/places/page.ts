import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Tables } from '../database/connect.ts'
import { invalidInput } from '../http/problem.ts'

export type Condition = RawBuilder<unknown>

/** A collection as SQL: everything up to WHERE, with the columns `id`, `geometry` (GeoJSON or null) and the attributes. */
export interface FeatureSource<Properties> {
  select: RawBuilder<unknown>
  /** The expression of the id, for keyset paging. */
  id: RawBuilder<number>
  /** Only the type of the attributes, as the contract has it. */
  properties?: Properties
}

export interface Feature<Properties = Record<string, unknown>> {
  type: 'Feature'
  id: number
  geometry: { type: string; coordinates: unknown; [member: string]: unknown } | null
  properties: Properties
}

export interface FeaturePage<Properties> {
  type: 'FeatureCollection'
  features: Feature<Properties>[]
  nextCursor: string | null
}

interface FeatureRow extends Record<string, unknown> {
  id: number
  geometry: Feature['geometry']
}

/** A row of a `FeatureSource` as GeoJSON; instants as ISO 8601. */
function toFeature<Properties>({ id, geometry, ...attributes }: FeatureRow): Feature<Properties> {
  const properties = Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [
      name,
      value instanceof Date ? value.toISOString() : value,
    ]),
  )
  return { type: 'Feature', id, geometry, properties: properties as Properties }
}

function conjunction(conditions: Condition[]): Condition {
  return conditions.length === 0 ? sql`true` : sql.join(conditions, sql` AND `)
}

/** The cursor is the id of the last record of the page before. @throws invalid-input for one that was not handed out here */
function idOfCursor(cursor: string | undefined): number {
  if (cursor === undefined) return 0
  const id = Number(Buffer.from(cursor, 'base64url').toString())
  if (Number.isSafeInteger(id) && id > 0 && cursorOf(id) === cursor) return id
  throw invalidInput('cursor', {
    zh: '翻页标记无效，请从第一页重新开始',
    en: 'The cursor is not valid; start again at the first page',
  })
}

function cursorOf(id: number): string {
  return Buffer.from(String(id)).toString('base64url')
}

/** One page in the order of ids. */
export async function pageOf<Properties>(
  db: Kysely<Tables>,
  source: FeatureSource<Properties>,
  conditions: Condition[],
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<FeaturePage<Properties>> {
  const after = sql`${source.id} > ${idOfCursor(cursor)}`
  const { rows } = await sql<FeatureRow>`
    ${source.select}
    WHERE ${conjunction([...conditions, after])}
    ORDER BY ${source.id}
    LIMIT ${limit + 1}`.execute(db)
  const shown = rows.slice(0, limit)
  return {
    type: 'FeatureCollection',
    features: shown.map((row) => toFeature<Properties>(row)),
    nextCursor: rows.length > limit ? cursorOf(shown.at(-1)!.id) : null,
  }
}

/** The record with this id, if it meets the conditions. */
export async function featureOf<Properties>(
  db: Kysely<Tables>,
  source: FeatureSource<Properties>,
  conditions: Condition[],
  id: number,
): Promise<Feature<Properties> | undefined> {
  const { rows } = await sql<FeatureRow>`
    ${source.select}
    WHERE ${conjunction([...conditions, sql`${source.id} = ${id}`])}
    LIMIT 1`.execute(db)
  return rows[0] && toFeature<Properties>(rows[0])
}
