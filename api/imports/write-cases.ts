import { sql, type Transaction } from 'kysely'
import { nearestStreet } from '../cases/where-cases-lie.ts'
import { ensurePartitions } from '../database/partitions.ts'
import type { DB as Tables } from '../database/tables.ts'
import { defaultSourceSystem } from './check-cases.ts'
import { rowSlices, type WriteInput } from './write.ts'

/** Writes the accepted cases with their grid and nearest street; categories that were missing come first. */
export async function writeCases(trx: Transaction<Tables>, input: WriteInput): Promise<void> {
  const { record, district, streetReachMeters, onProgress } = input
  const { chosen, findings } = record.options
  await createCategories(trx, findings.categories, chosen.newCategoryParent ?? 'criminal', input.actor)
  const span = await timeSpan(trx, record)
  if (!span) return
  await ensurePartitions(trx, 'cases', span.earliest, new Date(span.latest.getTime() + 1))

  for (const [from, to] of rowSlices(record.rowCount, 1000)) {
    await sql`
      WITH accepted AS (
        SELECT record, geom
        FROM import_rows
        WHERE import_id = ${record.id} AND row_number BETWEEN ${from} AND ${to} AND record IS NOT NULL
      ), written AS (
        INSERT INTO cases (district_code, source_system, external_id, category_id, occurred_from, occurred_to, reported_at,
          time_precision, place_precision, source, address, grid_id, road_id, geom, import_id)
        SELECT ${district.code}, ${chosen.sourceSystem ?? defaultSourceSystem}, accepted.record ->> 'externalId',
          case_categories.id, (accepted.record ->> 'occurredFrom')::timestamptz,
          (accepted.record ->> 'occurredTo')::timestamptz, (accepted.record ->> 'reportedAt')::timestamptz,
          accepted.record ->> 'timePrecision', ${chosen.placePrecision ?? 'point'}, ${chosen.source ?? 'public_report'},
          accepted.record ->> 'address', grid_at(accepted.geom), ${nearestStreet(sql`accepted.geom`, streetReachMeters)},
          accepted.geom, ${record.id}
        FROM accepted
          LEFT JOIN case_categories ON case_categories.code = accepted.record ->> 'categoryCode'
        RETURNING external_id, source_system, id
      )
      INSERT INTO case_keys (district_code, source_system, external_id, case_id, import_id)
      SELECT ${district.code}, source_system, external_id, id, ${record.id}
      FROM written`.execute(trx)
    onProgress(to)
  }
  await sql`SELECT bump_layer_version('cases')`.execute(trx)
}

/** When the first and the last accepted case happened. */
async function timeSpan(
  trx: Transaction<Tables>,
  { id, rowCount }: WriteInput['record'],
): Promise<{ earliest: Date; latest: Date } | undefined> {
  const bounds: number[] = []
  for (const [from, to] of rowSlices(rowCount, 20_000)) {
    const { rows } = await sql<{ earliest: Date | null; latest: Date | null }>`
      SELECT min((record ->> 'occurredFrom')::timestamptz) AS earliest,
        max((record ->> 'occurredFrom')::timestamptz) AS latest
      FROM import_rows
      WHERE import_id = ${id} AND row_number BETWEEN ${from} AND ${to} AND record IS NOT NULL`.execute(trx)
    const { earliest, latest } = rows[0]!
    if (earliest && latest) bounds.push(earliest.getTime(), latest.getTime())
  }
  if (bounds.length === 0) return undefined
  return { earliest: new Date(Math.min(...bounds)), latest: new Date(Math.max(...bounds)) }
}

async function createCategories(
  trx: Transaction<Tables>,
  categories: { code: string; name: string; restricted: boolean }[],
  parentCode: string,
  actor: string,
): Promise<void> {
  if (categories.length === 0) return
  const parent = await trx
    .selectFrom('caseCategories')
    .select('id')
    .where('code', '=', parentCode)
    .executeTakeFirst()
  await trx
    .insertInto('caseCategories')
    .values(
      categories.map(({ code, name, restricted }) => ({
        code,
        name,
        nameEn: name,
        restricted,
        parentId: parent?.id ?? null,
        // The trigger writes the real path.
        path: code,
        updatedBy: actor,
      })),
    )
    // Another import may have made it meanwhile.
    .onConflict((conflict) => conflict.column('code').doNothing())
    .execute()
}
