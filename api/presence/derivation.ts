import { type RawBuilder, sql, type Transaction } from 'kysely'
import type { DB as Tables } from '../database/tables.ts'
import { buildPolygonSet } from '../geometry/polygon-set.ts'
import type { ChangedTargets, Derivation, SummaryGround } from '../summaries/derivation.ts'
import { readPlaces } from './places.ts'
import {
  placeLayers,
  outingHours,
  presenceLayers,
  type PresenceLayer,
  type PresenceRow,
  type PresenceTargets,
} from './outing-hours.ts'
import { surroundingsOf } from './stretches-nearby.ts'

const hourMilliseconds = 3_600_000
const rowsPerStatement = 1000

/** How long patrols were where. A changed place has all places of its layer held against the track again: that is one walk along it. */
export const derivedPresence: Derivation<PresenceTargets, PresenceRow> = {
  name: 'presence',
  layers: placeLayers,
  uses: { grids: 'track', 'control-areas': 'track', courtyards: 'track' },

  async targets({ db, district, rules }: SummaryGround) {
    const [grids, courtyards, controlAreas] = [
      await readPlaces(db, 'grids', district.metricCrs),
      await readPlaces(db, 'courtyards', district.metricCrs),
      await readPlaces(db, 'control-areas', district.metricCrs),
    ]
    return {
      grids: { ids: grids.ids, set: buildPolygonSet(grids.rings) },
      controlAreas: { ids: controlAreas.ids, set: buildPolygonSet(controlAreas.rings) },
      courtyards: {
        ids: courtyards.ids,
        surroundings: surroundingsOf(courtyards.rings, rules.presence.courtyardMeters),
      },
      rules,
    }
  },

  derive: (track, targets, changed) => outingHours(track, targets, layersOf(changed)),

  async replace(trx, districtCode, patrolIds, rows, changed) {
    await sql`
      DELETE FROM presence_hours
      WHERE district_code = ${districtCode} AND patrol_id = ANY(${[...patrolIds]}::bigint[])
        AND layer = ANY(${[...layersOf(changed)]}::text[])`.execute(trx)
    for (let start = 0; start < rows.length; start += rowsPerStatement) {
      await insertRows(trx, districtCode, rows.slice(start, start + rowsPerStatement))
    }
  },
}

function layersOf(changed: ChangedTargets | undefined): readonly PresenceLayer[] {
  return changed ? presenceLayers.filter((layer) => layer === changed.layer) : presenceLayers
}

async function insertRows(
  trx: Transaction<Tables>,
  districtCode: string,
  rows: readonly PresenceRow[],
): Promise<void> {
  const column = (value: (row: PresenceRow) => unknown, type: string): RawBuilder<unknown> =>
    sql`${rows.map(value)}::${sql.raw(type)}[]`
  // Arrays of arrays do not pass through unnest: they travel as text.
  const list = (value: (row: PresenceRow) => readonly number[]): RawBuilder<unknown> =>
    column((row) => `{${value(row).join(',')}}`, 'text')
  await sql`
    INSERT INTO presence_hours (district_code, hour, patrol_id, unit_id, plain_clothes, layer, target_ids, dwell_seconds,
      length_meters, stay_counts, effective_stay_counts)
    SELECT ${districtCode}, hour, patrol_id, unit_id, plain_clothes, layer, target_ids::bigint[], dwell_seconds::float8[],
      length_meters::float8[], stay_counts::int[], effective_stay_counts::int[]
    FROM unnest(
      ${column(({ hour }) => new Date(hour * hourMilliseconds), 'timestamptz')}, ${column((row) => row.patrolId, 'bigint')},
      ${column((row) => row.unitId, 'bigint')}, ${column((row) => row.plainClothes, 'boolean')}, ${column((row) => row.layer, 'text')},
      ${list((row) => row.targetIds)}, ${list((row) => row.dwellSeconds)}, ${list((row) => row.lengthMeters)},
      ${list((row) => row.stayCounts)}, ${list((row) => row.effectiveStayCounts)}
    ) AS given (hour, patrol_id, unit_id, plain_clothes, layer, target_ids, dwell_seconds, length_meters, stay_counts,
      effective_stay_counts)`.execute(trx)
}
