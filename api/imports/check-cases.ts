import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { CategoryNames, newCategoryCode, soundsRestricted } from './category-names.ts'
import { type Checker, type CheckInput, RowReader } from './checker.ts'
import type { ImportFindings } from './queries.ts'
import { rejectsRow } from './row-problems.ts'
import type { CheckedRow } from './row-queries.ts'
import { placedPosition } from './stored-position.ts'
import { dayOf, isAmbiguousDate, readWrittenTime, type WrittenTime } from './written-time.ts'

/** In a file of bare dates written with zeros nearly every time is midnight; real midnights are a few percent. */
const midnightShareOfDates = 0.9
const earliestMilliseconds = Date.UTC(1990, 0, 1)
const longestExternalId = 100

/** The external system of cases that name none. */
export const defaultSourceSystem = 'import'

/**
 * Checks cases: category, times, position, address, and that no case comes twice.
 */
export async function caseChecker(input: CheckInput): Promise<Checker> {
  const { database, mapping, options, timeReading, crs, area, nowMilliseconds } = input
  const sourceSystem = options.sourceSystem ?? defaultSourceSystem
  const categories = new CategoryNames(
    await database.write
      .selectFrom('caseCategories')
      .select(['code', 'name', 'nameEn'])
      .where('retiredAt', 'is', null)
      .orderBy('id', 'desc')
      .execute(),
  )
  const created = new Map<string, ImportFindings['categories'][number]>()
  const rowOfId = new Map<string, number>()
  const midnightMeansDay = await mostlyMidnight(input)

  const time = (row: RowReader, field: string): WrittenTime | undefined => {
    const text = row.text(field)
    if (text === undefined) return undefined
    const read = readWrittenTime(text, timeReading)
    if (read === undefined) {
      row.problem('time-unreadable', field, text)
      return undefined
    }
    if (options.dateOrder === undefined && isAmbiguousDate(text)) {
      row.problem('date-ambiguous', field, text)
      return undefined
    }
    if (read.from > nowMilliseconds) row.problem('time-in-future', field, text)
    if (read.from < earliestMilliseconds) row.problem('time-too-early', field, text)
    return read.midnight && midnightMeansDay ? dayOf(read, timeReading.timeZone) : read
  }

  /** How the row comes by its category's code; a missing category is made only for a row that comes in. */
  const category = (row: RowReader): (() => string) | undefined => {
    const written = row.text('category') ?? options.defaultCategory
    if (written === undefined) {
      row.problem('category-missing', 'category')
      return undefined
    }
    const known = categories.codeOf(written)
    if (known !== undefined && !created.has(known)) return () => known
    if (!options.createMissingCategories) {
      row.problem('category-unknown', 'category', written)
      return undefined
    }
    return () => {
      const code = categories.codeOf(written) ?? newCategoryCode(written)
      categories.add(written, code)
      const entry = created.get(code)
      if (entry) entry.rowCount++
      else created.set(code, { code, name: written, restricted: soundsRestricted(written), rowCount: 1 })
      return code
    }
  }

  const checkRow = (row: RowReader): CheckedRow & { externalId?: string } => {
    const takeCategory = category(row)
    const occurred = time(row, 'occurredFrom')
    if (row.text('occurredFrom') === undefined) row.problem('value-missing', 'occurredFrom')
    const ended = time(row, 'occurredTo')
    const reported = time(row, 'reportedAt')
    const placed =
      row.text('longitude') === undefined && row.text('x') !== undefined
        ? placedPosition(row.text('x'), row.text('y'), crs, area)
        : placedPosition(row.text('longitude'), row.text('latitude'), crs, area)
    if (placed.problem) row.problems.push(placed.problem)
    const address = row.address()
    const occurredTo = Math.max(ended?.to ?? 0, occurred?.to ?? 0)
    if (ended && occurred && ended.to < occurred.from) row.problem('times-reversed', 'occurredTo')
    const givenId = row.text('externalId')
    if (givenId && givenId.length > longestExternalId) row.problem('value-too-long', 'externalId')

    const geometry = placed.value ? { type: 'Point' as const, coordinates: placed.value } : null
    if (!takeCategory || !occurred || !placed.value || row.problems.some(rejectsRow)) {
      return row.rejected(geometry)
    }
    const categoryCode = takeCategory()
    const externalId =
      givenId ??
      contentId([categoryCode, occurred.from, occurredTo, ...placed.value, address ?? ''].join('|'))
    const earlier = rowOfId.get(externalId)
    if (earlier !== undefined) {
      row.problem('duplicate-in-file', 'externalId', earlier)
      return row.rejected(geometry)
    }
    rowOfId.set(externalId, row.source.origin)
    const record = {
      externalId,
      categoryCode,
      occurredFrom: new Date(occurred.from).toISOString(),
      occurredTo: new Date(occurredTo).toISOString(),
      reportedAt: reported ? new Date(reported.from).toISOString() : null,
      timePrecision: occurred.precision,
      address: address?.slice(0, 200) ?? null,
    }
    return { ...row.accepted(record, geometry), externalId }
  }

  return {
    async check(rows) {
      const checked = rows.map((row) => checkRow(new RowReader(row, mapping)))
      const ids = checked.flatMap((row) => row.externalId ?? [])
      const known = await database.write
        .selectFrom('caseKeys')
        .select('externalId')
        .where('districtCode', '=', input.district.code)
        .where('sourceSystem', '=', sourceSystem)
        .where('externalId', '=', sql<string>`ANY(${ids}::text[])`)
        .execute()
      const existing = new Set(known.map((row) => row.externalId))
      return checked.map(({ externalId, ...row }) => {
        if (externalId === undefined || !existing.has(externalId)) return row
        return {
          ...row,
          record: null,
          problems: [
            ...row.problems,
            { code: 'duplicate-of-existing' as const, field: 'externalId', value: externalId.slice(0, 60) },
          ],
        }
      })
    },
    findings: () => ({
      categories: [...created.values()].sort((a, b) => b.rowCount - a.rowCount),
      units: [],
      patrolCount: 0,
    }),
  }
}

/** A row without a number of its own is known by its content, so that the same file does not come in twice. */
function contentId(content: string): string {
  return `row-${createHash('sha256').update(content).digest('hex').slice(0, 24)}`
}

/** Whether the times of day of the file are nearly all zeros. */
async function mostlyMidnight({ database, importId, mapping }: CheckInput): Promise<boolean> {
  const column = mapping['occurredFrom'] ?? ''
  const { rows } = await sql<{ timed: number; midnight: number }>`
    SELECT count(*) FILTER (WHERE written ~ '[0-9][T ]+[0-9]{1,2}:[0-9]')::integer AS timed,
      count(*) FILTER (WHERE written ~ '[0-9][T ]+(0?0:00(:00)?([.]0+)?|12:00(:00)? *[aA][mM])$')::integer AS midnight
    FROM (
      SELECT source -> 'values' ->> ${column} AS written
      FROM import_rows
      WHERE import_id = ${importId} AND row_number <= 5000
    ) AS times`.execute(database.write)
  const { timed, midnight } = rows[0] ?? { timed: 0, midnight: 0 }
  return timed > 0 && midnight >= timed * midnightShareOfDates
}
