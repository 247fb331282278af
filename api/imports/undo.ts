import { sql, type Transaction } from 'kysely'
import { boxOfImportedStreets, placeCasesAnew } from '../cases/where-cases-lie.ts'
import type { Database } from '../database/connect.ts'
import type { DB as Tables } from '../database/tables.ts'
import type { Bilingual } from '../http/contract.ts'
import { Problem } from '../http/problem.ts'
import { tracksChanged } from '../tracks/changed.ts'
import type { StoredImport } from './queries.ts'
import { tableOfConcept } from './write.ts'

interface UndoInput {
  database: Database
  record: StoredImport
  districtCode: string
  streetReachMeters: number
  onProgress: (doneCount: number) => void
}

const rowsPerStatement = 5000

/**
 * Deletes what an import has written, inside the caller's transaction.
 * @throws Problem when other records depend on it or it was changed since
 */
export async function deleteImported(trx: Transaction<Tables>, input: UndoInput): Promise<void> {
  const { concept } = input.record
  if (concept === 'cases') await deleteCases(trx, input)
  else if (concept === 'tracks') await deleteTracks(trx, input)
  else await deletePlaces(trx, input, concept)
}

function stillNeeded(title: Bilingual, detail: Bilingual): Problem {
  return new Problem({ status: 409, name: 'import-still-needed', title, detail })
}

/** Deletes rows slice by slice until none are left. */
async function inSlices(input: UndoInput, deleteSlice: () => Promise<number>): Promise<void> {
  for (let done = 0; ;) {
    const count = await deleteSlice()
    if (count === 0) return
    done += count
    input.onProgress(done)
  }
}

async function deleteCases(trx: Transaction<Tables>, input: UndoInput): Promise<void> {
  const { record, districtCode } = input
  await inSlices(input, async () => {
    const result = await sql`
      DELETE FROM cases
      USING (
        SELECT occurred_from, id FROM cases
        WHERE district_code = ${districtCode} AND import_id = ${record.id}
        LIMIT ${rowsPerStatement}
      ) AS imported
      WHERE cases.district_code = ${districtCode} AND cases.occurred_from = imported.occurred_from AND cases.id = imported.id`.execute(
      trx,
    )
    return Number(result.numAffectedRows ?? 0)
  })
  await trx.deleteFrom('caseKeys').where('importId', '=', record.id).execute()
  const codes = record.options.findings.categories.map((category) => category.code)
  // Categories made by this import go with it unless something else uses them by now.
  await sql`
    DELETE FROM case_categories
    WHERE code = ANY(${codes}::text[])
      AND NOT EXISTS (SELECT FROM cases WHERE cases.district_code = ${districtCode} AND cases.category_id = case_categories.id)
      AND NOT EXISTS (SELECT FROM case_categories AS child WHERE child.parent_id = case_categories.id)`.execute(
    trx,
  )
  await sql`SELECT bump_layer_version('cases')`.execute(trx)
}

async function deleteTracks(trx: Transaction<Tables>, input: UndoInput): Promise<void> {
  const { record, districtCode } = input
  const { rows: patrols } = await sql<{ id: number; unitId: number; startedAt: Date; endedAt: Date }>`
    SELECT id, unit_id, started_at, ended_at FROM patrols
    WHERE district_code = ${districtCode} AND import_id = ${record.id}`.execute(trx)
  for (const patrol of patrols) {
    await sql`
      DELETE FROM track_fixes
      WHERE district_code = ${districtCode} AND patrol_id = ${patrol.id}
        AND fixed_at BETWEEN ${patrol.startedAt} AND ${patrol.endedAt}`.execute(trx)
    await sql`
      DELETE FROM tracks
      WHERE district_code = ${districtCode} AND started_at = ${patrol.startedAt} AND patrol_id = ${patrol.id}`.execute(
      trx,
    )
    await sql`
      DELETE FROM patrols
      WHERE district_code = ${districtCode} AND started_at = ${patrol.startedAt} AND id = ${patrol.id}`.execute(
      trx,
    )
  }
  await sql`
    DELETE FROM patrol_units
    WHERE code = ANY(${record.options.findings.units}::text[])
      AND NOT EXISTS (SELECT FROM patrols WHERE patrols.district_code = ${districtCode} AND patrols.unit_id = patrol_units.id)
      AND NOT EXISTS (SELECT FROM tokens WHERE tokens.unit_id = patrol_units.id)
      AND NOT EXISTS (SELECT FROM terminals WHERE terminals.unit_id = patrol_units.id)`.execute(trx)
  await tracksChanged(
    trx,
    input.database,
    districtCode,
    patrols.map(({ id, unitId, startedAt, endedAt }) => ({
      patrolId: id,
      unitId,
      from: startedAt,
      to: endedAt,
      removed: true,
    })),
  )
}

async function deletePlaces(
  trx: Transaction<Tables>,
  input: UndoInput,
  concept: keyof typeof tableOfConcept,
): Promise<void> {
  const { record, districtCode, streetReachMeters } = input
  const table = sql.id(tableOfConcept[concept])
  const { rows: edited } = await sql<{ code: string }>`
    SELECT DISTINCT place.code
    FROM ${table} AS place
      JOIN audit_entries ON audit_entries.concept = ${concept} AND audit_entries.record_id = place.id
    WHERE place.import_id = ${record.id} AND audit_entries.happened_at > ${record.confirmedAt}
    ORDER BY place.code
    LIMIT 5`.execute(trx)
  if (edited.length > 0) {
    const codes = edited.map((place) => place.code)
    throw stillNeeded(
      {
        zh: '导入的记录后来被修改过，不能撤销',
        en: 'Imported records were changed since; the import cannot be undone',
      },
      {
        zh: `被修改的记录如：${codes.join('、')}。请逐条停用不需要的记录。`,
        en: `Changed records, for example: ${codes.join(', ')}. Retire the ones you do not need one by one.`,
      },
    )
  }
  const streets = concept === 'roads' ? await boxOfImportedStreets(trx, record.id, streetReachMeters) : null
  if (concept !== 'roads') await deleteRequirements(trx, input, concept)
  await inSlices(input, async () => {
    const result = await sql`
      DELETE FROM ${table}
      WHERE id IN (SELECT id FROM ${table} WHERE import_id = ${record.id} LIMIT ${rowsPerStatement})`.execute(
      trx,
    )
    return Number(result.numAffectedRows ?? 0)
  })
  if (streets) await placeCasesAnew(trx, districtCode, streets, streetReachMeters)
}

const requirementColumn = {
  'patrol-lines': 'patrol_line_id',
  'patrol-points': 'patrol_point_id',
  'control-areas': 'control_area_id',
} as const

/** The import's own requirements go; any other keeps its place. */
async function deleteRequirements(
  trx: Transaction<Tables>,
  { record }: UndoInput,
  concept: keyof typeof requirementColumn,
): Promise<void> {
  await trx.deleteFrom('requirements').where('importId', '=', record.id).execute()
  const { rows } = await sql<{ code: string }>`
    SELECT DISTINCT place.code
    FROM ${sql.id(tableOfConcept[concept])} AS place
      JOIN requirements ON requirements.${sql.id(requirementColumn[concept])} = place.id
    WHERE place.import_id = ${record.id}
    ORDER BY place.code
    LIMIT 5`.execute(trx)
  if (rows.length === 0) return
  const codes = rows.map((place) => place.code)
  throw stillNeeded(
    {
      zh: '导入的记录已有巡防要求，不能撤销',
      en: 'Requirements were set for imported records; the import cannot be undone',
    },
    {
      zh: `例如：${codes.join('、')}。请先删除它们的要求。`,
      en: `For example: ${codes.join(', ')}. Delete their requirements first.`,
    },
  )
}
