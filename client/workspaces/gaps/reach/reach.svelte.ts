import {
  readReach,
  type ReachAnswer,
  readTypicalReach,
  type TypicalReach,
} from '../../../../api/reach/contract.ts'
import { call } from '../../../api.ts'
import { mapState } from '../../../map/map.svelte.ts'
import { session } from '../../../state/session.svelte.ts'
import { url } from '../../../state/url.svelte.ts'
import { gaps } from '../gaps.svelte.ts'
import { momentIn, type MomentRange, momentRange, momentText } from './moment-range.ts'

/** While the handle is still moving nothing is asked. */
const RESTS_AFTER_MS = 120

/** One question and its latest answer, which stays while the next is awaited. */
class Asked<Answer> {
  answer = $state.raw<Answer | null>(null)
  error = $state.raw<unknown>(null)
  loading = $state(false)
  #attempt = $state(0)

  retry(): void {
    this.#attempt++
  }

  /** To be called in an effect: asks `key` anew whenever it changes. */
  follow(key: string | null, ask: (signal: AbortSignal) => Promise<Answer>): (() => void) | undefined {
    void this.#attempt
    if (key === null) return
    const controller = new AbortController()
    this.loading = true
    this.error = null
    const timer = setTimeout(() => {
      ask(controller.signal)
        .then((answer) => {
          if (!controller.signal.aborted) this.answer = answer
        })
        .catch((thrown: unknown) => {
          if (!controller.signal.aborted) this.error = thrown
        })
        .finally(() => {
          if (!controller.signal.aborted) this.loading = false
        })
    }, RESTS_AFTER_MS)
    return () => {
      clearTimeout(timer)
      controller.abort()
    }
  }
}

/**
 * What is reached at a moment of the window of the gap desk, and usually in it. In the address: `at` the moment, `ws` whether workstations count.
 * Made by the view, so that it ends with it.
 */
export class ReachState {
  readonly now = new Asked<ReachAnswer>()
  readonly usual = new Asked<TypicalReach>()

  // Derived, so that only a change of the value itself asks again: the address also changes with every move of the map.
  #momentKey = $derived(
    mapState.settled && this.moment !== null
      ? JSON.stringify([momentText(this.moment), this.withWorkstations])
      : null,
  )
  #usualKey = $derived(
    // After the picture: it takes longer, and nobody waits for it.
    this.now.answer && !gaps.isFuture
      ? JSON.stringify([gaps.window.from, gaps.window.to, gaps.slotCode, this.withWorkstations])
      : null,
  )

  constructor() {
    $effect(() =>
      this.now.follow(this.#momentKey, (signal) => {
        const [at, workstations] = JSON.parse(this.#momentKey!) as [string, boolean]
        return call(readReach, { query: { at: `${at.slice(0, -1)}:00Z`, ...withOf(workstations) }, signal })
      }),
    )
    $effect(() =>
      this.usual.follow(this.#usualKey, (signal) => {
        const [from, to, slot, workstations] = JSON.parse(this.#usualKey!) as [
          string,
          string,
          string | null,
          boolean,
        ]
        const query = { from, to, ...(slot && { slot }), ...withOf(workstations) }
        return call(readTypicalReach, { query, signal })
      }),
    )
  }

  /** The moments of the window; null when none is known yet. */
  get range(): MomentRange | null {
    const { dataThrough } = session.viewer.district
    const latest = new Date(
      Math.min(session.now().getTime(), dataThrough ? Date.parse(dataThrough) : Infinity),
    )
    return momentRange(gaps.window.from, gaps.window.to, latest)
  }

  get moment(): number | null {
    return this.range && momentIn(this.range, url.get('at'))
  }

  get withWorkstations(): boolean {
    return url.get('ws') === '1'
  }

  choose(moment: number | null): void {
    url.set({ at: moment === null ? null : momentText(moment) }, { replace: true })
  }

  countWorkstations(counted: boolean): void {
    url.set({ ws: counted ? '1' : null })
  }
}

function withOf(workstations: boolean): { with?: 'workstations' } {
  return workstations ? { with: 'workstations' } : {}
}
