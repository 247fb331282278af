import { type Kysely, type RawBuilder, sql } from 'kysely'
import { maySeePlainClothes } from '../auth/permissions.ts'
import { patrolUnitInScope } from '../auth/scope.ts'
import type { Viewer } from '../auth/viewer.ts'
import type { Tables } from '../database/connect.ts'
import { invalidInput } from '../http/problem.ts'
import { given } from '../places/filters.ts'
import { type Condition, featureOf, type FeatureSource, pageOf } from '../places/page.ts'
import { orgUnitReference } from '../places/place.ts'
import type { PatrolProperties, PatrolQuery } from './contract.ts'

export interface Window {
  from: Date
  /** Half open. */
  to: Date
}

const dayMilliseconds = 86_400_000

/** The team of an outing as the contract shows it; unit `u`, its org unit `o`. */
export const unitReference: RawBuilder<unknown> = sql`jsonb_build_object('id', u.id, 'code', u.code, 'forceType', u.force_type,
  'orgUnit', ${orgUnitReference('o')})`

/** The planned route of an outing; patrol `p`, route `r`. */
export const routeReference: RawBuilder<unknown> = sql`CASE WHEN r.id IS NOT NULL
  THEN jsonb_build_object('id', r.id, 'code', r.code, 'name', r.name) END`

const patrolSource: FeatureSource<PatrolProperties> = {
  id: sql<number>`p.id`,
  select: sql`
    SELECT p.id, NULL AS geometry, ${unitReference} AS unit, p.mode, p.attire, p.started_at, p.ended_at,
      ${routeReference} AS route
    FROM patrols p
    JOIN patrol_units u ON u.id = p.unit_id
    JOIN org_units o ON o.id = u.org_unit_id
    LEFT JOIN patrol_routes r ON r.id = p.route_id`,
}

/** Outings of the own station and below; plain clothes are hidden from a branch. Patrol `p`, unit `u`. */
export function patrolVisible(viewer: Viewer, districtCode: string): Condition[] {
  const inScope = [sql`p.district_code = ${districtCode}`, patrolUnitInScope(viewer, 'u')]
  return maySeePlainClothes(viewer) ? inScope : [...inScope, sql`p.attire = 'uniform'`]
}

/**
 * The window asked for: what is left open reaches 24 hours from the other end, and both open the last 24 hours of outings in scope.
 * @throws invalid-input when it is upside down
 */
export async function windowOf(
  db: Kysely<Tables>,
  viewer: Viewer,
  districtCode: string,
  query: PatrolQuery,
): Promise<Window> {
  const to = query.to ? new Date(query.to) : undefined
  if (query.from) {
    const from = new Date(query.from)
    const window = { from, to: to ?? new Date(from.getTime() + dayMilliseconds) }
    if (window.from < window.to) return window
    throw invalidInput('to', {
      zh: '结束时间必须晚于开始时间',
      en: 'The end must be after the start',
    })
  }
  const end = to ?? (await afterLatestStart(db, viewer, districtCode, query.unit))
  return { from: new Date(end.getTime() - dayMilliseconds), to: end }
}

async function afterLatestStart(
  db: Kysely<Tables>,
  viewer: Viewer,
  districtCode: string,
  unit: string | undefined,
): Promise<Date> {
  const conditions = [...patrolVisible(viewer, districtCode), ...given(unit, ofUnit)]
  const { rows } = await sql<{ startedAt: Date }>`
    SELECT p.started_at FROM patrols p JOIN patrol_units u ON u.id = p.unit_id
    WHERE ${sql.join(conditions, sql` AND `)}
    ORDER BY p.started_at DESC LIMIT 1`.execute(db)
  return new Date((rows[0]?.startedAt.getTime() ?? Date.now()) + 1)
}

export function ofUnit(code: string): Condition {
  return sql`u.code = ${code}`
}

export async function listPatrols(
  db: Kysely<Tables>,
  viewer: Viewer,
  districtCode: string,
  query: PatrolQuery,
) {
  const { from, to } = await windowOf(db, viewer, districtCode, query)
  return pageOf(
    db,
    patrolSource,
    [
      ...patrolVisible(viewer, districtCode),
      sql`p.started_at >= ${from} AND p.started_at < ${to}`,
      ...given(query.unit, ofUnit),
    ],
    query,
  )
}

export function readPatrol(db: Kysely<Tables>, viewer: Viewer, districtCode: string, id: number) {
  return featureOf(db, patrolSource, patrolVisible(viewer, districtCode), id)
}
