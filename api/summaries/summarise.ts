import type { Transaction } from 'kysely'
import { cleanTrack } from '../coverage/cleaned-track.ts'
import type { Database } from '../database/connect.ts'
import type { DB as Tables } from '../database/tables.ts'
import { metricProjection } from '../geometry/metric-projection.ts'
import { fixesOfTrackWkb } from '../geometry/track-wkb.ts'
import { matchedPath } from '../matching/matched-path.ts'
import { matchTrack } from '../matching/match-track.ts'
import { travelMode } from '../streets/travel-modes.ts'
import type { SummarisedTrack } from './derivation.ts'
import { type PreparedGround, summaryGround } from './ground.ts'
import {
  ensureSummaryPartitions,
  lockSummaries,
  replaceWays,
  type TimedTrack,
  timedTracks,
  type WayToStore,
} from './queries.ts'
import { storedWay } from './stored-way.ts'

/** What has changed of an outing: everything lies in `[from, to]`. */
interface ChangedOuting {
  patrolId: number
  from: Date
  to: Date
  removed: boolean
}

const tracksPerRead = 60

/**
 * Computes everything that is derived from the tracks of these outings anew and stores it in place of what was, in the transaction that wrote or
 * removed them. Each track is matched once. What comes out follows from tracks, places and rules alone.
 */
export async function summariseOutings(
  trx: Transaction<Tables>,
  database: Database,
  districtCode: string,
  changes: readonly ChangedOuting[],
): Promise<void> {
  await lockSummaries(trx, 'while tracks are written')
  const ground = await summaryGround(database, trx)
  if (!ground) return
  // One outing may be told of twice, as removed and as written again.
  const removed = changes.filter((change) => change.removed).map(({ patrolId }) => patrolId)
  const written = new Map(
    changes.filter((change) => !change.removed).map((change) => [change.patrolId, change]),
  )
  const gone = removed.filter((id) => !written.has(id))
  if (gone.length > 0) await new TrackSummaries(ground).store(trx, districtCode, gone)
  const outings = [...written.values()].sort((a, b) => a.from.getTime() - b.from.getTime())
  for (let start = 0; start < outings.length; start += tracksPerRead) {
    const slice = outings.slice(start, start + tracksPerRead)
    const ids = slice.map(({ patrolId }) => patrolId)
    const from = new Date(Math.min(...slice.map((outing) => outing.from.getTime())))
    const to = new Date(Math.max(...slice.map((outing) => outing.to.getTime())))
    await ensureSummaryPartitions(trx, from, to)
    const summaries = new TrackSummaries(ground)
    for (const track of await timedTracks(trx, districtCode, ground.district.metricCrs, ids, from, to)) {
      summaries.add(track)
    }
    await summaries.store(trx, districtCode, ids)
  }
}

/** Everything derived from some tracks, until it is stored. */
export class TrackSummaries {
  readonly #ground: PreparedGround
  readonly #gatherings
  readonly #ways: WayToStore[] = []

  constructor(ground: PreparedGround) {
    this.#ground = ground
    this.#gatherings = ground.prepared.map(({ prepared }) => prepared())
  }

  /** Matches a track and derives everything from it. */
  add(timed: TimedTrack): void {
    const { patrolId, startedAt } = timed
    const summarised = summarisedTrack(this.#ground, timed)
    for (const gathering of this.#gatherings) gathering.derive(summarised)
    const box = boxOf(summarised, this.#ground.district.metricCrs)
    if (box) this.#ways.push({ patrolId, startedAt, box, way: storedWay(summarised.path) })
  }

  /** Stores what was derived in place of everything stored of these patrols. There must be partitions for it. */
  async store(trx: Transaction<Tables>, districtCode: string, patrolIds: readonly number[]): Promise<void> {
    const ids = new Set(patrolIds)
    await replaceWays(
      trx,
      districtCode,
      patrolIds,
      this.#ways.filter(({ patrolId }) => ids.has(patrolId)),
    )
    for (const gathering of this.#gatherings) await gathering.replace(trx, districtCode, patrolIds)
  }
}

function summarisedTrack(
  { streets, matching, rules }: PreparedGround,
  { patrolId, unitId, plainClothes, mode, wkb }: TimedTrack,
): SummarisedTrack {
  const track = cleanTrack(fixesOfTrackWkb(wkb), rules.track)
  const path = matchedPath(streets.graph, track, matchTrack(matching, track, travelMode(mode)))
  return { patrolId, unitId, plainClothes, track, path }
}

/** West, south, east, north of both forms of a track; null of one without a segment. */
function boxOf({ track, path }: SummarisedTrack, metricCrs: number): [number, number, number, number] | null {
  const minX = Math.min(track.bounds.minX, path.bounds.minX)
  const minY = Math.min(track.bounds.minY, path.bounds.minY)
  const maxX = Math.max(track.bounds.maxX, path.bounds.maxX)
  const maxY = Math.max(track.bounds.maxY, path.bounds.maxY)
  if (!(minX <= maxX)) return null
  const { inverse } = metricProjection(metricCrs)
  const corners = [inverse(minX, minY), inverse(minX, maxY), inverse(maxX, minY), inverse(maxX, maxY)]
  const lons = corners.map(([lon]) => lon)
  const lats = corners.map(([, lat]) => lat)
  return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)]
}
