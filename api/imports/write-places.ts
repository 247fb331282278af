import { type RawBuilder, sql, type Transaction } from 'kysely'
import type { DB as Tables } from '../database/tables.ts'
import { boxOfImportedStreets, placeCasesAnew } from '../cases/where-cases-lie.ts'
import type { PlaceConcept } from './check-places.ts'
import { rowSlices, tableOfConcept, type WriteInput } from './write.ts'

interface PlaceColumns {
  names: string[]
  values: RawBuilder<unknown>
}

/** The columns of each concept beyond those every place has. */
const ownColumns: Record<PlaceConcept, PlaceColumns> = {
  'patrol-lines': {
    names: ['tolerance_meters'],
    values: sql`coalesce((record ->> 'toleranceMeters')::real, 25)`,
  },
  'patrol-points': {
    names: ['address', 'radius_meters', 'dwell_seconds'],
    values: sql`record ->> 'address', coalesce((record ->> 'radiusMeters')::real, 40),
      coalesce((record ->> 'dwellSeconds')::integer, 300)`,
  },
  'control-areas': {
    names: ['starts_on', 'ends_on'],
    values: sql`(record ->> 'startsOn')::date, (record ->> 'endsOn')::date`,
  },
}

const measureOf: Record<PlaceConcept, { measure: string; column: string }> = {
  'patrol-lines': { measure: 'passes', column: 'patrol_line_id' },
  'patrol-points': { measure: 'visits', column: 'patrol_point_id' },
  'control-areas': { measure: 'presenceMinutes', column: 'control_area_id' },
}

/** Writes the accepted lines, points or areas, and what is required of each where the user said so. */
export async function writePlaces(
  trx: Transaction<Tables>,
  input: WriteInput,
  concept: PlaceConcept,
): Promise<void> {
  const { record, actor, onProgress } = input
  const table = tableOfConcept[concept]
  const own = ownColumns[concept]
  const owner = record.options.chosen.orgUnit ?? null
  for (const [from, to] of rowSlices(record.rowCount, 500)) {
    await sql`
      INSERT INTO ${sql.id(table)} (code, name, kind, org_unit_id, ${sql.join(own.names.map((name) => sql.id(name)))},
        geom, import_id, updated_by, confirmed_at, confirmed_by)
      SELECT record ->> 'code', record ->> 'name', record ->> 'kind',
        (
          SELECT id FROM org_units
          WHERE code = coalesce(record ->> 'orgUnit', ${owner}::text) OR level = 'district'
          ORDER BY (code = coalesce(record ->> 'orgUnit', ${owner}::text)) DESC NULLS LAST, id
          LIMIT 1
        ),
        ${own.values}, geom, ${record.id}, ${actor}, now(), ${actor}
      FROM import_rows
      WHERE import_id = ${record.id} AND row_number BETWEEN ${from} AND ${to} AND record IS NOT NULL`.execute(
      trx,
    )
    onProgress(to)
  }
  await writeRequirements(trx, input, concept)
}

async function writeRequirements(
  trx: Transaction<Tables>,
  { record, actor, district }: WriteInput,
  concept: PlaceConcept,
): Promise<void> {
  const requirement = record.options.chosen.requirement
  if (!requirement) return
  const { measure, column } = measureOf[concept]
  await sql`
    INSERT INTO requirements (${sql.id(column)}, time_slot_id, measure, amount, valid_from, import_id, updated_by)
    SELECT place.id, time_slots.id, ${measure}, ${requirement.amount},
      coalesce(${requirement.validFrom ?? null}::date, (now() AT TIME ZONE ${district.timeZone})::date), ${record.id}, ${actor}
    FROM ${sql.id(tableOfConcept[concept])} AS place
      JOIN time_slots ON time_slots.code = ${requirement.timeSlot}
    WHERE place.import_id = ${record.id}`.execute(trx)
}

/** Writes the accepted street segments; cases that were there before find their nearest street anew. */
export async function writeRoads(trx: Transaction<Tables>, input: WriteInput): Promise<void> {
  const { record, actor, district, streetReachMeters, onProgress } = input
  for (const [from, to] of rowSlices(record.rowCount, 1000)) {
    await sql`
      INSERT INTO roads (code, name, kind, oneway, lanes, max_speed_kmh, bridge, geom, import_id, updated_by, confirmed_at)
      SELECT record ->> 'code', record ->> 'name', record ->> 'kind', (record ->> 'oneway')::boolean,
        (record ->> 'lanes')::integer, (record ->> 'maxSpeedKmh')::real, (record ->> 'bridge')::boolean,
        geom, ${record.id}, ${actor}, now()
      FROM import_rows
      WHERE import_id = ${record.id} AND row_number BETWEEN ${from} AND ${to} AND record IS NOT NULL`.execute(
      trx,
    )
    onProgress(to)
  }
  const box = await boxOfImportedStreets(trx, record.id, streetReachMeters)
  if (box) await placeCasesAnew(trx, district.code, box, streetReachMeters)
}
