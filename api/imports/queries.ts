import { createHash } from 'node:crypto'
import { type Kysely, sql } from 'kysely'
import type { Database } from '../database/connect.ts'
import type { DB as Tables } from '../database/tables.ts'
import type { BoundingBox } from '../http/contract.ts'
import type {
  CoordinateSystemName,
  ImportConcept,
  ImportFormat,
  ImportMapping,
  ImportOptions,
  ImportSummary,
} from './contract.ts'
import type { CoordinateGuess } from './guess-coordinates.ts'

/** What a check finds besides the rows. */
export interface ImportFindings {
  categories: { code: string; name: string; restricted: boolean; rowCount: number }[]
  units: string[]
  patrolCount: number
}

export const noFindings: ImportFindings = { categories: [], units: [], patrolCount: 0 }

/** The `options` column: what the user chose and what we found out. */
interface StoredOptions {
  chosen: ImportOptions
  guess: CoordinateGuess
  mappingRemembered: boolean
  findings: ImportFindings
  /** Around the rows that were accepted; kept when these have become records. */
  acceptedBox: BoundingBox | null
}

export interface StoredImport {
  id: number
  concept: ImportConcept
  fileName: string
  fileFormat: ImportFormat
  coordinateSystem: CoordinateSystemName
  status: ImportSummary['status']
  columns: string[]
  droppedColumns: string[]
  mapping: ImportMapping
  options: StoredOptions
  rowCount: number
  acceptedCount: number
  rejectedCount: number
  createdBy: string
  createdAt: Date
  confirmedAt: Date | null
  undoneAt: Date | null
  confirmedBy: string | null
  undoneBy: string | null
}

const importColumns = [
  'id',
  'concept',
  'fileName',
  'fileFormat',
  'coordinateSystem',
  'status',
  'sourceColumns as columns',
  'droppedColumns',
  'mapping',
  'options',
  'rowCount',
  'acceptedCount',
  'rejectedCount',
  'createdBy',
  'createdAt',
  'confirmedAt',
  'undoneAt',
] as const

/** Who did it last, as the audit has it. */
const actorOf = (action: 'import-confirmed' | 'import-undone') => sql<string | null>`(
  SELECT actor FROM audit_entries
  WHERE concept = 'imports' AND action = ${action} AND record_id = imports.id
  ORDER BY audit_entries.id DESC LIMIT 1)`
const importActors = () => [
  actorOf('import-confirmed').as('confirmedBy'),
  actorOf('import-undone').as('undoneBy'),
]

/** One import, or undefined; with `lock` nobody else changes it until the transaction ends. */
export async function selectImport(
  db: Kysely<Tables>,
  id: number,
  { lock = false } = {},
): Promise<StoredImport | undefined> {
  const row = await db
    .selectFrom('imports')
    .select(importColumns)
    .select(importActors())
    .where('id', '=', id)
    // Rows are still being read until they are counted.
    .where('rowCount', '>', 0)
    .$if(lock, (query) => query.forUpdate())
    .executeTakeFirst()
  return row as unknown as StoredImport | undefined
}

/** Imports from newest to oldest, those before the id `cursor`. */
export async function selectImports(database: Database, limit: number, cursor: number | undefined) {
  const rows = await database.read
    .selectFrom('imports')
    .select(importColumns)
    .select(importActors())
    .where('rowCount', '>', 0)
    .where('status', '<>', 'discarded')
    .$if(cursor !== undefined, (query) => query.where('id', '<', cursor!))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
  return rows as unknown as StoredImport[]
}

/** Whether a table holds no record in use. */
export async function isEmpty(database: Database, table: 'caseCategories' | 'patrolUnits'): Promise<boolean> {
  const one = await database.write
    .selectFrom(table)
    .select('id')
    .where('retiredAt', 'is', null)
    .limit(1)
    .executeTakeFirst()
  return one === undefined
}

export async function insertImport(
  database: Database,
  fresh: {
    concept: ImportConcept
    fileName: string
    fileFormat: ImportFormat
    columns: string[]
    droppedColumns: string[]
    createdBy: string
    accountId: number | null
  },
): Promise<number> {
  const { columns, ...rest } = fresh
  const { id } = await database.write
    .insertInto('imports')
    .values({ ...rest, sourceColumns: columns, coordinateSystem: 'wgs84', status: 'read' })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

export async function completeReading(
  database: Database,
  id: number,
  read: {
    rowCount: number
    mapping: ImportMapping
    coordinateSystem: CoordinateSystemName
    options: StoredOptions
  },
): Promise<void> {
  await database.write
    .updateTable('imports')
    .set({
      ...read,
      mapping: JSON.stringify(read.mapping),
      options: JSON.stringify(read.options),
    })
    .where('id', '=', id)
    .execute()
}

export async function storeCheck(
  database: Database,
  id: number,
  checked: {
    mapping: ImportMapping
    coordinateSystem: CoordinateSystemName
    options: StoredOptions
    acceptedCount: number
    rejectedCount: number
  },
): Promise<void> {
  await database.write
    .updateTable('imports')
    .set({
      ...checked,
      mapping: JSON.stringify(checked.mapping),
      options: JSON.stringify(checked.options),
      status: 'checked',
    })
    .where('id', '=', id)
    .execute()
}

/** Rows are being changed: nothing can be confirmed until the check is through. */
export async function markUnchecked(database: Database, id: number): Promise<void> {
  await database.write.updateTable('imports').set({ status: 'read' }).where('id', '=', id).execute()
}

export async function markConfirmed(db: Kysely<Tables>, id: number): Promise<void> {
  await db
    .updateTable('imports')
    .set({ status: 'confirmed', confirmedAt: sql<Date>`now()` })
    .where('id', '=', id)
    .execute()
}

export async function markUndone(db: Kysely<Tables>, id: number): Promise<void> {
  await db
    .updateTable('imports')
    .set({ status: 'undone', undoneAt: sql<Date>`now()` })
    .where('id', '=', id)
    .execute()
}

export async function markDiscarded(db: Kysely<Tables>, id: number): Promise<void> {
  await db.updateTable('imports').set({ status: 'discarded' }).where('id', '=', id).execute()
}

export async function deleteImport(database: Database, id: number): Promise<void> {
  await database.write.deleteFrom('imports').where('id', '=', id).execute()
}

/**
 * Forgets what nobody came back for: files whose reading broke off, rows of unconfirmed files after a week,
 * rejected rows of confirmed ones after a month.
 */
export async function forgetOldFiles(database: Database): Promise<void> {
  await database.write
    .deleteFrom('imports')
    .where((where) =>
      where.or([
        where.and([where('rowCount', '=', 0), where('createdAt', '<', sql<Date>`now() - interval '1 hour'`)]),
        where.and([
          where('status', 'in', ['read', 'checked']),
          where('createdAt', '<', sql<Date>`now() - interval '7 days'`),
        ]),
      ]),
    )
    .execute()
  await database.write
    .deleteFrom('importRows')
    .where('importId', 'in', (from) =>
      from
        .selectFrom('imports')
        .select('id')
        .where('confirmedAt', '<', sql<Date>`now() - interval '30 days'`),
    )
    .execute()
}

/** What is remembered for files with the same columns. */
export interface RememberedMapping {
  fields: ImportMapping
  coordinateSystem: CoordinateSystemName
  options: ImportOptions
}

function columnsKey(columns: string[]): string {
  return createHash('sha256').update(columns.toSorted().join('\u001f')).digest('hex')
}

export async function rememberedMapping(
  database: Database,
  concept: ImportConcept,
  columns: string[],
): Promise<RememberedMapping | undefined> {
  const row = await database.write
    .selectFrom('importMappings')
    .select('mapping')
    .where('concept', '=', concept)
    .where('columnsKey', '=', columnsKey(columns))
    .executeTakeFirst()
  return row?.mapping as RememberedMapping | undefined
}

export async function rememberMapping(
  database: Database,
  concept: ImportConcept,
  columns: string[],
  remembered: RememberedMapping,
): Promise<void> {
  const mapping = JSON.stringify(remembered)
  await database.write
    .insertInto('importMappings')
    .values({ concept, columnsKey: columnsKey(columns), mapping })
    .onConflict((conflict) =>
      conflict.columns(['concept', 'columnsKey']).doUpdateSet({ mapping, updatedAt: sql<Date>`now()` }),
    )
    .execute()
}
