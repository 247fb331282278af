import { sql, type Transaction } from 'kysely'
import { ensurePartitions, type PartitionedTable } from '../database/partitions.ts'
import type { DB as Tables } from '../database/tables.ts'
import { tracksChanged } from '../tracks/changed.ts'
import { groupIntoPatrols, type GroupedFix } from '../tracks/outings.ts'
import { timeText, writeCleanedTracks } from '../tracks/write.ts'
import { rowSlices, type WriteInput } from './write.ts'

interface LoadedFix extends GroupedFix {
  rowNumber: number
  mode: string
  lon: number
  lat: number
}

interface NewPatrol {
  id: number
  unitId: number
  fixes: LoadedFix[]
}

/** Writes the accepted fixes with their outings and cleaned tracks; units that were missing come first. */
export async function writeTracks(trx: Transaction<Tables>, input: WriteInput): Promise<void> {
  const fixes = await loadFixes(trx, input)
  if (fixes.length === 0) return
  const unitIds = await unitsOf(trx, input, [...new Set(fixes.map((fix) => fix.unitCode))])
  const groups = groupIntoPatrols(fixes, input.district.timeZone)
  const { rows: ids } = await sql<{ id: number }>`
    SELECT nextval(pg_get_serial_sequence('patrols', 'id')) AS id
    FROM generate_series(1, ${groups.length}::integer)`.execute(trx)
  const patrols = groups.map((group, index): NewPatrol => ({
    id: ids[index]!.id,
    unitId: unitIds.get(group[0]!.unitCode)!,
    fixes: group,
  }))
  const times = fixes.map((fix) => fix.timeSeconds)
  const earliest = times.reduce((least, time) => Math.min(least, time))
  const latest = times.reduce((most, time) => Math.max(most, time))
  for (const table of ['patrols', 'track_fixes', 'tracks'] satisfies PartitionedTable[]) {
    await ensurePartitions(trx, table, new Date(earliest * 1000), new Date(latest * 1000 + 1))
  }
  await writePatrols(trx, input, patrols)
  await writeFixes(trx, input, patrols)
  const { district, trackOptions, record } = input
  await writeCleanedTracks(
    trx,
    { districtCode: district.code, metricCrs: district.metricCrs, trackOptions, importId: record.id },
    patrols,
  )
  await tracksChanged(
    trx,
    input.database,
    district.code,
    patrols.map(({ id, unitId, fixes }) => ({
      patrolId: id,
      unitId,
      from: new Date(timeOf(fixes[0])),
      to: new Date(timeOf(fixes.at(-1))),
      removed: false,
    })),
  )
}

async function loadFixes(trx: Transaction<Tables>, { record }: WriteInput): Promise<LoadedFix[]> {
  const fixes: LoadedFix[] = []
  for (const [from, to] of rowSlices(record.rowCount, 20_000)) {
    const { rows } = await sql<LoadedFix>`
      SELECT row_number, record ->> 'unitCode' AS unit_code, record ->> 'patrolKey' AS patrol_key, record ->> 'mode' AS mode,
        extract(epoch FROM (record ->> 'fixedAt')::timestamptz)::double precision AS time_seconds,
        ST_X(geom) AS lon, ST_Y(geom) AS lat
      FROM import_rows
      WHERE import_id = ${record.id} AND row_number BETWEEN ${from} AND ${to} AND record IS NOT NULL`.execute(
      trx,
    )
    fixes.push(...rows)
  }
  return fixes
}

async function unitsOf(
  trx: Transaction<Tables>,
  { record, actor }: WriteInput,
  codes: string[],
): Promise<Map<string, number>> {
  const { chosen } = record.options
  if (record.options.findings.units.length > 0) {
    await sql`
      INSERT INTO patrol_units (code, force_type, org_unit_id, updated_by)
      SELECT code, ${chosen.forceType ?? 'police'},
        (
          SELECT id FROM org_units
          WHERE code = ${chosen.orgUnit ?? null}::text OR level = 'district'
          ORDER BY (code = ${chosen.orgUnit ?? null}::text) DESC NULLS LAST, id
          LIMIT 1
        ), ${actor}
      FROM unnest(${record.options.findings.units}::text[]) AS code
      ON CONFLICT (code) DO NOTHING`.execute(trx)
  }
  const units = await trx
    .selectFrom('patrolUnits')
    .select(['code', 'id'])
    .where('code', '=', sql<string>`ANY(${codes}::text[])`)
    .execute()
  return new Map(units.map((unit) => [unit.code, unit.id]))
}

function timeOf(fix: LoadedFix | undefined): string {
  return timeText(fix!.timeSeconds)
}

async function writePatrols(
  trx: Transaction<Tables>,
  { record, district }: WriteInput,
  patrols: NewPatrol[],
): Promise<void> {
  await sql`
    INSERT INTO patrols (district_code, id, unit_id, mode, attire, started_at, ended_at, import_id)
    SELECT ${district.code}, id, unit_id, mode, ${record.options.chosen.attire ?? 'uniform'}, started_at, ended_at, ${record.id}
    FROM unnest(
      ${patrols.map((patrol) => patrol.id)}::bigint[],
      ${patrols.map((patrol) => patrol.unitId)}::bigint[],
      ${patrols.map((patrol) => patrol.fixes[0]!.mode)}::text[],
      ${patrols.map((patrol) => timeOf(patrol.fixes[0]))}::timestamptz[],
      ${patrols.map((patrol) => timeOf(patrol.fixes.at(-1)))}::timestamptz[]
    ) AS patrol (id, unit_id, mode, started_at, ended_at)`.execute(trx)
}

const fixesPerStatement = 5000

async function writeFixes(
  trx: Transaction<Tables>,
  { record, district, onProgress }: WriteInput,
  patrols: NewPatrol[],
): Promise<void> {
  const all = patrols.flatMap(({ id, unitId, fixes }) =>
    fixes.map(({ rowNumber }) => ({ rowNumber, id, unitId })),
  )
  for (let start = 0; start < all.length; start += fixesPerStatement) {
    const slice = all.slice(start, start + fixesPerStatement)
    await sql`
      INSERT INTO track_fixes (district_code, unit_id, fixed_at, patrol_id, accuracy_meters, speed_meters_per_second, geom, import_id)
      SELECT ${district.code}, fix.unit_id, (record ->> 'fixedAt')::timestamptz, fix.patrol_id,
        (record ->> 'accuracyMeters')::real, (record ->> 'speedMetersPerSecond')::real, geom, ${record.id}
      FROM unnest(
          ${slice.map((fix) => fix.rowNumber)}::integer[],
          ${slice.map((fix) => fix.id)}::bigint[],
          ${slice.map((fix) => fix.unitId)}::bigint[]
        ) AS fix (row_number, patrol_id, unit_id)
        JOIN import_rows ON import_rows.import_id = ${record.id} AND import_rows.row_number = fix.row_number`.execute(
      trx,
    )
    onProgress(start + slice.length)
  }
}
