import type { Database } from '../database/connect.ts'
import type { Language } from '../http/contract.ts'
import type { ImportDetail, ImportRow, ImportSummary } from './contract.ts'
import { importFields } from './fields.ts'
import type { StoredImport } from './queries.ts'
import { problemMessage, type RowProblem, rejectsRow } from './row-problems.ts'
import { countProblems, type ListedRow, selectRows } from './row-queries.ts'
import type { SourceRow } from './source-file.ts'

const sampleRowCount = 5

export function summaryOf(record: StoredImport): ImportSummary {
  return {
    id: record.id,
    concept: record.concept,
    fileName: record.fileName,
    fileFormat: record.fileFormat,
    coordinateSystem: record.coordinateSystem,
    status: record.status,
    rowCount: record.rowCount,
    acceptedCount: record.acceptedCount,
    rejectedCount: record.rejectedCount,
    droppedColumns: record.droppedColumns,
    createdBy: record.createdBy,
    createdAt: record.createdAt.toISOString(),
    confirmedAt: record.confirmedAt?.toISOString() ?? null,
    confirmedBy: record.confirmedBy,
    undoneAt: record.undoneAt?.toISOString() ?? null,
    undoneBy: record.undoneBy,
  }
}

/** Everything the page of one import shows, in the user's language. */
export async function describeImport(
  database: Database,
  record: StoredImport,
  language: Language,
  progress: ImportDetail['progress'],
): Promise<ImportDetail> {
  const sample = await selectRows(database, record.id, { after: 0, limit: sampleRowCount })
  const counts = await countProblems(database, record.id)
  const { chosen, guess, mappingRemembered, findings, acceptedBox } = record.options
  return {
    ...summaryOf(record),
    columns: record.columns,
    sample: sample.map((row) => row.source.values),
    fields: importFields[record.concept].map(({ field, label, required }) => ({
      field,
      label: label[language],
      required,
    })),
    mapping: record.mapping,
    mappingRemembered,
    coordinateGuess: guess,
    options: chosen,
    problems: counts.map((count) => ({
      code: count.code,
      field: count.field,
      value: count.sameValue ? (count.value ?? null) : null,
      message: problemMessage(count)[language],
      rejects: rejectsRow(count),
      rowCount: count.rowCount,
      exampleRow: count.exampleRow,
    })),
    creates: findings,
    bbox: acceptedBox,
    progress,
  }
}

export function describeRow(row: ListedRow, language: Language): ImportRow {
  return {
    row: row.source.origin,
    accepted: row.accepted,
    values: row.source.values,
    problems: row.problems.map((problem) => ({
      row: row.source.origin,
      field: problem.field,
      code: problem.code,
      message: problemMessage(problem)[language],
      rejects: rejectsRow(problem),
    })),
  }
}

/** Why a row was rejected, in one line. */
export function reasonsOf(source: SourceRow, problems: RowProblem[], language: Language): string {
  const rejecting = problems.filter(rejectsRow)
  const all = rejecting.length > 0 ? rejecting : source.problems
  return all.map((problem) => problemMessage(problem)[language]).join(language === 'zh' ? ';' : '; ')
}
