import { stringify } from 'csv-stringify/sync'
import type { Database } from '../database/connect.ts'
import type { Language } from '../http/contract.ts'
import { reasonsOf } from './describe-import.ts'
import { importFields } from './fields.ts'
import type { StoredImport } from './queries.ts'
import { rejectsRow } from './row-problems.ts'
import { selectRows } from './row-queries.ts'

const rowsPerSlice = 2000
const byteOrderMark = '\uFEFF'

const headings: Record<Language, [row: string, reason: string, field: string]> = {
  zh: ['行号', '未导入的原因', '有问题的字段'],
  en: ['Row', 'Why it was not imported', 'Field at fault'],
}

/** A cell that a spreadsheet would run as a formula becomes text; numbers stay as they are. */
export function withoutFormula(cell: string): string {
  const risky = /^[=+\-@\t\r]/.test(cell) && !/^[+-]?\d+(\.\d+)?$/.test(cell)
  return risky ? `'${cell}` : cell
}

/** The rejected rows with their reasons as CSV, piece by piece: UTF-8 with BOM, so that Excel shows Chinese. */
export async function* rejectedCsv(
  database: Database,
  record: StoredImport,
  language: Language,
): AsyncGenerator<string> {
  const labels = new Map(importFields[record.concept].map(({ field, label }) => [field, label[language]]))
  yield byteOrderMark + stringify([[...headings[language], ...record.columns].map(withoutFormula)])
  for (let after = 0; ;) {
    const rows = await selectRows(database, record.id, { accepted: false, after, limit: rowsPerSlice })
    if (rows.length === 0) return
    yield stringify(
      rows.map(({ source, problems }) => {
        const fields = problems.filter(rejectsRow).flatMap((problem) => problem.field ?? [])
        return [
          String(source.origin),
          reasonsOf(source, problems, language),
          fields.map((field) => labels.get(field) ?? field).join(', '),
          ...record.columns.map((column) => source.values[column] ?? ''),
        ].map(withoutFormula)
      }),
    )
    after = rows.at(-1)!.rowNumber
  }
}
