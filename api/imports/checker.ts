import type { Database } from '../database/connect.ts'
import type { JsonObject } from '../database/tables.ts'
import type { DistrictSettings } from '../settings/district.ts'
import { cutAddressToBuilding } from './building-address.ts'
import type { ImportConcept, ImportMapping, ImportOptions } from './contract.ts'
import type { SourceCrs } from './coordinates.ts'
import type { ImportFindings } from './queries.ts'
import { type RowProblem, rowProblem } from './row-problems.ts'
import type { CheckedRow, StoredRow } from './row-queries.ts'
import type { SourceRow } from './source-file.ts'
import type { AcceptedArea } from './stored-position.ts'
import type { TimeReading } from './written-time.ts'

/** Everything a check of one file works with. */
export interface CheckInput {
  database: Database
  importId: number
  concept: ImportConcept
  district: DistrictSettings
  mapping: ImportMapping
  options: ImportOptions
  crs: SourceCrs
  area: AcceptedArea
  timeReading: TimeReading
  nowMilliseconds: number
}

/** Checks the rows of one file slice by slice, in order, remembering what it has seen. */
export interface Checker {
  check(rows: StoredRow[]): Promise<CheckedRow[]>
  findings(): ImportFindings
}

/** Collects the record and the problems of one row; values are read by the mapping. */
export class RowReader {
  readonly rowNumber: number
  readonly source: SourceRow
  readonly problems: RowProblem[]
  readonly #mapping: ImportMapping
  #cutSource: SourceRow | undefined

  constructor(row: StoredRow, mapping: ImportMapping) {
    this.rowNumber = row.rowNumber
    this.source = row.source
    this.problems = [...row.source.problems]
    this.#mapping = mapping
  }

  /** The text of a field; undefined when it is not mapped or empty. */
  text(field: string): string | undefined {
    const column = this.#mapping[field]
    const value = column === undefined ? undefined : this.source.values[column]?.trim()
    return value === '' ? undefined : value
  }

  /** The address of the row without its dwelling; what is cut off is not kept in the stored row either. */
  address(): string | undefined {
    const written = this.text('address')
    if (written === undefined) return undefined
    const { address, cut } = cutAddressToBuilding(written)
    if (!cut) return address || undefined
    const problem = rowProblem('address-cut', this.#mapping['address']!)
    if (!this.problems.some(({ code }) => code === problem.code)) this.problems.push(problem)
    this.#cutSource = {
      ...this.source,
      values: { ...this.source.values, [this.#mapping['address']!]: address },
      problems: [...this.source.problems.filter(({ code }) => code !== problem.code), problem],
    }
    return address || undefined
  }

  /** A number in a range; anything else is a problem. */
  number(field: string, minimum: number, maximum: number): number | undefined {
    const text = this.text(field)
    if (text === undefined) return undefined
    const value = Number(text)
    if (Number.isFinite(value) && value >= minimum && value <= maximum) return value
    this.problem(Number.isFinite(value) ? 'value-out-of-range' : 'value-unreadable', field, text)
    return undefined
  }

  problem(code: RowProblem['code'], field: string | null = null, value?: string | number): void {
    this.problems.push(rowProblem(code, field, value))
  }

  accepted(record: JsonObject, geometry: CheckedRow['geometry']): CheckedRow {
    return { rowNumber: this.rowNumber, record, problems: this.problems, geometry, ...this.#kept }
  }

  rejected(geometry: CheckedRow['geometry'] = null): CheckedRow {
    return { rowNumber: this.rowNumber, record: null, problems: this.problems, geometry, ...this.#kept }
  }

  get #kept(): Pick<CheckedRow, 'source'> {
    return this.#cutSource ? { source: this.#cutSource } : {}
  }
}
