import { type Kysely, sql } from 'kysely'
import type { Tables } from '../database/connect.ts'
import { featureOf, type FeatureSource, pageOf } from '../places/page.ts'
import type { RecordKind } from '../places/records.ts'
import { stillInUse } from '../places/refusals.ts'
import type { TimeSlotProperties } from './contract.ts'

/** Times of day as `HH:MM`, midnight at the end of a day as `24:00`. */
const startTime = sql`left(start_time::text, 5)`
const endTime = sql`left(end_time::text, 5)`

const timeSlotSource: FeatureSource<TimeSlotProperties> = {
  id: sql<number>`id`,
  select: sql`
    SELECT id, NULL AS geometry, code, name, ${startTime} AS start_time, ${endTime} AS end_time, weekdays, day_kind,
      version, updated_at, updated_by
    FROM time_slots`,
}

const notRetired = sql`retired_at IS NULL`

export function listTimeSlots(db: Kysely<Tables>, page: { limit: number; cursor?: string | undefined }) {
  return pageOf(db, timeSlotSource, [notRetired], page)
}

export const timeSlotRecords: RecordKind<TimeSlotProperties> = {
  concept: 'time-slots',
  table: 'timeSlots',
  columns: ['code', 'name', 'startTime', 'endTime', 'weekdays', 'dayKind'],
  readAs: { startTime, endTime },
  hasGeometry: false,
  read: (db, _viewer, id) => featureOf(db, timeSlotSource, [notRetired], id),
  whenRetired: async (trx, _writer, id) => {
    const requirement = await trx
      .selectFrom('requirements')
      .select('id')
      .where('timeSlotId', '=', id)
      .where('retiredAt', 'is', null)
      .limit(1)
      .executeTakeFirst()
    if (!requirement) return
    throw stillInUse({
      zh: '还有巡防要求使用这个时段，请先修改或停用它们。',
      en: 'Requirements still use this slot; change or retire them first.',
    })
  },
}
