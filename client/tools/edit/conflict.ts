import type { DrawerRecord } from '../../frame/drawer.ts'
import { contractValue } from './check.ts'
import { shapeOf, storedValue, type Draft } from './draft.svelte.ts'
import { FORMS } from './fields.ts'

export type Side = 'mine' | 'theirs'

export interface Difference {
  key: string
  mine: unknown
  theirs: unknown
  /** Whose value holds unless the person says otherwise: the side that alone changed it. Null where both did. */
  suggested: Side | null
}

const same = (a: unknown, b: unknown) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null)

function difference(
  key: string,
  before: unknown,
  mine: unknown,
  theirs: unknown,
  touched: boolean,
): Difference {
  return { key, mine, theirs, suggested: !touched ? 'theirs' : same(before, theirs) ? 'mine' : null }
}

/** Every field in which the draft and the record as somebody else saved it differ. */
export function differingFields(draft: Draft, theirs: DrawerRecord): Difference[] {
  const before = draft.base
  if (!before) return []
  const changed = draft.changedKeys
  const fields = FORMS[draft.layer].fields.map((field) => {
    const { key } = field
    const touched = changed.includes(key)
    const stored = storedValue(field, before)
    const mine = touched ? contractValue(field, draft.values[key] ?? '') : stored
    return difference(key, stored, mine, storedValue(field, theirs), touched)
  })
  const shape = difference(
    'geometry',
    before.geometry,
    draft.shape ?? before.geometry,
    shapeOf(theirs.geometry) ?? theirs.geometry,
    draft.shapeChanged,
  )
  return [...fields, shape].filter(({ mine, theirs: saved }) => !same(mine, saved))
}
