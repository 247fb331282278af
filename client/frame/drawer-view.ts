import type { Component } from 'svelte'
import type { Target } from '../state/selection.svelte.ts'

type View = Component<{ target: Target }>

/** Layers whose selection is no record of a collection: a workspace shows it in the drawer. */
const views: Record<string, () => Promise<{ default: View }>> = {
  'patrol-units': () => import('../workspaces/live/UnitCard.svelte'),
}

/** What the drawer shows for a layer: the record, or a view of its own. */
export async function loadView(layer: string): Promise<View> {
  return (await (views[layer]?.() ?? import('./RecordView.svelte'))).default
}
