import { type Kysely, sql, type Transaction } from 'kysely'
import { cleanTrack } from '../coverage/cleaned-track.ts'
import type { DB as Tables } from '../database/tables.ts'
import { fixesOfTrackWkb } from '../geometry/track-wkb.ts'
import { patrolOfTrack, patrolsOfTracksStartedIn } from '../tracks/patrol-of-track.ts'
import type { SummarisedTrack } from './derivation.ts'
import type { Gathering } from './derivations.ts'
import type { PreparedGround } from './ground.ts'
import { timedTracks } from './queries.ts'
import { readWay, storedWay } from './stored-way.ts'
import { inParts } from './tracks-again.ts'
import { type Box, type ListedTrack, waysNear } from './work.ts'

const tracksPerRead = 25

/** Over the largest radius of a point and the largest tolerance of a line, at latitudes below 60°. */
const marginDegrees = 0.01

const nothing = new Float64Array()
const noTrack = cleanTrack({ timeSeconds: nothing, x: nothing, y: nothing })
const noPath = readWay(storedWay({ ...noTrack, onStreet: noTrack.connected }))

/**
 * Records of one layer that every track near them is held against again, along its stored way: nothing is matched. Computed outside any transaction, then
 * written in one.
 */
export class TargetsAgain {
  readonly #ground: PreparedGround
  readonly #boxes: readonly Box[]
  readonly #without: () => ReadonlySet<number>
  readonly #gatherings: Gathering[]
  readonly #uses: 'track' | 'path' | 'both'
  #tracks: ListedTrack[] = []
  #listed = new Map<number, string>()

  /**
   * @param boxes of the records, in degrees
   * @param without patrols that somebody else computes again
   */
  constructor(
    ground: PreparedGround,
    layer: string,
    ids: ReadonlySet<number>,
    boxes: readonly Box[],
    without: () => ReadonlySet<number> = () => new Set(),
  ) {
    this.#ground = ground
    this.#boxes = boxes.map(([west, south, east, north]): Box => [
      west - marginDegrees,
      south - marginDegrees,
      east + marginDegrees,
      north + marginDegrees,
    ])
    this.#without = without
    const concerned = ground.prepared.filter(({ derivation }) => derivation.layers.includes(layer))
    this.#gatherings = concerned.map(({ prepared }) => prepared({ layer, ids }))
    const uses = new Set(
      concerned.map(
        ({ derivation: { uses: form } }) => (typeof form === 'string' ? form : form?.[layer]) ?? 'both',
      ),
    )
    this.#uses = uses.size === 1 ? [...uses][0]! : 'both'
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
      await this.#derive(this.#ground.database.read, part)
      onTracks(part.length)
      await new Promise((resolve) => setImmediate(resolve))
    }
  }

  /** As `TracksAgain.write`: what is stored of tracks that have lost their times stays as it is. */
  async write(trx: Transaction<Tables>): Promise<void> {
    const present = await this.#list(trx)
    const changed = present.filter(({ patrolId, version }) => this.#listed.get(patrolId) !== version)
    for (const part of inParts(changed, tracksPerRead)) await this.#derive(trx, part)
    const ids = present.map(({ patrolId }) => patrolId)
    for (const gathering of this.#gatherings) await gathering.replace(trx, this.#ground.district.code, ids)
  }

  async #list(db: Kysely<Tables>): Promise<ListedTrack[]> {
    if (this.#gatherings.length === 0) return []
    const without = this.#without()
    const near = await waysNear(db, this.#ground.district.code, this.#boxes)
    return near.filter(({ patrolId }) => !without.has(patrolId))
  }

  async #derive(db: Kysely<Tables>, part: readonly ListedTrack[]): Promise<void> {
    for (const track of await this.#read(db, part)) {
      for (const gathering of this.#gatherings) gathering.derive(track)
    }
  }

  /** In the forms that are looked at. */
  async #read(db: Kysely<Tables>, part: readonly ListedTrack[]): Promise<SummarisedTrack[]> {
    const { district, rules } = this.#ground
    const ids = part.map(({ patrolId }) => patrolId)
    const [from, to] = [part[0]!.startedAt, new Date(part.at(-1)!.startedAt.getTime() + 1)]
    const ways = this.#uses === 'track' ? [] : await storedWays(db, district.code, ids, from, to)
    if (this.#uses === 'path') return ways.map(({ path, ...of }) => ({ ...of, track: noTrack, path }))
    const paths = new Map(ways.map(({ patrolId, path }) => [patrolId, path]))
    const tracks = await timedTracks(db, district.code, district.metricCrs, ids, from, to)
    return tracks.map(({ patrolId, unitId, plainClothes, wkb }) => ({
      patrolId,
      unitId,
      plainClothes,
      track: cleanTrack(fixesOfTrackWkb(wkb), rules.track),
      path: paths.get(patrolId) ?? noPath,
    }))
  }
}

async function storedWays(
  db: Kysely<Tables>,
  districtCode: string,
  patrolIds: readonly number[],
  from: Date,
  to: Date,
) {
  const { rows } = await sql<Omit<SummarisedTrack, 'track' | 'path'> & { way: Buffer }>`
    SELECT ways.patrol_id, patrols.unit_id, patrols.attire = 'plain' AS plain_clothes, ways.way
    FROM track_ways AS ways
    JOIN patrols ON ${patrolOfTrack('patrols', 'ways')}
      AND ${patrolsOfTracksStartedIn('patrols', from, new Date(to.getTime() + 1))}
    WHERE ways.district_code = ${districtCode} AND ways.patrol_id = ANY(${patrolIds}::bigint[])
      AND ways.started_at BETWEEN ${from} AND ${to}`.execute(db)
  return rows.map(({ way, ...of }) => ({ ...of, path: readWay(way) }))
}
