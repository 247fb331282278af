import {
  countCases,
  findTopPlaces,
  summarizeCases,
  type CaseCounts,
  type CaseSummary,
  type TopPlaces,
} from '../../../api/cases/contract.ts'
import { readHeat, type Heat } from '../../../api/hotspots/contract.ts'
import { call } from '../../api.ts'
import { Latest } from '../../latest.svelte.ts'
import type { TimeFilter } from '../../state/time-range.svelte.ts'

/** Everything the workspace reads, for one window and filter. */
export class Figures {
  readonly summary = new Latest<CaseSummary>((query, signal) => call(summarizeCases, { query, signal }))
  readonly heat = new Latest<Heat>((query, signal) => call(readHeat, { query, signal }))
  readonly places = new Latest<TopPlaces>((query, signal) => call(findTopPlaces, { query, signal }))
  readonly grids = new Latest<CaseCounts>((query, signal) => call(countCases, { query, signal }))
  readonly coreAreas = new Latest<CaseCounts>((query, signal) => call(countCases, { query, signal }))

  /** The figures of the whole range. */
  load(filter: TimeFilter): void {
    void this.summary.ask(questions.summary(filter))
    void this.places.ask(questions.places(filter))
    void this.grids.ask(questions.grids(filter))
    void this.coreAreas.ask(questions.coreAreas(filter))
  }

  loadHeat(filter: TimeFilter, bandwidthMeters: number | null): void {
    void this.heat.ask({
      ...questions.summary(filter),
      ...(bandwidthMeters === null ? {} : { bandwidth: bandwidthMeters }),
    })
  }

  /** Whether every figure of the panel is of this window and filter. */
  areOf(filter: TimeFilter): boolean {
    return (
      this.summary.answers(questions.summary(filter)) &&
      this.places.answers(questions.places(filter)) &&
      this.grids.answers(questions.grids(filter)) &&
      this.coreAreas.answers(questions.coreAreas(filter))
    )
  }

  get failed(): boolean {
    return this.#parts.some(({ error, loading }) => error !== null && !loading)
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

const publicReports = (filter: TimeFilter) => ({ ...filter, source: 'public_report' })
const questions = {
  summary: publicReports,
  places: (filter: TimeFilter) => ({ ...publicReports(filter), limit: 20 }),
  grids: (filter: TimeFilter) => ({ ...publicReports(filter), by: 'grids' }),
  coreAreas: (filter: TimeFilter) => ({ ...publicReports(filter), by: 'core-areas' }),
}
