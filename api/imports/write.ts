import type { Transaction } from 'kysely'
import type { Database } from '../database/connect.ts'
import type { DB as Tables } from '../database/tables.ts'
import type { DistrictSettings } from '../settings/district.ts'
import type { ImportConcept } from './contract.ts'
import type { StoredImport } from './queries.ts'

/** What writing an import works with. */
export interface WriteInput {
  database: Database
  record: StoredImport
  district: DistrictSettings
  actor: string
  /** How tracks are cleaned. */
  trackOptions: { maximumGapSeconds: number; maximumSpeedMetersPerSecond: number }
  /** A street further than this from a case is not where it happened. */
  streetReachMeters: number
  onProgress: (doneCount: number) => void
}

export type Write = (trx: Transaction<Tables>, input: WriteInput) => Promise<void>

/** Tables whose rows carry an import's id, for concepts whose rows are places or streets. */
export const tableOfConcept = {
  roads: 'roads',
  'patrol-lines': 'patrol_lines',
  'patrol-points': 'patrol_points',
  'control-areas': 'control_areas',
} as const satisfies Partial<Record<ImportConcept, string>>

/** Ranges of row numbers, both ends included, small enough that no statement runs for a second. */
export function rowSlices(rowCount: number, size: number): [from: number, to: number][] {
  const slices: [number, number][] = []
  for (let from = 1; from <= rowCount; from += size) slices.push([from, Math.min(from + size - 1, rowCount)])
  return slices
}
