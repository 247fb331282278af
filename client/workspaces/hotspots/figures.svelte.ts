import {
  countCases,
  findTopPlaces,
  summarizeCases,
  type CaseCounts,
  type CaseSummary,
  type TopPlaces,
} from '../../../api/cases/contract.ts'
import { readHeat, type Heat } from '../../../api/hotspots/contract.ts'
import { call, type RequestOptions } from '../../api.ts'
import type { TimeFilter } from '../../state/time-range.svelte.ts'

type Query = RequestOptions['query']

/** The latest answer to a question that is asked again and again: the one before stays until the next is there. */
class Latest<Value> {
  value = $state.raw<Value | null>(null)
  error = $state.raw<unknown>(null)
  loading = $state(false)
  readonly #ask: (query: Query, signal: AbortSignal) => Promise<Value>
  #running: AbortController | null = null
  #answered = ''

  constructor(ask: (query: Query, signal: AbortSignal) => Promise<Value>) {
    this.#ask = ask
  }

  async ask(query: Query): Promise<void> {
    const key = JSON.stringify(query)
    this.#running?.abort()
    if (key === this.#answered) {
      this.loading = false
      return
    }
    const controller = new AbortController()
    this.#running = controller
    this.loading = true
    try {
      this.value = await this.#ask(query, controller.signal)
      this.error = null
      this.#answered = key
    } catch (thrown) {
      if (controller.signal.aborted) return
      this.error = thrown
    }
    if (this.#running === controller) this.loading = false
  }

  stop(): void {
    this.#running?.abort()
    this.loading = false
  }

  /** Asks again although the question is the same. */
  forget(): void {
    this.#answered = ''
  }
}

/** Everything the workspace reads, for one window and filter. */
export class Figures {
  readonly summary = new Latest<CaseSummary>((query, signal) => call(summarizeCases, { query, signal }))
  readonly heat = new Latest<Heat>((query, signal) => call(readHeat, { query, signal }))
  readonly places = new Latest<TopPlaces>((query, signal) => call(findTopPlaces, { query, signal }))
  readonly grids = new Latest<CaseCounts>((query, signal) => call(countCases, { query, signal }))
  readonly coreAreas = new Latest<CaseCounts>((query, signal) => call(countCases, { query, signal }))

  /** While the time is played only what moves is read. */
  load(filter: TimeFilter, bandwidthMeters: number | null, playing: boolean): void {
    const query = { ...filter, source: 'public_report' }
    void this.heat.ask({ ...query, ...(bandwidthMeters === null ? {} : { bandwidth: bandwidthMeters }) })
    if (playing) return
    void this.summary.ask(query)
    void this.places.ask({ ...query, limit: 20 })
    void this.grids.ask({ ...query, by: 'grids' })
    void this.coreAreas.ask({ ...query, by: 'core-areas' })
  }

  retry(): void {
    for (const part of this.#parts) part.forget()
  }

  stop(): void {
    for (const part of this.#parts) part.stop()
  }

  get #parts() {
    return [this.summary, this.heat, this.places, this.grids, this.coreAreas]
  }
}
