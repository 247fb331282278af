import type { Geometry } from 'geojson'
import { type Kysely, sql } from 'kysely'
import type { Database } from '../database/connect.ts'
import type { DB as Tables, JsonObject } from '../database/tables.ts'
import { type RowProblem, rejectsRow, rowProblem } from './row-problems.ts'
import type { SourceRow } from './source-file.ts'

/** A row as it was read. */
export interface StoredRow {
  rowNumber: number
  source: SourceRow
}

/** What a row becomes: a record when it is accepted, and its problems. */
export interface CheckedRow {
  rowNumber: number
  record: JsonObject | null
  problems: RowProblem[]
  geometry: Geometry | null
  /** In place of what was stored, when the mapping shows that more of it must not be kept. */
  source?: SourceRow
}

export async function insertRows(database: Database, importId: number, rows: StoredRow[]): Promise<void> {
  await sql`
    INSERT INTO import_rows (import_id, row_number, source)
    SELECT ${importId}, row_number, source
    FROM unnest(
      ${rows.map((row) => row.rowNumber)}::integer[],
      ${rows.map((row) => JSON.stringify(row.source))}::jsonb[]
    ) AS fresh (row_number, source)`.execute(database.write)
}

/** The next rows as they were read, behind row `after`. */
export async function readRows(
  database: Database,
  importId: number,
  after: number,
  limit: number,
): Promise<StoredRow[]> {
  const rows = await database.write
    .selectFrom('importRows')
    .select(['rowNumber', 'source'])
    .where('importId', '=', importId)
    .where('rowNumber', '>', after)
    .orderBy('rowNumber')
    .limit(limit)
    .execute()
  return rows as unknown as StoredRow[]
}

export async function storeCheckedRows(
  database: Database,
  importId: number,
  rows: CheckedRow[],
): Promise<void> {
  await sql`
    UPDATE import_rows SET
      record = checked.record,
      problems = checked.problems,
      source = coalesce(checked.source, import_rows.source),
      geom = ST_SetSRID(ST_GeomFromGeoJSON(checked.geometry), 4490)
    FROM unnest(
      ${rows.map((row) => row.rowNumber)}::integer[],
      ${rows.map((row) => (row.record === null ? null : JSON.stringify(row.record)))}::jsonb[],
      ${rows.map((row) => JSON.stringify(row.problems))}::jsonb[],
      ${rows.map((row) => (row.geometry === null ? null : JSON.stringify(row.geometry)))}::text[],
      ${rows.map((row) => (row.source === undefined ? null : JSON.stringify(row.source)))}::jsonb[]
    ) AS checked (row_number, record, problems, geometry, source)
    WHERE import_rows.import_id = ${importId} AND import_rows.row_number = checked.row_number`.execute(
    database.write,
  )
}

/** An area that crosses itself is repaired when one part keeps nearly all of it: slips of a drawing hand, not a bow tie. */
const keptShareOfRepair = 0.99

/**
 * Repairs or rejects accepted rows of a range of numbers whose geometry the database would not take.
 * @returns how many were rejected
 */
export async function repairOrRejectGeometries(
  database: Database,
  importId: number,
  from: number,
  to: number,
): Promise<number> {
  const repaired = JSON.stringify([rowProblem('geometry-repaired')])
  await sql`
    UPDATE import_rows SET geom = mended.largest, problems = problems || ${repaired}::jsonb
    FROM (
      SELECT row_number, (array_agg(part ORDER BY ST_Area(part) DESC))[1] AS largest, sum(ST_Area(part)) AS whole
      FROM (
        SELECT row_number, (ST_Dump(ST_MakeValid(geom, 'method=structure'))).geom AS part
        FROM import_rows
        WHERE import_id = ${importId} AND row_number BETWEEN ${from} AND ${to}
          AND record IS NOT NULL AND GeometryType(geom) = 'POLYGON' AND NOT ST_IsValid(geom)
      ) AS parts
      WHERE GeometryType(part) = 'POLYGON'
      GROUP BY row_number
    ) AS mended
    WHERE import_rows.import_id = ${importId} AND import_rows.row_number = mended.row_number
      AND ST_Area(mended.largest) >= mended.whole * ${keptShareOfRepair}`.execute(database.write)
  const invalid = JSON.stringify([rowProblem('geometry-invalid')])
  const result = await sql<{ rowNumber: number }>`
    UPDATE import_rows SET record = NULL, problems = problems || ${invalid}::jsonb
    WHERE import_id = ${importId} AND row_number BETWEEN ${from} AND ${to}
      AND record IS NOT NULL AND NOT ST_IsValid(geom)
    RETURNING row_number`.execute(database.write)
  return result.rows.length
}

export interface ListedRow {
  rowNumber: number
  source: SourceRow
  problems: RowProblem[]
  accepted: boolean
}

/** Rows in order, behind row `after`, by whether they are accepted and by a problem they have. */
export async function selectRows(
  database: Database,
  importId: number,
  filter: { accepted?: boolean; problem?: { code: string; value?: string }; after: number; limit: number },
): Promise<ListedRow[]> {
  const rows = await database.write
    .selectFrom('importRows')
    .select(['rowNumber', 'source', 'problems', sql<boolean>`record IS NOT NULL`.as('accepted')])
    .where('importId', '=', importId)
    .where('rowNumber', '>', filter.after)
    .$if(filter.accepted === true, (query) => query.where('record', 'is not', null))
    .$if(filter.accepted === false, (query) => query.where('record', 'is', null))
    .$if(filter.problem !== undefined, (query) =>
      query.where(sql<boolean>`problems @> ${JSON.stringify([filter.problem])}::jsonb`),
    )
    .orderBy('rowNumber')
    .limit(filter.limit)
    .execute()
  return rows as unknown as ListedRow[]
}

/** A sample spread evenly over the file: at most `limit` rows. */
export async function sampleRows(database: Database, importId: number, rowCount: number, limit: number) {
  const rows = await sql<{
    rowNumber: number
    source: SourceRow
    problems: RowProblem[]
    accepted: boolean
    geometry: Geometry | null
  }>`
    SELECT row_number, source, problems, record IS NOT NULL AS accepted, ST_AsGeoJSON(geom, 7, 0)::jsonb AS geometry
    FROM import_rows
    WHERE import_id = ${importId} AND row_number = ANY(${sampledNumbers(rowCount, limit)}::integer[])
    ORDER BY row_number`.execute(database.write)
  return rows.rows
}

function sampledNumbers(rowCount: number, limit: number): number[] {
  const count = Math.min(rowCount, limit)
  return Array.from({ length: count }, (_, index) => Math.floor((index * rowCount) / count) + 1)
}

export interface ProblemCount extends RowProblem {
  /** Whether `value` is the same in all these rows; else it is that of the first. */
  sameValue: boolean
  rowCount: number
  exampleRow: number
}

/** Problems a person solves value by value: these are counted so. */
const countedByValue: RowProblem['code'][] = [
  'category-unknown',
  'unit-unknown',
  'kind-unknown',
  'org-unit-unknown',
]
const mostCounts = 60

/** How many rows have each problem in each field, those that reject first, then most first. */
export async function countProblems(database: Database, importId: number): Promise<ProblemCount[]> {
  const { rows } = await sql<ProblemCount>`
    SELECT problem ->> 'code' AS code, problem ->> 'field' AS field, count(*)::integer AS row_count,
      min((source ->> 'origin')::integer) AS example_row,
      (array_agg(problem ->> 'value' ORDER BY row_number))[1] AS value,
      problem ->> 'code' = ANY(${countedByValue}::text[]) AS same_value
    FROM import_rows, jsonb_array_elements(problems) AS problem
    WHERE import_id = ${importId} AND problems <> '[]'
    GROUP BY 1, 2, CASE WHEN problem ->> 'code' = ANY(${countedByValue}::text[]) THEN problem ->> 'value' END
    ORDER BY row_count DESC, code
    LIMIT ${mostCounts}`.execute(database.write)
  return rows.sort((a, b) => Number(rejectsRow(b)) - Number(rejectsRow(a)))
}

/** Accepted rows have become records; what stays is what was not taken. */
export async function forgetAcceptedRows(db: Kysely<Tables>, importId: number): Promise<void> {
  await db.deleteFrom('importRows').where('importId', '=', importId).where('record', 'is not', null).execute()
}

export async function forgetRows(db: Kysely<Tables>, importId: number): Promise<void> {
  await db.deleteFrom('importRows').where('importId', '=', importId).execute()
}
