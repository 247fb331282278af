import { type Kysely, sql } from 'kysely'
import { orgUnitIdsInScope, patrolUnitInScope } from '../auth/scope.ts'
import type { Viewer } from '../auth/viewer.ts'
import type { Tables } from '../database/connect.ts'
import { invalidInput } from '../http/problem.ts'
import { given } from '../places/filters.ts'
import { type Condition, featureOf, type FeatureSource, pageOf } from '../places/page.ts'
import { orgUnitReference } from '../places/place.ts'
import type { RecordKind } from '../places/records.ts'
import type { PatrolUnitProperties, PatrolUnitQuery } from './contract.ts'

const patrolUnitSource: FeatureSource<PatrolUnitProperties> = {
  id: sql<number>`u.id`,
  select: sql`
    SELECT u.id, NULL AS geometry, u.code, u.force_type, ${orgUnitReference('o')} AS org_unit, u.strength,
      u.version, u.updated_at, u.updated_by
    FROM patrol_units u
    JOIN org_units o ON o.id = u.org_unit_id`,
}

function visible(viewer: Viewer): Condition[] {
  return [sql`u.retired_at IS NULL`, patrolUnitInScope(viewer, 'u')]
}

export function listPatrolUnits(db: Kysely<Tables>, viewer: Viewer, query: PatrolUnitQuery) {
  const ofUnit = given(query.orgUnit, (id) => sql`u.org_unit_id = ${id}`)
  return pageOf(db, patrolUnitSource, [...visible(viewer), ...ofUnit], query)
}

export const patrolUnitRecords: RecordKind<PatrolUnitProperties> = {
  concept: 'patrol-units',
  table: 'patrolUnits',
  columns: ['code', 'forceType', 'orgUnitId', 'strength'],
  hasGeometry: false,
  read: (db, viewer, id) => featureOf(db, patrolUnitSource, visible(viewer), id),
  requireAllowed: async (trx, viewer, id, changed) => {
    if (!changed.includes('orgUnitId')) return
    const { rows } = await sql<{ id: number }>`
      SELECT o.id FROM patrol_units u JOIN org_units o ON o.id = u.org_unit_id
      WHERE u.id = ${id} AND o.retired_at IS NULL AND o.id IN ${orgUnitIdsInScope(viewer)}`.execute(trx)
    if (rows.length > 0) return
    throw invalidInput('orgUnitId', {
      zh: '所属单位已停用或不在您的管理范围内',
      en: 'The unit is retired or not in your area',
    })
  },
}
