import type { Transaction } from 'kysely'
import { recordAudit } from '../audit/record.ts'
import type { DB as Tables } from '../database/tables.ts'
import { type Bilingual } from '../http/contract.ts'
import { notFound, Problem } from '../http/problem.ts'
import type { ImportConcept } from './contract.ts'
import { markConfirmed, markDiscarded, markUndone, selectImport, type StoredImport } from './queries.ts'
import type { ImportServices } from './read-file.ts'
import { forgetAcceptedRows, forgetRows } from './row-queries.ts'
import { deleteImported } from './undo.ts'
import { writeCases } from './write-cases.ts'
import { writePlaces, writeRoads } from './write-places.ts'
import { writeTracks } from './write-tracks.ts'
import type { Write } from './write.ts'

export interface Actor {
  actor: string
  requestId?: string
}

const writers: Record<ImportConcept, Write> = {
  cases: writeCases,
  roads: writeRoads,
  'patrol-lines': (trx, input) => writePlaces(trx, input, 'patrol-lines'),
  'patrol-points': (trx, input) => writePlaces(trx, input, 'patrol-points'),
  'control-areas': (trx, input) => writePlaces(trx, input, 'control-areas'),
  tracks: writeTracks,
}

/** The import, locked until the transaction ends. @throws Problem unless it stands at the given status */
async function lockedImport(
  trx: Transaction<Tables>,
  id: number,
  statuses: StoredImport['status'][],
  otherwise: Bilingual,
): Promise<StoredImport> {
  const record = await selectImport(trx, id, { lock: true })
  if (!record || record.status === 'discarded') throw notFound()
  if (!statuses.includes(record.status)) {
    throw new Problem({ status: 409, name: 'import-wrong-status', title: otherwise })
  }
  return record
}

/** Writes every accepted row in one transaction: all or nothing. */
export async function confirmFile(
  { database, settings }: ImportServices,
  id: number,
  who: Actor,
  onProgress: (doneCount: number) => void,
): Promise<void> {
  const district = await settings.district()
  const trackOptions = {
    maximumGapSeconds: await settings.get('coverage.maximumFixGapSeconds'),
    maximumSpeedMetersPerSecond: await settings.get('coverage.maximumSpeedMetersPerSecond'),
  }
  const streetReachMeters = await settings.get('cases.streetReachMeters')
  await database.write.transaction().execute(async (trx) => {
    const record = await lockedImport(trx, id, ['checked'], {
      zh: '只有检查过、尚未确认的导入可以确认',
      en: 'Only an import that was checked and not yet confirmed can be confirmed',
    })
    if (record.acceptedCount === 0) {
      throw new Problem({
        status: 409,
        name: 'nothing-accepted',
        title: { zh: '没有可导入的行', en: 'No row can be brought in' },
      })
    }
    await writers[record.concept](trx, {
      database,
      record,
      district,
      actor: who.actor,
      trackOptions,
      streetReachMeters,
      onProgress,
    })
    await forgetAcceptedRows(trx, id)
    await markConfirmed(trx, id)
    await recordAudit(trx, {
      ...who,
      action: 'import-confirmed',
      concept: 'imports',
      recordId: id,
      detail: {
        importedConcept: record.concept,
        acceptedCount: record.acceptedCount,
        rejectedCount: record.rejectedCount,
      },
    })
  })
}

/** Takes back what a confirmed import has written. */
export async function undoFile(
  { database, settings }: ImportServices,
  id: number,
  who: Actor,
  onProgress: (doneCount: number) => void,
): Promise<void> {
  const district = await settings.district()
  const streetReachMeters = await settings.get('cases.streetReachMeters')
  await database.write.transaction().execute(async (trx) => {
    const record = await lockedImport(trx, id, ['confirmed'], {
      zh: '只有已确认的导入可以撤销',
      en: 'Only a confirmed import can be undone',
    })
    await deleteImported(trx, {
      database,
      record,
      districtCode: district.code,
      streetReachMeters,
      onProgress,
    })
    await forgetRows(trx, id)
    await markUndone(trx, id)
    await recordAudit(trx, {
      ...who,
      action: 'import-undone',
      concept: 'imports',
      recordId: id,
      detail: { importedConcept: record.concept, acceptedCount: record.acceptedCount },
    })
  })
}

/** Forgets a file that was never confirmed. */
export async function discardFile({ database }: ImportServices, id: number, who: Actor): Promise<void> {
  await database.write.transaction().execute(async (trx) => {
    await lockedImport(trx, id, ['read', 'checked'], {
      zh: '已确认的导入请用“撤销”',
      en: 'A confirmed import is undone, not discarded',
    })
    await forgetRows(trx, id)
    await markDiscarded(trx, id)
    await recordAudit(trx, { ...who, action: 'import-discarded', concept: 'imports', recordId: id })
  })
}
