import { sql, type Transaction } from 'kysely'
import { cleanTrack } from '../coverage/cleaned-track.ts'
import { ensurePartitions, type PartitionedTable } from '../database/partitions.ts'
import type { DB as Tables } from '../database/tables.ts'
import { metricProjection } from '../geometry/metric-projection.ts'
import { groupIntoPatrols, type GroupedFix } from './patrol-grouping.ts'
import { rowSlices, type WriteInput } from './write.ts'

interface LoadedFix extends GroupedFix {
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
  const groups = groupIntoPatrols(fixes)
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
  await writeCleanedTracks(trx, input, patrols)
  await sql`SELECT bump_layer_version('tracks'), bump_layer_version('patrols')`.execute(trx)
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
  return new Date(fix!.timeSeconds * 1000).toISOString()
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

const tracksPerStatement = 50

async function writeCleanedTracks(
  trx: Transaction<Tables>,
  { record, district, trackOptions }: WriteInput,
  patrols: NewPatrol[],
): Promise<void> {
  const projection = metricProjection(district.metricCrs)
  const tracks = patrols.map(({ id, unitId, fixes }) => {
    const places = fixes.map((fix) => projection.forward(fix.lon, fix.lat))
    const cleaned = cleanTrack(
      {
        timeSeconds: Float64Array.from(fixes, (fix) => fix.timeSeconds),
        x: Float64Array.from(places, (place) => place[0]),
        y: Float64Array.from(places, (place) => place[1]),
      },
      trackOptions,
    )
    return { id, unitId, fixes, cleaned, text: trackText(fixes, cleaned.connected) }
  })
  for (let start = 0; start < tracks.length; start += tracksPerStatement) {
    const slice = tracks.slice(start, start + tracksPerStatement)
    await sql`
      INSERT INTO tracks (district_code, patrol_id, unit_id, started_at, ended_at, fix_count, observed_seconds,
        unobserved_seconds, length_meters, geom, import_id)
      SELECT ${district.code}, patrol_id, unit_id, started_at, ended_at, fix_count, observed_seconds, unobserved_seconds,
        length_meters, ST_GeomFromEWKT('SRID=4490;' || track), ${record.id}
      FROM unnest(
        ${slice.map((track) => track.id)}::bigint[],
        ${slice.map((track) => track.unitId)}::bigint[],
        ${slice.map((track) => timeOf(track.fixes[0]))}::timestamptz[],
        ${slice.map((track) => timeOf(track.fixes.at(-1)))}::timestamptz[],
        ${slice.map((track) => track.fixes.length)}::integer[],
        ${slice.map((track) => track.cleaned.observedSeconds)}::double precision[],
        ${slice.map((track) => track.cleaned.unobservedSeconds)}::double precision[],
        ${slice.map((track) => track.cleaned.lengthMeters)}::double precision[],
        ${slice.map((track) => track.text)}::text[]
      ) AS fresh (patrol_id, unit_id, started_at, ended_at, fix_count, observed_seconds, unobserved_seconds, length_meters,
        track)`.execute(trx)
  }
}

/** One line for each unbroken run of fixes, M = seconds since 1970. No two fixes of a unit share a time, so the order is that of the cleaned track. */
function trackText(fixes: LoadedFix[], connected: Uint8Array): string {
  const runs: LoadedFix[][] = []
  let run: LoadedFix[] = []
  fixes.forEach((fix, index) => {
    run.push(fix)
    if (connected[index] === 1) return
    if (run.length > 1) runs.push(run)
    run = []
  })
  if (runs.length === 0) return 'MULTILINESTRINGM EMPTY'
  const lines = runs.map(
    (line) => `(${line.map((fix) => `${fix.lon} ${fix.lat} ${fix.timeSeconds}`).join(',')})`,
  )
  return `MULTILINESTRINGM(${lines.join(',')})`
}
