import { type RawBuilder, sql } from 'kysely'
import { casePlacing } from '../auth/permissions.ts'
import { caseInScope } from '../auth/scope.ts'
import type { Viewer } from '../auth/viewer.ts'
import type { Database } from '../database/connect.ts'
import type { BoundingBox } from '../http/contract.ts'
import { invalidInput } from '../http/problem.ts'
import type { caseSources } from './contract.ts'
import { caseCondition, type CaseFilter, caseWeight, weighsCases } from './filter.ts'
import { shownPlace } from './placing.ts'

export interface CaseRow {
  id: number
  occurredMicroseconds: number
  restricted: boolean
  geometry: { type: string; coordinates: unknown } | null
  categoryCode: string
  categoryName: string
  categoryNameEn: string
  keyCase: boolean
  severityWeight: number
  occurredFrom: Date
  occurredTo: Date
  reportedAt: Date | null
  timePrecision: 'minute' | 'hour' | 'day'
  placePrecision: 'point' | 'street_segment' | 'block' | 'grid'
  source: (typeof caseSources)[number]
  sourceSystem: string
  externalId: string
  address: string | null
  gridCode: string | null
  gridName: string | null
}

function selectCases(viewer: Viewer, condition: RawBuilder<boolean>, tail: RawBuilder<unknown>) {
  const shown = shownPlace(viewer)
  return sql<CaseRow>`
    SELECT cases.id,
      (extract(epoch FROM cases.occurred_from) * 1000000)::bigint AS occurred_microseconds,
      category.restricted, category.code AS category_code, category.name AS category_name,
      category.name_en AS category_name_en, category.key_case, category.severity_weight,
      cases.occurred_from, cases.occurred_to, cases.reported_at, cases.time_precision,
      ${shown.precision} AS place_precision, cases.source, cases.source_system, cases.external_id,
      ${shown.address} AS address, grids.code AS grid_code, grids.name AS grid_name,
      ST_AsGeoJSON(${shown.geometry}, 7, 0)::jsonb AS geometry
    FROM cases
      JOIN case_categories AS category ON category.id = cases.category_id
      LEFT JOIN grids ON grids.id = cases.grid_id
      LEFT JOIN roads ON roads.id = cases.road_id
    WHERE ${condition}
    ${tail}`
}

export interface CasePage {
  limit: number
  cursor: string | undefined
  bbox: BoundingBox | undefined
  gridCode: string | undefined
}

/** Cases newest first, one page; `nextCursor` is null at the end. @throws invalid-input for a cursor that was not given out. */
export async function casesPage(database: Database, viewer: Viewer, filter: CaseFilter, page: CasePage) {
  const conditions = [caseCondition(filter)]
  if (weighsCases(filter)) conditions.push(sql`${caseWeight(filter)} > 0`)
  if (page.gridCode !== undefined) conditions.push(sql`grids.code = ${page.gridCode}`)
  if (page.bbox) {
    const [west, south, east, north] = page.bbox
    const box = sql`ST_MakeEnvelope(${west}, ${south}, ${east}, ${north}, 4490)`
    conditions.push(
      casePlacing(viewer) === 'point'
        ? sql`cases.geom && ${box}`
        : sql`ST_Intersects(${shownPlace(viewer).geometry}, ${box})`,
    )
  }
  if (page.cursor !== undefined) conditions.push(afterCursor(page.cursor))
  const { rows } = await selectCases(
    viewer,
    sql<boolean>`${sql.join(conditions, sql` AND `)}`,
    sql`ORDER BY cases.occurred_from DESC, cases.id DESC LIMIT ${page.limit + 1}`,
  ).execute(database.read)
  const shown = rows.slice(0, page.limit)
  const last = shown.at(-1)
  return {
    rows: shown,
    nextCursor: rows.length > page.limit && last ? `${last.occurredMicroseconds}.${last.id}` : null,
  }
}

/** One case in scope, or undefined; the id alone finds it. */
export async function caseById(database: Database, viewer: Viewer, districtCode: string, id: number) {
  const condition = sql<boolean>`cases.district_code = ${districtCode} AND cases.id = ${id} AND ${caseInScope(viewer)}`
  const { rows } = await selectCases(viewer, condition, sql`LIMIT 1`).execute(database.read)
  return rows[0]
}

function afterCursor(cursor: string): RawBuilder<boolean> {
  const match = /^(-?\d{1,16})\.(\d{1,16})$/.exec(cursor)
  if (!match) {
    throw invalidInput(
      'cursor',
      { zh: '翻页标记不正确', en: 'This cursor was not given out' },
      {
        zh: '请原样使用上一页返回的 nextCursor。',
        en: 'Use the nextCursor of the page before as it is.',
      },
    )
  }
  return sql<boolean>`(cases.occurred_from, cases.id) <
    (timestamptz 'epoch' + ${Number(match[1])}::float8 * interval '1 microsecond', ${Number(match[2])}::bigint)`
}
