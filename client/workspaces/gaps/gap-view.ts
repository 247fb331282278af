import { url } from '../../state/url.svelte.ts'

export const GAP_VIEWS = ['gaps', 'visibility', 'hours', 'reach'] as const
export type GapView = (typeof GAP_VIEWS)[number]

/** What is looked at, in the address as `gv`: what fell short, how much patrols are seen where, or when, or how soon they
 * could be there. */
export function gapView(): GapView {
  return GAP_VIEWS.find((view) => view === url.get('gv')) ?? 'gaps'
}

export function chooseGapView(view: GapView): void {
  url.set({ gv: view === 'gaps' ? null : view })
}
