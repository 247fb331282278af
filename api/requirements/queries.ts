import { type Kysely, type RawBuilder, sql } from 'kysely'
import { placeInScope } from '../auth/scope.ts'
import type { Viewer } from '../auth/viewer.ts'
import type { Tables } from '../database/connect.ts'
import { forbidden, invalidInput } from '../http/problem.ts'
import { given } from '../places/filters.ts'
import { type Condition, featureOf, type FeatureSource, pageOf } from '../places/page.ts'
import type { RecordKind } from '../places/records.ts'
import type { RequirementProperties, RequirementQuery, targetLayers } from './contract.ts'
import { requireFittingMeasure } from './fitting-measure.ts'

type TargetLayer = (typeof targetLayers)[number]

/** The column and table of each kind of target. */
const targets = {
  'patrol-lines': { column: 'patrolLineId', table: 'patrolLines' },
  'patrol-points': { column: 'patrolPointId', table: 'patrolPoints' },
  'key-sections': { column: 'keySectionId', table: 'keySections' },
  'control-areas': { column: 'controlAreaId', table: 'controlAreas' },
} as const satisfies Record<TargetLayer, { column: string; table: keyof Tables }>

const targetList = Object.entries(targets) as [TargetLayer, (typeof targets)[TargetLayer]][]

function columnOf(layer: TargetLayer): RawBuilder<unknown> {
  return sql.ref(`r.${targets[layer].column}`)
}

/** Each target not retired and in scope, as `(layer, id, code, name)`. */
function targetsInScope(viewer: Viewer): RawBuilder<unknown> {
  return sql.join(
    targetList.map(
      ([layer, { table }]) => sql`
        SELECT ${layer} AS layer, p.id, p.code, p.name FROM ${sql.table(table)} p
        WHERE p.retired_at IS NULL AND ${placeInScope(viewer, 'p')}`,
    ),
    sql` UNION ALL `,
  )
}

function requirementSource(viewer: Viewer): FeatureSource<RequirementProperties> {
  const layer = sql.join(
    targetList.map(([name]) => sql`WHEN ${columnOf(name)} IS NOT NULL THEN ${name}`),
    sql` `,
  )
  const ids = sql.join(targetList.map(([name]) => columnOf(name)))
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
      JOIN (${targetsInScope(viewer)}) t ON t.layer = (CASE ${layer} END) AND t.id = coalesce(${ids})`,
  }
}

const notRetired: Condition = sql`r.retired_at IS NULL`

export function listRequirements(db: Kysely<Tables>, viewer: Viewer, query: RequirementQuery) {
  if (query.target !== undefined && query.layer === undefined) {
    throw invalidInput('layer', {
      zh: '按目标查询时需要同时给出图层',
      en: 'Give the layer together with the target',
    })
  }
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
export const requirementRecords: RecordKind<RequirementProperties> = {
  concept: 'requirements',
  table: 'requirements',
  columns: [
    ...targetList.map(([, { column }]) => column),
    'timeSlotId',
    'measure',
    'amount',
    'validFrom',
    'validTo',
  ],
  hasGeometry: false,
  read: (db, viewer, id) => featureOf(db, requirementSource(viewer), [notRetired], id),
  requireSound: requireFittingMeasure,
  requireAllowed: async (trx, viewer, id) => {
    if (await requirementRecords.read(trx, viewer, id)) return
    throw forbidden({
      zh: '目标或时段不存在，或不在您的辖区内。',
      en: 'The target or the slot does not exist or is not in your area.',
    })
  },
}

/** The form of the contract as columns. */
export function requirementColumns({
  target,
  slotId,
  ...others
}: Record<string, unknown>): Record<string, unknown> {
  const values = slotId === undefined ? others : { ...others, timeSlotId: slotId }
  if (target === undefined) return values
  const { layer, id } = target as { layer: TargetLayer; id: number }
  return { ...values, [targets[layer].column]: id }
}
