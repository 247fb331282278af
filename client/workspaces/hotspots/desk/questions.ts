import type { Component } from 'svelte'
import type * as area from '../../../i18n/desk.ts'

export interface Question {
  /** As in the link, `hv`. */
  id: keyof (typeof area)['en']['question']
  /** The panel of the answer, which draws it on the map as well; null for the pictures of `MapPicture`. */
  load: (() => Promise<{ default: Component }>) | null
}

/** What the desk can be asked, in the order of the picker. A new one is a line here, its words in `i18n/desk.ts`, and a folder beside this one. */
export const questions: readonly Question[] = [
  { id: 'heat', load: null },
  { id: 'significance', load: () => import('../significance/Significance.svelte') },
  { id: 'change', load: () => import('../change/Change.svelte') },
  { id: 'emerging', load: () => import('../emerging/Emerging.svelte') },
  { id: 'when', load: () => import('../when/When.svelte') },
  { id: 'spikes', load: () => import('../spikes/Spikes.svelte') },
  { id: 'again', load: () => import('../repeats/Repeats.svelte') },
  { id: 'patrol', load: () => import('../patrol/Patrol.svelte') },
  { id: 'none', load: null },
]
