import { untrack } from 'svelte'
import type { DrawerRecord } from '../../frame/drawer.ts'
import * as area from '../../i18n/editing.ts'
import { text } from '../../i18n/index.ts'
import { mapState } from '../../map/map.svelte.ts'
import { layers } from '../../state/layers.svelte.ts'
import { panels } from '../../state/panels.svelte.ts'
import { sameTarget, selection, type Target } from '../../state/selection.svelte.ts'
import { session } from '../../state/session.svelte.ts'
import { url } from '../../state/url.svelte.ts'
import { toasts } from '../../ui/toasts.svelte.ts'
import { tools, type Tool } from '../tools.svelte.ts'
import type { EditableLayer } from './contracts.ts'
import { Draft } from './draft.svelte.ts'
import { editing } from './editing.svelte.ts'
import type { ShapeType } from './fields.ts'
import type { Shape } from './shape.ts'

export const TOOL = 'edit'

/** Takes the map for the draft's shape; the form stays open when another tool takes the map away. */
export async function drawOnMap(draft: Draft): Promise<void> {
  const map = mapState.instance
  const { shapeType } = draft
  if (!map || !shapeType) return
  const tool: Tool = {
    name: TOOL,
    start: async () => {
      const { draw } = await import('./drawing.ts')
      return editing.draft === draft ? draw(map, draft, shapeType) : () => undefined
    },
  }
  try {
    await tools.start(tool, map)
  } catch (error) {
    console.warn(error)
    tools.stop()
    toasts.problem(text(area).draw.failed)
  }
}

function askBeforeUnload(event: BeforeUnloadEvent): void {
  if (editing.draft?.dirty) event.preventDefault()
}

/** The selection stays with the draft: choosing something else first asks about what is not saved. */
function followSelection(own: Target | null): void {
  const wanted = selection.current
  if (session.status !== 'signed-in') return editing.close()
  if (sameTarget(wanted, own)) return
  untrack(() => {
    const goOn = () => (wanted ? selection.select(wanted) : selection.clear())
    if (!editing.draft?.dirty) return editing.close()
    url.set({ s: own ? `${own.layer}/${own.id}` : null }, { replace: true })
    editing.leave(goOn)
  })
}

function begin(draft: Draft): void {
  const own = draft.id === null ? null : { layer: draft.layer, id: draft.id }
  const stopFollowing = $effect.root(() => {
    $effect(() => followSelection(own))
  })
  addEventListener('beforeunload', askBeforeUnload)
  editing.begin(draft, () => {
    stopFollowing()
    removeEventListener('beforeunload', askBeforeUnload)
    if (tools.active === TOOL) tools.stop()
  })
  if (panels.sheetHeight === 'full') panels.sheetHeight = 'half'
  void drawOnMap(draft)
}

/** Opens a record for change. */
export function edit(layer: EditableLayer, record: DrawerRecord): void {
  editing.leave(() => begin(new Draft(layer, record)))
}

/** Begins a new record: first its shape on the map, with the form beside it. @param drawn the shape to begin with, where there is one */
export function create(layer: EditableLayer, shape: ShapeType, drawn?: Shape): void {
  editing.leave(() => {
    selection.clear()
    layers.show(layer)
    const draft = new Draft(layer, null, shape)
    if (drawn) draft.reshape(drawn, 'map')
    begin(draft)
  })
}
