import { type Kysely, sql } from 'kysely'
import type { Viewer } from '../auth/viewer.ts'
import type { Tables } from '../database/connect.ts'
import { forbidden } from '../http/problem.ts'
import { given } from '../places/filters.ts'
import { type Condition, featureOf, type FeatureSource, pageOf } from '../places/page.ts'
import type { RecordKind } from '../places/records.ts'
import { type Demand, requirePossible } from './can-be-met.ts'
import type { RequirementProperties, RequirementQuery } from './contract.ts'
import { requireFittingMeasure } from './fitting-measure.ts'
import {
  isTargetOf,
  requireLayerOfTarget,
  targetColumnNames,
  targetColumns,
  targetsInScope,
} from './targets.ts'

function requirementSource(viewer: Viewer): FeatureSource<RequirementProperties> {
  return {
    id: sql<number>`r.id`,
    select: sql`
      SELECT r.id, NULL AS geometry,
        jsonb_build_object('layer', t.layer, 'id', t.id, 'code', t.code, 'name', t.name) AS target,
        jsonb_build_object('id', s.id, 'code', s.code, 'name', s.name, 'startTime', left(s.start_time::text, 5),
          'endTime', left(s.end_time::text, 5), 'weekdays', s.weekdays, 'dayKind', s.day_kind) AS slot,
        r.measure, r.amount, r.valid_from, r.valid_to, r.version, r.updated_at, r.updated_by
      FROM requirements r
      JOIN time_slots s ON s.id = r.time_slot_id
      JOIN (${targetsInScope(viewer)}) t ON ${isTargetOf('r')}`,
  }
}

const notRetired: Condition = sql`r.retired_at IS NULL`

export function listRequirements(db: Kysely<Tables>, viewer: Viewer, query: RequirementQuery) {
  requireLayerOfTarget(query)
  return pageOf(
    db,
    requirementSource(viewer),
    [
      notRetired,
      ...given(query.layer, (layer) => sql`t.layer = ${layer}`),
      ...given(query.target, (id) => sql`t.id = ${id}`),
      ...given(query.slot, (id) => sql`r.time_slot_id = ${id}`),
    ],
    query,
  )
}

/** What planners set for their station and the administrator for all: the target must be in their area. */
export function requirementRecords(walkingMetersPerSecond: number): RecordKind<RequirementProperties> {
  const kind: RecordKind<RequirementProperties> = {
    concept: 'requirements',
    table: 'requirements',
    columns: [...targetColumnNames, 'timeSlotId', 'measure', 'amount', 'validFrom', 'validTo'],
    hasGeometry: false,
    read: (db, viewer, id) => featureOf(db, requirementSource(viewer), [notRetired], id),
    requireSound: requireFittingMeasure,
    requireAllowed: async (trx, viewer, id) => {
      if (!(await kind.read(trx, viewer, id))) {
        throw forbidden({
          zh: '目标或时段不存在，或不在您的辖区内。',
          en: 'The target or the slot does not exist or is not in your area.',
        })
      }
      requirePossible(await demandOf(trx, id), walkingMetersPerSecond)
    },
  }
  return kind
}

/** A requirement with what limits how often it can be met. */
async function demandOf(db: Kysely<Tables>, id: number): Promise<Demand> {
  const { rows } = await sql<Demand>`
    SELECT r.measure, r.amount, s.start_time::text, s.end_time::text, ST_Length(l.geom::geography) AS length_meters, p.dwell_seconds
    FROM requirements r
    JOIN time_slots s ON s.id = r.time_slot_id
    LEFT JOIN patrol_lines l ON l.id = r.patrol_line_id
    LEFT JOIN patrol_points p ON p.id = r.patrol_point_id
    WHERE r.id = ${id}`.execute(db)
  return rows[0]!
}

/** The form of the contract as columns. */
export function requirementColumns({ slotId, ...others }: Record<string, unknown>): Record<string, unknown> {
  return targetColumns(slotId === undefined ? others : { ...others, timeSlotId: slotId })
}
