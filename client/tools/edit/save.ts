import { ApiError, call, messageOf } from '../../api.ts'
import { recordSchema, type DrawerRecord } from '../../frame/drawer.ts'
import * as area from '../../i18n/editing.ts'
import { text } from '../../i18n/index.ts'
import { mapState } from '../../map/map.svelte.ts'
import { recordChanges } from '../../state/record-changes.svelte.ts'
import { checked } from './check.ts'
import { CONTRACTS, type EditableLayer } from './contracts.ts'
import type { Draft } from './draft.svelte.ts'

const isConflict = (error: unknown) => error instanceof ApiError && error.type === '/problems/edit-conflict'

/** Asks for the layer's tiles again (unchanged ones come back as 304) and tells the lists that something was stored. */
export function refreshTiles(layer: EditableLayer): void {
  recordChanges.note()
  const map = mapState.instance
  if (map?.getSource(layer)) map.refreshTiles(layer)
}

/** Reads a record as it is now. @throws {ApiError} */
async function readAgain(layer: EditableLayer, id: number): Promise<DrawerRecord> {
  return recordSchema.parse(await call(CONTRACTS[layer].read, { params: { id } }))
}

/** Puts what the server refused where it belongs: at the field, else over the whole form. */
function explain(draft: Draft, error: unknown): void {
  const field = error instanceof ApiError ? error.field?.split('.').at(-1) : undefined
  const known = field === 'geometry' || draft.fields.some(({ key }) => key === field)
  if (field && known) draft.refuse({ [field]: messageOf(error) })
  else draft.problem = messageOf(error)
}

async function shown(draft: Draft, work: () => Promise<unknown>): Promise<DrawerRecord | null> {
  draft.saving = true
  draft.problem = null
  try {
    const record = recordSchema.parse(await work())
    refreshTiles(draft.layer)
    return record
  } catch (error) {
    if (isConflict(error) && draft.id !== null) {
      draft.conflict = await readAgain(draft.layer, draft.id).catch((thrown: unknown) => {
        draft.problem =
          thrown instanceof ApiError && thrown.status === 404 ? text(area).conflict.gone : messageOf(thrown)
        return null
      })
    } else explain(draft, error)
    return null
  } finally {
    draft.saving = false
  }
}

/** Stores the draft and answers the record; null where something is at fault, which then stands in the draft. */
export async function save(draft: Draft): Promise<DrawerRecord | null> {
  const result = checked(draft)
  if ('errors' in result) {
    draft.refuse(result.errors)
    return null
  }
  const { create, change } = CONTRACTS[draft.layer]
  return shown(draft, () =>
    draft.id === null
      ? call(create, { body: result.body })
      : call(change, { params: { id: draft.id }, body: result.body }),
  )
}

/** Stores what was chosen over the version somebody else has saved. Nothing chosen: theirs stays as it is. */
export async function saveChosen(
  draft: Draft,
  theirs: DrawerRecord,
  chosen: { properties: Record<string, unknown>; geometry?: unknown },
): Promise<DrawerRecord | null> {
  const nothing = Object.keys(chosen.properties).length === 0 && chosen.geometry === undefined
  if (nothing) {
    refreshTiles(draft.layer)
    return theirs
  }
  const version = theirs.properties['version']
  return shown(draft, () =>
    call(CONTRACTS[draft.layer].change, {
      params: { id: theirs.id },
      body: { version, ...chosen },
    }),
  )
}

/** "Still true". @throws {ApiError} */
export async function confirm(layer: EditableLayer, id: number): Promise<void> {
  await call(CONTRACTS[layer].confirm, { params: { id } })
  refreshTiles(layer)
}

/** @throws {ApiError} */
export async function retire(layer: EditableLayer, record: DrawerRecord): Promise<void> {
  await call(CONTRACTS[layer].retire, {
    params: { id: record.id },
    query: { version: Number(record.properties['version']) },
  })
  refreshTiles(layer)
}
