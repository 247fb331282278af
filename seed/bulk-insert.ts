import { sql, type Kysely, type RawBuilder, type Transaction } from 'kysely'
import type { Tables } from '../api/database/connect.ts'

/** A column of a bulk insert: its name, its type in the database, and its value for a row. `wkt` columns take WKT text. */
export interface Column<Row> {
  name: string
  type:
    | 'bigint'
    | 'integer'
    | 'smallint[]'
    | 'real'
    | 'double precision'
    | 'boolean'
    | 'text'
    | 'date'
    | 'time'
    | 'timestamptz'
    | 'wkt'
  value: (row: Row, index: number) => string | number | boolean | Date | null
}

const ROWS_PER_STATEMENT = 4000

/** Writes rows with `INSERT … SELECT … FROM unnest(…)`: one array per column, a few thousand rows per statement. */
export async function bulkInsert<Row>(
  db: Kysely<Tables> | Transaction<Tables>,
  table: string,
  rows: readonly Row[],
  columns: readonly Column<Row>[],
): Promise<void> {
  const names = sql.join(columns.map((column) => sql.id(column.name)))
  const values = sql.join(columns.map(valueOf))
  for (let start = 0; start < rows.length; start += ROWS_PER_STATEMENT) {
    const part = rows.slice(start, start + ROWS_PER_STATEMENT)
    const arrays = sql.join(
      columns.map((column) => {
        const cells = part.map((row, i) => column.value(row, start + i))
        return sql`${cells}::${sql.raw(arrayTypeOf(column.type))}[]`
      }),
    )
    await sql`INSERT INTO ${sql.id(table)} (${names}) SELECT ${values} FROM unnest(${arrays}) AS cells (${names})`.execute(
      db,
    )
  }
}

/** Arrays of arrays do not pass through unnest, so those travel as text. */
const arrayTypeOf = (type: Column<unknown>['type']): string =>
  type === 'wkt' || type === 'smallint[]' ? 'text' : type

function valueOf<Row>(column: Column<Row>): RawBuilder<unknown> {
  const cell = sql.ref(`cells.${column.name}`)
  if (column.type === 'wkt') return sql`ST_GeomFromText(${cell}, 4490)`
  return column.type === 'smallint[]' ? sql`${cell}::smallint[]` : cell
}

/** After rows with explicit ids: the next id the database gives out follows them. */
export async function continueIds(
  db: Kysely<Tables> | Transaction<Tables>,
  tables: readonly string[],
): Promise<void> {
  for (const table of tables)
    await sql`SELECT setval(pg_get_serial_sequence(${table}, 'id'), (SELECT coalesce(max(id), 0) + 1 FROM ${sql.id(table)}), false)`.execute(
      db,
    )
}
