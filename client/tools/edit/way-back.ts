import type { DrawerRecord } from '../../frame/drawer.ts'
import type { Body } from './check.ts'
import { CONTRACTS, type EditableLayer } from './contracts.ts'
import { storedValue } from './draft.svelte.ts'
import { FORMS } from './fields.ts'

const same = (a: unknown, b: unknown) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null)

/**
 * The change that makes a saved record say again what it said before, against the version it was saved as.
 * Null where it already does, or where the contract would not take the earlier values today.
 */
export function wayBack(layer: EditableLayer, before: DrawerRecord, saved: DrawerRecord): Body | null {
  const properties = Object.fromEntries(
    FORMS[layer].fields
      .map((field) => ({ key: field.key, was: storedValue(field, before), is: storedValue(field, saved) }))
      .filter(({ was, is }) => !same(was, is))
      .map(({ key, was }) => [key, was ?? null]),
  )
  const moved = !same(before.geometry, saved.geometry)
  if (Object.keys(properties).length === 0 && !moved) return null
  const body: Body = {
    version: Number(saved.properties['version']),
    properties,
    ...(moved ? { geometry: before.geometry } : {}),
  }
  return CONTRACTS[layer].change.body?.safeParse(body).success ? body : null
}
