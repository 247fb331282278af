import { type Kysely, sql } from 'kysely'
import type { Viewer } from '../auth/viewer.ts'
import type { Tables } from '../database/connect.ts'
import { forbidden } from '../http/problem.ts'
import { given } from '../places/filters.ts'
import { type Condition, featureOf, type FeatureSource, pageOf } from '../places/page.ts'
import type { RecordKind } from '../places/records.ts'
import {
  isTargetOf,
  requireLayerOfTarget,
  targetColumnNames,
  type TargetLayer,
  targets,
  targetsInScope,
} from '../requirements/targets.ts'
import type { ExceptionProperties, ExceptionQuery } from './contract.ts'
import type { Exception } from './excused.ts'
import { requireEndInSight, requireOrder } from './sound-period.ts'

function exceptionSource(viewer: Viewer): FeatureSource<ExceptionProperties> {
  return {
    id: sql<number>`e.id`,
    select: sql`
      SELECT e.id, NULL AS geometry,
        jsonb_build_object('layer', t.layer, 'id', t.id, 'code', t.code, 'name', t.name) AS target,
        e.reason, e.starts_at, e.ends_at, e.note, e.version, e.updated_at, e.updated_by
      FROM exceptions e
      JOIN (${targetsInScope(viewer)}) t ON ${isTargetOf('e')}`,
  }
}

const notRetired: Condition = sql`e.retired_at IS NULL`

export function listExceptions(db: Kysely<Tables>, viewer: Viewer, query: ExceptionQuery) {
  requireLayerOfTarget(query)
  return pageOf(
    db,
    exceptionSource(viewer),
    [
      notRetired,
      ...given(query.layer, (layer) => sql`t.layer = ${layer}`),
      ...given(query.target, (id) => sql`t.id = ${id}`),
      ...given(query.from, (from) => sql`e.ends_at > ${from}::timestamptz`),
      ...given(query.to, (to) => sql`e.starts_at < ${to}::timestamptz`),
    ],
    query,
  )
}

/** What those who set requirements excuse for a time: the target must be in their area. */
export function exceptionRecords(longestDays: number): RecordKind<ExceptionProperties> {
  const kind: RecordKind<ExceptionProperties> = {
    concept: 'exceptions',
    table: 'exceptions',
    columns: [...targetColumnNames, 'reason', 'startsAt', 'endsAt', 'note'],
    hasGeometry: false,
    read: (db, viewer, id) => featureOf(db, exceptionSource(viewer), [notRetired], id),
    requireSound: ({ startsAt, endsAt }) =>
      requireOrder({ startsAt: startsAt as string, endsAt: endsAt as string }),
    requireAllowed: async (trx, viewer, id) => {
      const written = await kind.read(trx, viewer, id)
      if (!written) {
        throw forbidden({
          zh: '目标不存在,或不在您的辖区内。',
          en: 'The target does not exist or is not in your area.',
        })
      }
      requireEndInSight(written.properties, longestDays)
    },
  }
  return kind
}

/** The exceptions of one kind of target that reach into `[from, to)`, by target. */
export async function exceptionsReachingInto(
  db: Kysely<Tables>,
  layer: TargetLayer,
  { from, to }: { from: Date; to: Date },
): Promise<Map<number, Exception[]>> {
  const target = sql.ref(`e.${targets[layer].column}`)
  const { rows } = await sql<Exception & { targetId: number }>`
    SELECT e.id, ${target} AS target_id, e.reason,
      extract(epoch FROM e.starts_at)::float8 AS from_seconds, extract(epoch FROM e.ends_at)::float8 AS to_seconds
    FROM exceptions e
    WHERE ${target} IS NOT NULL AND e.retired_at IS NULL AND e.ends_at > ${from} AND e.starts_at < ${to}
    ORDER BY e.id`.execute(db)
  const byTarget = new Map<number, Exception[]>()
  for (const { targetId, ...exception } of rows) {
    byTarget.set(targetId, [...(byTarget.get(targetId) ?? []), exception])
  }
  return byTarget
}
