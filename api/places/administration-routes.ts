import { Router } from 'express'
import type { Viewer } from '../auth/viewer.ts'
import type { ApiContext } from '../http/context.ts'
import type { Operation } from '../http/contract.ts'
import { forbidden } from '../http/problem.ts'
import { serve } from '../http/serve.ts'
import type { writeOperations } from './contract.ts'
import { requireNoPersonalText } from './personal-text.ts'
import { historyOf } from './queries.ts'
import { changeRecord, createRecord, type RecordKind, retireRecord } from './records.ts'
import { found } from './routes.ts'

type AnyWriteOperations = ReturnType<typeof writeOperations>
type WriteOperations = {
  [Name in keyof AnyWriteOperations]: AnyWriteOperations[Name] extends Operation<infer P, infer Q, infer B>
    ? Operation<P, Q, B>
    : never
}

export interface Administration<Properties> {
  /** Made for each request where it depends on settings: they are never read inside a transaction. */
  kind: RecordKind<Properties> | (() => Promise<RecordKind<Properties>>)
  mayWrite(viewer: Viewer): boolean
  /** The form of the contract as columns, where they differ. */
  toColumns?(form: Record<string, unknown>): Record<string, unknown>
  /** After every write. */
  written?(): void
}

/** Create, change, retire and history of records that are kept in the administration. */
export function administrationRoutes<Properties>(
  { database }: ApiContext,
  operations: WriteOperations,
  { kind, mayWrite, toColumns = (form) => form, written }: Administration<Properties>,
): Router {
  const router = Router()

  const kindNow = async () => (typeof kind === 'function' ? kind() : kind)

  function requireWriter(viewer: Viewer): void {
    if (!mayWrite(viewer)) throw forbidden()
  }

  serve(router, operations.create, async ({ viewer, body, actor, requestId }) => {
    requireWriter(viewer)
    requireNoPersonalText(body.properties)
    const values = toColumns(body.properties)
    const created = await createRecord(database, await kindNow(), { viewer, actor, requestId }, { values })
    written?.()
    return created
  })

  serve(router, operations.change, async ({ viewer, params, body, actor, requestId }) => {
    requireWriter(viewer)
    requireNoPersonalText(body.properties)
    const writer = { viewer, actor, requestId }
    const values = toColumns(body.properties)
    const changed = await changeRecord(database, await kindNow(), writer, params.id, body.version, { values })
    written?.()
    return changed
  })

  serve(router, operations.retire, async ({ viewer, params, query, actor, requestId }) => {
    requireWriter(viewer)
    await retireRecord(database, await kindNow(), { viewer, actor, requestId }, params.id, query.version)
    written?.()
  })

  serve(router, operations.history, async ({ viewer, params }) => {
    requireWriter(viewer)
    const { read, concept } = await kindNow()
    found(await read(database.write, viewer, params.id))
    return { entries: await historyOf(database.write, concept, params.id) }
  })
  return router
}
