import type { Geometry } from 'geojson'
import type { RowProblem } from './row-problems.ts'

/** One row or feature as the file has it, before anything is mapped. */
export interface SourceRow {
  /** Number of the feature in the file, from 1; of a CSV the row as a spreadsheet shows it, the header being row 1. */
  origin: number
  /** Number of the part when the feature was taken apart, from 1. */
  part?: number
  values: Record<string, string>
  /** In the file's own coordinates. */
  geometry?: Geometry
  /** Found while reading. */
  problems: RowProblem[]
}

/** A file that has been opened: its columns, and its rows one after another. */
export interface SourceFile {
  columns: string[]
  /** EPSG code the file itself names, where it does. */
  declaredEpsg?: number
  rows: AsyncIterable<SourceRow>
}

/** A text value longer than this is cut: nothing we read is as long. */
export const longestText = 500

/** Lets other requests in between slices of long work. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
