import { readReach, readTypicalReach } from '../../../../api/reach/contract.ts'
import { call } from '../../../api.ts'
import { Latest } from '../../../latest.svelte.ts'
import { mapState } from '../../../map/map.svelte.ts'
import { session } from '../../../state/session.svelte.ts'
import { url } from '../../../state/url.svelte.ts'
import { gaps } from '../gaps.svelte.ts'
import { momentIn, momentInstant, type MomentRange, momentRange, momentText } from './moment-range.ts'

/** While the handle is still moving nothing is asked. */
const RESTS_AFTER_MS = 120

/**
 * What is reached at a moment of the window of the gap desk, and usually in it. In the address: `at` the moment, `ws` whether workstations count.
 * Made by the view, so that it ends with it.
 */
export class ReachState {
  readonly now = new Latest((query, signal) => call(readReach, { query: query as { at: string }, signal }))
  readonly usual = new Latest((query, signal) =>
    call(readTypicalReach, { query: query as { from: string; to: string }, signal }),
  )

  // Derived as text, so that only a change of the value itself asks again: the address also changes with every move of the map.
  #momentQuery = $derived(
    mapState.settled && this.moment !== null
      ? JSON.stringify({ at: momentInstant(this.moment), ...this.#with })
      : null,
  )
  #usualQuery = $derived.by(() => {
    // After the picture: it takes longer, and nobody waits for it.
    if (!this.now.value || gaps.isFuture) return null
    const { from, to } = gaps.window
    return JSON.stringify({ from, to, ...(gaps.slotCode && { slot: gaps.slotCode }), ...this.#with })
  })

  constructor() {
    $effect(() => asked(this.#momentQuery, this.now))
    $effect(() => asked(this.#usualQuery, this.usual))
  }

  /** The moments of the window; null when none is known yet. */
  get range(): MomentRange | null {
    const { dataThrough } = session.viewer.district
    const latest = Math.min(session.now().getTime(), dataThrough ? Date.parse(dataThrough) : Infinity)
    return momentRange(gaps.window.from, gaps.window.to, latest)
  }

  get moment(): number | null {
    return this.range && momentIn(this.range, url.get('at'))
  }

  get withWorkstations(): boolean {
    return url.get('ws') === '1'
  }

  get #with(): { with?: 'workstations' } {
    return this.withWorkstations ? { with: 'workstations' } : {}
  }

  choose(moment: number | null): void {
    url.set({ at: moment === null ? null : momentText(moment) }, { replace: true })
  }

  countWorkstations(counted: boolean): void {
    url.set({ ws: counted ? '1' : null })
  }

  retryNow(): void {
    retry(this.#momentQuery, this.now)
  }

  retryUsual(): void {
    retry(this.#usualQuery, this.usual)
  }
}

function asked<Answer>(query: string | null, latest: Latest<Answer>): (() => void) | undefined {
  if (query === null) return
  const timer = setTimeout(() => void latest.ask(JSON.parse(query) as Record<string, string>), RESTS_AFTER_MS)
  return () => {
    clearTimeout(timer)
    latest.stop()
  }
}

function retry<Answer>(query: string | null, latest: Latest<Answer>): void {
  if (query !== null) void latest.ask(JSON.parse(query) as Record<string, string>)
}
