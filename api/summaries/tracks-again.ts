import type { Kysely, Transaction } from 'kysely'
import type { DB as Tables } from '../database/tables.ts'
import type { PreparedGround } from './ground.ts'
import { longestPatrolHours } from '../tracks/patrol-of-track.ts'
import { ensureSummaryPartitions, timedTracks } from './queries.ts'
import { TrackSummaries } from './summarise.ts'
import type { ListedTrack } from './work.ts'

/** On the embedded engine one query holds up every other client. */
const tracksPerRead = 25

/** Tracks that are matched and held against everything again: computed outside any transaction, then written in one. */
export class TracksAgain {
  readonly #ground: PreparedGround
  readonly #list: (db: Kysely<Tables>) => Promise<ListedTrack[]>
  readonly #parts: { ids: number[]; summaries: TrackSummaries }[] = []
  #tracks: ListedTrack[] = []
  #listed = new Map<number, string>()

  /** @param list which tracks, as of now */
  constructor(ground: PreparedGround, list: (db: Kysely<Tables>) => Promise<ListedTrack[]>) {
    this.#ground = ground
    this.#list = list
  }

  get patrolIds(): ReadonlySet<number> {
    return new Set(this.#listed.keys())
  }

  /** Finds out which tracks there are. @returns how many */
  async list(): Promise<number> {
    this.#tracks = await this.#list(this.#ground.database.read)
    this.#listed = new Map(this.#tracks.map(({ patrolId, version }) => [patrolId, version]))
    return this.#tracks.length
  }

  /** After `list`. */
  async compute(onTracks: (count: number) => void): Promise<void> {
    for (const part of inParts(this.#tracks, tracksPerRead)) {
      this.#parts.push(await this.#computed(this.#ground.database.read, part))
      onTracks(part.length)
      // Let other requests in: matching is work for this process alone.
      await new Promise((resolve) => setImmediate(resolve))
    }
  }

  /** Writes what is still so; tracks that came or changed meanwhile are computed now. What was removed stays removed. */
  async write(trx: Transaction<Tables>): Promise<void> {
    const { code } = this.#ground.district
    const present = await this.#list(trx)
    const unchanged = new Set(
      present
        .filter(({ patrolId, version }) => this.#listed.get(patrolId) === version)
        .map(({ patrolId }) => patrolId),
    )
    const starts = present.map(({ startedAt }) => startedAt.getTime())
    if (starts.length > 0) {
      const latest = starts.at(-1)! + longestPatrolHours * 3_600_000
      await ensureSummaryPartitions(trx, new Date(starts[0]!), new Date(latest))
    }
    for (const { ids, summaries } of this.#parts) {
      await summaries.store(
        trx,
        code,
        ids.filter((id) => unchanged.has(id)),
      )
    }
    const changed = present.filter(({ patrolId }) => !unchanged.has(patrolId))
    for (const part of inParts(changed, tracksPerRead)) {
      const { ids, summaries } = await this.#computed(trx, part)
      await summaries.store(trx, code, ids)
    }
  }

  async #computed(db: Kysely<Tables>, part: readonly ListedTrack[]) {
    const { district } = this.#ground
    const ids = part.map(({ patrolId }) => patrolId)
    const [from, to] = [part[0]!.startedAt, new Date(part.at(-1)!.startedAt.getTime() + 1)]
    const summaries = new TrackSummaries(this.#ground)
    for (const track of await timedTracks(db, district.code, district.metricCrs, ids, from, to)) {
      summaries.add(track)
    }
    return { ids, summaries }
  }
}

export function inParts<Item>(items: readonly Item[], size: number): Item[][] {
  const parts: Item[][] = []
  for (let start = 0; start < items.length; start += size) parts.push(items.slice(start, start + size))
  return parts
}
