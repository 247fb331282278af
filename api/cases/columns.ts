import { sql } from 'kysely'
import type { Database } from '../database/connect.ts'
import { caseSources } from './contract.ts'

/** Cases of one calendar month (UTC) as parallel arrays: aggregates over a million run through them in milliseconds. */
export interface CaseColumns {
  readonly length: number
  /** Metres in the metric CRS. */
  readonly x: Float64Array
  readonly y: Float64Array
  /** Milliseconds since 1970. */
  readonly from: Float64Array
  readonly to: Float64Array
  readonly categoryId: Float64Array
  /** 0: in no grid. */
  readonly gridId: Float64Array
  /** Index in `caseSources`. */
  readonly source: Uint8Array
  /** 1: placed at its own address; 0: at the middle of a street segment, block or grid, where cases coincide that happened apart. */
  readonly exact: Uint8Array
}

/** Which cases: of a district, placed in a metric CRS (EPSG number), in the months that `[from, to)` touches. */
export interface ColumnsRequest {
  districtCode: string
  metricCrs: number
  from: Date
  to: Date
}

interface Month {
  from: Date
  to: Date
  /** Another one as soon as a case of the month was added, changed or removed. */
  fingerprint: string
  columns: Promise<CaseColumns> | null
}

const fields = 6
const bytesPerCase = fields * 8 + 2
/** Native: each on a connection of its own. Embedded: one after the other, so that other clients get their turn. */
const parallelReads = { native: 4, embedded: 1 }

/**
 * The cases of a database in memory, month by month: about 50 bytes each. A month is read when first asked for and again after its cases
 * have changed, whoever changed them.
 */
export class CaseStore {
  readonly #database: Database
  readonly #districts = new Map<string, { version: string; months: Promise<Month[]> }>()

  constructor(database: Database) {
    this.#database = database
  }

  /** Columns of every month that the window touches; rows outside the window are among them. */
  async columns({ districtCode, metricCrs, from, to }: ColumnsRequest): Promise<CaseColumns[]> {
    const months = await this.#months(districtCode, metricCrs)
    const touched = months.filter((month) => month.from < to && month.to > from)
    const missing = touched.filter((month) => !month.columns)
    const readNext = async (): Promise<void> => {
      for (let month = missing.shift(); month; month = missing.shift()) {
        await (month.columns ??= this.#read(month, districtCode, metricCrs))
      }
    }
    await Promise.all(Array.from({ length: parallelReads[this.#database.engine] }, readNext))
    return Promise.all(touched.flatMap(({ columns }) => columns ?? []))
  }

  /** The months that hold cases, as of now. */
  async #months(districtCode: string, metricCrs: number): Promise<Month[]> {
    const key = `${districtCode}|${metricCrs}`
    const version = await casesVersion(this.#database)
    const known = this.#districts.get(key)
    if (known?.version === version) return known.months
    const before = known ? await known.months : []
    const months = readMonths(this.#database, districtCode).then((found) =>
      found.map((month) => {
        const same = before.find(({ fingerprint }) => fingerprint === month.fingerprint)
        return same ?? month
      }),
    )
    months.catch(() => this.#districts.delete(key))
    this.#districts.set(key, { version, months })
    return months
  }

  #read(month: Month, districtCode: string, metricCrs: number): Promise<CaseColumns> {
    const columns = readMonth(this.#database, districtCode, metricCrs, month)
    columns.catch(() => {
      month.columns = null
    })
    return columns
  }
}

const stores = new WeakMap<Database, CaseStore>()

/** The one store of a database's cases in this process. */
export function caseStoreOf(database: Database): CaseStore {
  let store = stores.get(database)
  if (!store) {
    store = new CaseStore(database)
    stores.set(database, store)
  }
  return store
}

async function casesVersion(database: Database): Promise<string> {
  const row = await database.read
    .selectFrom('layerVersions')
    .select('version')
    .where('layer', '=', 'cases')
    .executeTakeFirst()
  return String(row?.version ?? 0)
}

/** Row versions (`xmin`) tell a changed row from an unchanged one without asking its writer. */
async function readMonths(database: Database, districtCode: string): Promise<Month[]> {
  const { rows } = await sql<{ from: Date; to: Date; fingerprint: string }>`
    SELECT month AT TIME ZONE 'UTC' AS "from", (month + interval '1 month') AT TIME ZONE 'UTC' AS "to",
      concat_ws('.', month, count(*), sum(row_version)) AS fingerprint
    FROM (
      SELECT date_trunc('month', occurred_from AT TIME ZONE 'UTC') AS month, xmin::text::bigint AS row_version
      FROM cases WHERE district_code = ${districtCode}
    ) AS versions
    GROUP BY month ORDER BY month`.execute(database.read)
  return rows.map(({ from, to, fingerprint }) => ({
    from: new Date(from),
    to: new Date(to),
    fingerprint,
    columns: null,
  }))
}

async function readMonth(
  database: Database,
  districtCode: string,
  metricCrs: number,
  { from, to }: Month,
): Promise<CaseColumns> {
  const { rows } = await sql<{ packed: Buffer | null }>`
    WITH placed AS MATERIALIZED (
      SELECT ST_Transform(geom, ${metricCrs}::int) AS place, occurred_from, occurred_to, category_id, grid_id, source, place_precision
      FROM cases
      WHERE district_code = ${districtCode} AND occurred_from >= ${from} AND occurred_from < ${to}
    )
    SELECT string_agg(float8send(ST_X(place)) || float8send(ST_Y(place))
      || float8send(date_part('epoch', occurred_from) * 1000) || float8send(date_part('epoch', occurred_to) * 1000)
      || int8send(category_id) || int8send(coalesce(grid_id, 0))
      || set_byte('\\x00', 0, array_position(${[...caseSources]}::text[], source) - 1)
      || set_byte('\\x00', 0, (place_precision = 'point')::int), '') AS packed
    FROM placed`.execute(database.read)
  return unpacked(rows[0]?.packed ?? Buffer.alloc(0))
}

/** Rows as the database packed them: six big-endian numbers of eight bytes and two bytes each. */
function unpacked(packed: Buffer): CaseColumns {
  const length = packed.length / bytesPerCase
  const columns = {
    length,
    x: new Float64Array(length),
    y: new Float64Array(length),
    from: new Float64Array(length),
    to: new Float64Array(length),
    categoryId: new Float64Array(length),
    gridId: new Float64Array(length),
    source: new Uint8Array(length),
    exact: new Uint8Array(length),
  }
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength)
  for (let row = 0, at = 0; row < length; row += 1, at += bytesPerCase) {
    columns.x[row] = view.getFloat64(at)
    columns.y[row] = view.getFloat64(at + 8)
    columns.from[row] = view.getFloat64(at + 16)
    columns.to[row] = view.getFloat64(at + 24)
    columns.categoryId[row] = Number(view.getBigInt64(at + 32))
    columns.gridId[row] = Number(view.getBigInt64(at + 40))
    columns.source[row] = view.getUint8(at + 48)
    columns.exact[row] = view.getUint8(at + 49)
  }
  return columns
}
