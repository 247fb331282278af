import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Router } from 'express'
import { recordAudit } from '../audit/record.ts'
import { requireAdministrator } from '../auth/require.ts'
import type { Viewer } from '../auth/viewer.ts'
import type { ApiContext } from '../http/context.ts'
import type { Language } from '../http/contract.ts'
import { notFound } from '../http/problem.ts'
import { serve } from '../http/serve.ts'
import { checkFile } from './check-file.ts'
import {
  checkImport,
  confirmImport,
  createImport,
  discardImport,
  downloadRejectedRows,
  listImportRows,
  listImports,
  previewImport,
  readImport,
  undoImport,
} from './contract.ts'
import { describeImport, describeRow, summaryOf } from './describe-import.ts'
import { confirmFile, discardFile, undoFile } from './finish-file.ts'
import { previewOf } from './preview.ts'
import { selectImport, selectImports, type StoredImport } from './queries.ts'
import { acceptedArea, readFile } from './read-file.ts'
import { receiveUpload } from './receive-upload.ts'
import { rejectedCsv } from './rejected-csv.ts'
import { selectRows } from './row-queries.ts'
import { ImportWork } from './work.ts'

/** Imports: read, checked, previewed, confirmed, undone. For administrators only. */
export function importRoutes(context: ApiContext): Router {
  const router = Router()
  const { database, settings } = context
  const work = new ImportWork()

  async function existing(viewer: Viewer, id: number): Promise<StoredImport> {
    requireAdministrator(viewer)
    const record = await selectImport(database.write, id)
    if (!record || record.status === 'discarded') throw notFound()
    return record
  }

  async function described(id: number, language: Language) {
    const record = await selectImport(database.write, id)
    if (!record) throw notFound()
    return describeImport(database, record, language, work.progressOf(id))
  }

  serve(router, listImports, async ({ viewer, query }) => {
    requireAdministrator(viewer)
    const records = await selectImports(database, query.limit, query.cursor)
    const last = records.length === query.limit ? records.at(-1) : undefined
    return { imports: records.map(summaryOf), nextCursor: last ? String(last.id) : null }
  })

  serve(router, createImport, async ({ viewer, req, actor, requestId, language }) => {
    requireAdministrator(viewer)
    const upload = await receiveUpload(req)
    const id = await readFile(context, { ...upload, actor, requestId, accountId: viewer.accountId })
    return described(id, language)
  })

  serve(router, readImport, async ({ viewer, params, language }) => {
    await existing(viewer, params.id)
    return described(params.id, language)
  })

  serve(router, checkImport, async ({ viewer, params, body, language }) => {
    const record = await existing(viewer, params.id)
    if (record.status !== 'read' && record.status !== 'checked') throw notFound()
    await work.run(record.id, 'checking', record.rowCount, (onProgress) =>
      checkFile(context, record, body, onProgress),
    )
    return described(params.id, language)
  })

  serve(router, listImportRows, async ({ viewer, params, query, language }) => {
    await existing(viewer, params.id)
    const rows = await selectRows(database, params.id, {
      ...(query.status !== undefined && { accepted: query.status === 'accepted' }),
      ...(query.code !== undefined && {
        problem: { code: query.code, ...(query.value !== undefined && { value: query.value }) },
      }),
      after: query.cursor ?? 0,
      limit: query.limit,
    })
    const last = rows.length === query.limit ? rows.at(-1) : undefined
    return {
      rows: rows.map((row) => describeRow(row, language)),
      nextCursor: last ? String(last.rowNumber) : null,
    }
  })

  serve(router, previewImport, async ({ viewer, params, query }) => {
    const record = await existing(viewer, params.id)
    return previewOf(database, record, query, await acceptedArea(settings))
  })

  serve(router, downloadRejectedRows, async ({ viewer, params, language, actor, requestId, res }) => {
    const record = await existing(viewer, params.id)
    await recordAudit(database.write, {
      actor,
      requestId,
      action: 'rejected-rows-downloaded',
      concept: 'imports',
      recordId: record.id,
    })
    res.type('text/csv; charset=utf-8').attachment(`rejected-${record.id}.csv`)
    await pipeline(Readable.from(rejectedCsv(database, record, language)), res)
  })

  serve(router, confirmImport, async ({ viewer, params, actor, requestId, language }) => {
    const record = await existing(viewer, params.id)
    await work.run(record.id, 'writing', record.rowCount, (onProgress) =>
      confirmFile(context, record.id, { actor, requestId }, onProgress),
    )
    return described(params.id, language)
  })

  serve(router, undoImport, async ({ viewer, params, actor, requestId, language }) => {
    const record = await existing(viewer, params.id)
    await work.run(record.id, 'undoing', record.acceptedCount, (onProgress) =>
      undoFile(context, record.id, { actor, requestId }, onProgress),
    )
    return described(params.id, language)
  })

  serve(router, discardImport, async ({ viewer, params, actor, requestId }) => {
    const record = await existing(viewer, params.id)
    await work.run(record.id, 'writing', record.rowCount, () =>
      discardFile(context, record.id, { actor, requestId }),
    )
  })
  return router
}
