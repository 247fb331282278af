import { type Kysely, type RawBuilder, sql, type Transaction } from 'kysely'
import { recordAudit } from '../audit/record.ts'
import type { Viewer } from '../auth/viewer.ts'
import type { Database, Tables } from '../database/connect.ts'
import type { JsonObject } from '../database/tables.ts'
import { editConflict, notFound } from '../http/problem.ts'
import type { DrawnGeometry } from './geometry.ts'
import type { Feature } from './page.ts'

/** A kind of record that people create, change and retire one by one, with a version and a history. */
export interface RecordKind<Properties> {
  /** Name in the URL and the audit. */
  concept: string
  table: keyof Tables & string
  /** Columns a person writes. */
  columns: readonly string[]
  /** Columns that are read otherwise than they are stored, for example times of day. */
  readAs?: Record<string, RawBuilder<unknown>>
  hasGeometry: boolean
  /** The record as this viewer sees it; undefined where it is retired or out of scope. */
  read(db: Kysely<Tables>, viewer: Viewer, id: number): Promise<Feature<Properties> | undefined>
  /** Rules over several fields, of the record as it will be. @throws invalid-input with the field */
  requireSound?(record: Record<string, unknown>): void
  /** What must hold after the write, in its transaction. @throws to undo it */
  requireAllowed?(trx: Transaction<Tables>, viewer: Viewer, id: number, changed: string[]): Promise<void>
  /** What else must happen, or must not be so, when it retires. @throws to undo it */
  whenRetired?(trx: Transaction<Tables>, writer: Writer, id: number): Promise<void>
}

export interface Writer {
  viewer: Viewer
  /** Account or token, for the record and the audit. */
  actor: string
  requestId: string
}

export interface Change {
  /** Column (camelCase) to new value. */
  values: Record<string, unknown>
  geometry?: DrawnGeometry | undefined
}

type Stored = Record<string, unknown> & { version: number; code?: string }

function geometryValue(geometry: DrawnGeometry): RawBuilder<unknown> {
  return sql`ST_SetSRID(ST_GeomFromGeoJSON(${JSON.stringify(geometry)}), 4490)`
}

/** Assignments of a change: column references with their values. */
function assignments({ values, geometry }: Change): [RawBuilder<unknown>, RawBuilder<unknown>][] {
  const columns = Object.entries(values)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]): [RawBuilder<unknown>, RawBuilder<unknown>] => [sql.ref(name), sql`${value}`])
  return geometry ? [...columns, [sql`geom`, geometryValue(geometry)]] : columns
}

/** The row as it is, locked until the transaction ends. */
async function lock<Properties>(
  trx: Transaction<Tables>,
  kind: RecordKind<Properties>,
  id: number,
): Promise<Stored | undefined> {
  const columns = kind.columns.map((name) => {
    const readAs = kind.readAs?.[name]
    return readAs ? sql`${readAs} AS ${sql.ref(name)}` : sql.ref(name)
  })
  if (kind.hasGeometry) columns.push(sql`ST_AsGeoJSON(geom, 7, 0)::jsonb AS geometry`)
  const { rows } = await sql<Stored>`
    SELECT version, ${sql.join(columns)} FROM ${sql.table(kind.table)}
    WHERE id = ${id} AND retired_at IS NULL
    FOR UPDATE`.execute(trx)
  return rows[0]
}

/** Locks a record the viewer may see, and refuses when it is no longer the version the editor saw. */
async function lockVersion<Properties>(
  trx: Transaction<Tables>,
  kind: RecordKind<Properties>,
  viewer: Viewer,
  id: number,
  version: number,
): Promise<Stored> {
  const stored = await lock(trx, kind, id)
  const current = stored && (await kind.read(trx, viewer, id))
  if (!stored || !current) throw notFound()
  if (stored.version !== version) throw editConflict(current)
  return stored
}

/** The fields that differ, before and after: what the history keeps. */
export function differences(
  before: Record<string, unknown>,
  after: Record<string, unknown>,
): { before: JsonObject; after: JsonObject } {
  const names = Object.keys(after).filter(
    (name) => after[name] !== undefined && JSON.stringify(before[name]) !== JSON.stringify(after[name]),
  )
  const pick = (record: Record<string, unknown>): JsonObject =>
    JSON.parse(
      JSON.stringify(Object.fromEntries(names.map((name) => [name, record[name] ?? null]))),
    ) as JsonObject
  return { before: pick(before), after: pick(after) }
}

/** Stores a new record, checks that the writer may have it, and leaves an audit row. */
export async function createRecord<Properties>(
  database: Database,
  kind: RecordKind<Properties>,
  writer: Writer,
  change: Change,
): Promise<Feature<Properties>> {
  kind.requireSound?.(change.values)
  const { viewer, actor, requestId } = writer
  return database.write.transaction().execute(async (trx) => {
    const set = assignments({ ...change, values: { ...change.values, updatedBy: actor } })
    const { rows } = await sql<{ id: number }>`
      INSERT INTO ${sql.table(kind.table)} (${sql.join(set.map(([column]) => column))})
      VALUES (${sql.join(set.map(([, value]) => value))})
      RETURNING id`.execute(trx)
    const { id } = rows[0]!
    const after = { ...change.values, ...(change.geometry && { geometry: change.geometry }) }
    await kind.requireAllowed?.(trx, viewer, id, Object.keys(after))
    await recordAudit(trx, {
      actor,
      requestId,
      action: 'created',
      concept: kind.concept,
      recordId: id,
      recordCode: codeOf(change.values),
      detail: { after: differences({}, after).after },
    })
    const created = await kind.read(trx, viewer, id)
    if (!created) throw notFound()
    return created
  })
}

/**
 * Changes a record if it is still the version the editor saw.
 * @throws edit-conflict with the record as it is now; not-found outside the viewer's scope
 */
export async function changeRecord<Properties>(
  database: Database,
  kind: RecordKind<Properties>,
  writer: Writer,
  id: number,
  version: number,
  change: Change,
): Promise<Feature<Properties>> {
  const { viewer, actor, requestId } = writer
  return database.write.transaction().execute(async (trx) => {
    const stored = await lockVersion(trx, kind, viewer, id, version)
    const wanted = { ...change.values, ...(change.geometry && { geometry: change.geometry }) }
    const { before, after } = differences(stored, wanted)
    if (Object.keys(after).length > 0) {
      kind.requireSound?.({ ...stored, ...wanted })
      const set = assignments({
        values: { ...change.values, updatedBy: actor },
        geometry: 'geometry' in after ? change.geometry : undefined,
      })
      await sql`
        UPDATE ${sql.table(kind.table)}
        SET ${sql.join(set.map(([column, value]) => sql`${column} = ${value}`))}
        WHERE id = ${id}`.execute(trx)
      await kind.requireAllowed?.(trx, viewer, id, Object.keys(after))
      await recordAudit(trx, {
        actor,
        requestId,
        action: 'changed',
        concept: kind.concept,
        recordId: id,
        recordCode: codeOf({ ...stored, ...after }),
        detail: { before, after },
      })
    }
    const current = await kind.read(trx, viewer, id)
    if (!current) throw notFound()
    return current
  })
}

/** Hides a record; its history stays. @throws edit-conflict, not-found */
export async function retireRecord<Properties>(
  database: Database,
  kind: RecordKind<Properties>,
  writer: Writer,
  id: number,
  version: number,
): Promise<void> {
  const { viewer, actor, requestId } = writer
  await database.write.transaction().execute(async (trx) => {
    const stored = await lockVersion(trx, kind, viewer, id, version)
    await kind.whenRetired?.(trx, writer, id)
    await sql`
      UPDATE ${sql.table(kind.table)} SET retired_at = now(), updated_by = ${actor} WHERE id = ${id}`.execute(
      trx,
    )
    await recordAudit(trx, {
      actor,
      requestId,
      action: 'retired',
      concept: kind.concept,
      recordId: id,
      recordCode: codeOf(stored),
    })
  })
}

function codeOf(values: Record<string, unknown>): string | undefined {
  return typeof values['code'] === 'string' ? values['code'] : undefined
}
