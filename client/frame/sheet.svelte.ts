import Layers from '@lucide/svelte/icons/layers'
import { panels } from '../state/panels.svelte.ts'

export type SheetContent = 'workspace' | 'layers'

/** What the phone's one sheet shows when nothing is selected. */
class SheetState {
  content = $state<SheetContent>('workspace')
  readonly layersIcon = Layers

  show(content: SheetContent): void {
    this.content = content
    if (panels.sheetHeight === 'low') panels.sheetHeight = 'half'
  }
}

export const sheet = new SheetState()
