import type { Transaction } from 'kysely'
import type { Tables } from '../api/database/connect.ts'
import { ensurePartitions } from '../api/database/partitions.ts'
import { bulkInsert } from './bulk-insert.ts'
import { caseCategories } from './case-categories.ts'
import { CASE_SOURCE_SYSTEM, type DemoCase } from './cases.ts'
import type { City } from './city.ts'
import { pointWkt } from './plane.ts'

type Trx = Transaction<Tables>

export async function loadCaseCategories(trx: Trx): Promise<void> {
  const numbered = caseCategories.map((category, index) => ({ ...category, index }))
  for (const part of [
    numbered.filter(({ parent }) => parent === null),
    numbered.filter(({ parent }) => parent !== null),
  ])
    await bulkInsert(trx, 'case_categories', part, [
      { name: 'id', type: 'bigint', value: (row) => row.index + 1 },
      { name: 'code', type: 'text', value: (row) => row.code },
      { name: 'name', type: 'text', value: (row) => row.name },
      { name: 'name_en', type: 'text', value: (row) => row.nameEn },
      {
        name: 'parent_id',
        type: 'bigint',
        value: (row) => (row.parent === null ? null : categoryId(row.parent)),
      },
      { name: 'severity_weight', type: 'real', value: (row) => row.severityWeight },
      { name: 'key_case', type: 'boolean', value: (row) => row.keyCase },
      { name: 'restricted', type: 'boolean', value: (row) => row.restricted },
      { name: 'sort_order', type: 'integer', value: (row) => row.index },
    ])
}

const categoryIds = new Map(caseCategories.map(({ code }, i) => [code, i + 1]))
const categoryId = (code: string): number => categoryIds.get(code)!

/** Writes cases that had happened by `until`, with their keys; ids follow `firstId`. */
export async function loadCases(
  trx: Trx,
  city: City,
  cases: readonly DemoCase[],
  until: Date,
  firstId = 1,
): Promise<void> {
  const rows = cases.filter(
    ({ occurredFrom, reportedAt }) => occurredFrom < until.getTime() && reportedAt <= until.getTime(),
  )
  if (rows.length === 0) return
  const { code } = city.district
  await ensurePartitions(
    trx,
    'cases',
    new Date(rows[0]!.occurredFrom),
    new Date(rows[rows.length - 1]!.occurredFrom + 1),
  )
  await bulkInsert(trx, 'cases', rows, [
    { name: 'district_code', type: 'text', value: () => code },
    { name: 'id', type: 'bigint', value: (_, i) => firstId + i },
    { name: 'source_system', type: 'text', value: () => CASE_SOURCE_SYSTEM },
    { name: 'external_id', type: 'text', value: (row) => row.externalId },
    { name: 'category_id', type: 'bigint', value: (row) => categoryId(row.category) },
    { name: 'occurred_from', type: 'timestamptz', value: (row) => new Date(row.occurredFrom) },
    {
      name: 'occurred_to',
      type: 'timestamptz',
      value: (row) => new Date(Math.min(row.occurredTo, until.getTime())),
    },
    { name: 'reported_at', type: 'timestamptz', value: (row) => new Date(row.reportedAt) },
    { name: 'time_precision', type: 'text', value: (row) => row.timePrecision },
    { name: 'place_precision', type: 'text', value: (row) => row.placePrecision },
    { name: 'source', type: 'text', value: (row) => row.source },
    { name: 'address', type: 'text', value: (row) => row.address },
    { name: 'grid_id', type: 'bigint', value: (row) => row.grid + 1 },
    { name: 'road_id', type: 'bigint', value: (row) => row.road + 1 },
    { name: 'geom', type: 'wkt', value: (row) => pointWkt(row.place) },
  ])
  await bulkInsert(trx, 'case_keys', rows, [
    { name: 'district_code', type: 'text', value: () => code },
    { name: 'source_system', type: 'text', value: () => CASE_SOURCE_SYSTEM },
    { name: 'external_id', type: 'text', value: (row) => row.externalId },
    { name: 'case_id', type: 'bigint', value: (_, i) => firstId + i },
  ])
}
