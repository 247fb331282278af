import { ApiError, call, messageOf } from '../../api.ts'
import type { DrawerRecord } from '../../frame/drawer.ts'
import * as area from '../../i18n/editing.ts'
import { text } from '../../i18n/index.ts'
import { nameOf } from '../../layers/describe.ts'
import { sameTarget, selection } from '../../state/selection.svelte.ts'
import { toasts, type ToastMessage } from '../../ui/toasts.svelte.ts'
import { CONTRACTS, type EditableLayer } from './contracts.ts'
import { refreshTiles, retire } from './save.ts'
import { wayBack } from './way-back.ts'

/** Undo for the message after a save. `before` is null for a record that was new; `refresh` shows what holds afterwards. */
export function undoOf(
  layer: EditableLayer,
  before: DrawerRecord | null,
  saved: DrawerRecord,
  refresh: () => void,
): ToastMessage['action'] {
  const body = before ? wayBack(layer, before, saved) : null
  if (before && !body) return undefined
  const work = async () => {
    if (body) {
      await call(CONTRACTS[layer].change, { params: { id: saved.id }, body })
      refreshTiles(layer)
      refresh()
    } else {
      await retire(layer, saved)
      if (sameTarget(selection.current, { layer, id: saved.id })) selection.clear()
    }
  }
  return {
    label: text(area).undo.label,
    run: () => {
      const { undo } = text(area)
      work().then(
        () => toasts.done(before ? undo.done : text(area).retired(nameOf(saved.properties))),
        (error: unknown) => {
          const isConflict = error instanceof ApiError && error.type === '/problems/edit-conflict'
          toasts.problem(isConflict ? undo.conflict : messageOf(error))
          refresh()
        },
      )
    },
  }
}
