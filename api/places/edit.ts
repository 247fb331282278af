import { sql, type Transaction } from 'kysely'
import { recordAudit } from '../audit/record.ts'
import { gridIdsInScope, orgUnitIdsInScope } from '../auth/scope.ts'
import type { Viewer } from '../auth/viewer.ts'
import type { Database, Tables } from '../database/connect.ts'
import { invalidInput, notFound } from '../http/problem.ts'
import type { DrawnGeometry } from './geometry.ts'
import type { AnyPlace, Place, PlaceFeature } from './place.ts'
import { readPlace } from './queries.ts'
import {
  type Change,
  changeRecord,
  createRecord,
  type RecordKind,
  retireRecord,
  type Writer,
} from './records.ts'

/** A place as a record people edit: its new position and its unit must lie in the editor's area. */
function recordKindOf(place: Place): RecordKind<AnyPlace> {
  return {
    concept: place.layer,
    table: place.table,
    columns: ['code', 'name', 'orgUnitId', ...place.attributes],
    hasGeometry: true,
    read: (db, viewer, id) => readPlace(db, viewer, place, id),
    requireSound: place.requireSound,
    requireAllowed: async (trx, viewer, id, changed) => {
      if (changed.includes('geometry')) await requireInOwnArea(trx, viewer, place, id)
      if (changed.includes('orgUnitId')) await requireOwnUnit(trx, viewer, place, id)
    },
    whenRetired: (trx, writer, id) => retireRequirementsOf(trx, writer, place, id),
  }
}

/** After the write, since the database itself finds the grids a place touches. */
async function requireInOwnArea(
  trx: Transaction<Tables>,
  viewer: Viewer,
  place: Place,
  id: number,
): Promise<void> {
  if (viewer.districtWide) return
  const { rows } = await sql<{ inside: boolean }>`
    SELECT grid_ids && ARRAY${gridIdsInScope(viewer)} AS inside
    FROM ${sql.table(place.table)} WHERE id = ${id}`.execute(trx)
  if (rows[0]?.inside) return
  throw invalidInput(
    'geometry',
    { zh: '位置不在您的辖区内', en: 'The place lies outside your area' },
    { zh: '请画在您管理的网格之内。', en: 'Draw it in a grid you look after.' },
  )
}

async function requireOwnUnit(
  trx: Transaction<Tables>,
  viewer: Viewer,
  place: Place,
  id: number,
): Promise<void> {
  const { rows } = await sql<{ id: number }>`
    SELECT o.id FROM ${sql.table(place.table)} p JOIN org_units o ON o.id = p.org_unit_id
    WHERE p.id = ${id} AND o.retired_at IS NULL AND o.id IN ${orgUnitIdsInScope(viewer)}`.execute(trx)
  if (rows.length > 0) return
  throw invalidInput('orgUnitId', {
    zh: '所属单位不在您的辖区内',
    en: 'The unit is not in your area',
  })
}

/** Nothing can be required of a place that is gone. */
async function retireRequirementsOf(
  trx: Transaction<Tables>,
  { actor, requestId }: Writer,
  { requiredBy }: Place,
  id: number,
): Promise<void> {
  if (!requiredBy) return
  const retired = await trx
    .updateTable('requirements')
    .set({ retiredAt: sql<Date>`now()`, updatedBy: actor })
    .where(requiredBy, '=', id)
    .where('retiredAt', 'is', null)
    .returning('id')
    .execute()
  for (const requirement of retired) {
    await recordAudit(trx, {
      actor,
      requestId,
      action: 'retired',
      concept: 'requirements',
      recordId: requirement.id,
    })
  }
}

/** The unit that looks after the grid under the geometry, if it is the viewer's or below; else the viewer's own. */
async function unitAt(database: Database, viewer: Viewer, geometry: DrawnGeometry): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    SELECT coalesce(branch_id, community_id) AS id FROM grids
    WHERE id = grid_at(ST_SetSRID(ST_GeomFromGeoJSON(${JSON.stringify(geometry)}), 4490))
      AND coalesce(branch_id, community_id) IN ${orgUnitIdsInScope(viewer)}`.execute(database.write)
  return rows[0]?.id ?? viewer.orgUnitId
}

/** A code for a place that was drawn without one: `CY-N1042`. */
async function freeCode(database: Database, place: Place): Promise<{ id: number; code: string }> {
  const { rows } = await sql<{ id: number }>`
    SELECT nextval(pg_get_serial_sequence(${snakeCase(place.table)}, 'id')) AS id`.execute(database.write)
  const { id } = rows[0]!
  return { id, code: `${place.codePrefix}-N${id}` }
}

function snakeCase(table: string): string {
  return table.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

/** Draws a new place; who draws it has seen it, so it begins fresh. */
export async function createPlace(
  database: Database,
  place: Place,
  writer: Writer,
  { values, geometry }: Change & { geometry: DrawnGeometry },
): Promise<PlaceFeature> {
  const generated = values['code'] === undefined ? await freeCode(database, place) : {}
  const orgUnitId = values['orgUnitId'] ?? (await unitAt(database, writer.viewer, geometry))
  const fresh = { confirmedAt: new Date(), confirmedBy: writer.actor }
  return createRecord(database, recordKindOf(place), writer, {
    values: { ...values, ...generated, orgUnitId, ...fresh },
    geometry,
  })
}

/** @throws edit-conflict, not-found, invalid-input */
export async function changePlace(
  database: Database,
  place: Place,
  writer: Writer,
  id: number,
  version: number,
  change: Change,
): Promise<PlaceFeature> {
  return changeRecord(database, recordKindOf(place), writer, id, version, change)
}

/** Hides a place and what is required of it. @throws edit-conflict, not-found */
export async function retirePlace(
  database: Database,
  place: Place,
  writer: Writer,
  id: number,
  version: number,
): Promise<void> {
  return retireRecord(database, recordKindOf(place), writer, id, version)
}

/** "Still true": the record is fresh from now on. @throws not-found */
export async function confirmPlace(
  database: Database,
  place: Place,
  { viewer, actor, requestId }: Writer,
  id: number,
): Promise<PlaceFeature> {
  return database.write.transaction().execute(async (trx) => {
    const before = await readPlace(trx, viewer, place, id)
    if (!before) throw notFound()
    await sql`
      UPDATE ${sql.table(place.table)} SET confirmed_at = now(), confirmed_by = ${actor} WHERE id = ${id}`.execute(
      trx,
    )
    const confirmed = await readPlace(trx, viewer, place, id)
    if (!confirmed) throw notFound()
    await recordAudit(trx, {
      actor,
      requestId,
      action: 'confirmed',
      concept: place.layer,
      recordId: id,
      recordCode: before.properties.code,
      detail: {
        before: { confirmedAt: before.properties.confirmedAt },
        after: { confirmedAt: confirmed.properties.confirmedAt },
      },
    })
    return confirmed
  })
}
