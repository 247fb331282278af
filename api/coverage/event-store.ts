import { sql } from 'kysely'
import type { Database } from '../database/connect.ts'
import type { CoverageLayer, StayLayer } from './contract.ts'
import { byTime, type TargetEvents } from './evidence.ts'
import { FiguresByDay } from './found-by-day.ts'
import { packedPass, packedStay, stayLayers, unpackPasses, unpackStays } from './packed-events.ts'

const daySeconds = 86_400
/** One day costs about 2 MB of memory where 1,000 patrol-hours a day pass a hundred targets. */
const keptDays = 130
/** Native: each slice on a connection of its own. Embedded: one short query after the other. */
const daysPerRead = 7
const parallelReads = { native: 4, embedded: 1 }

/** The events of one UTC day, by the middle of their time. */
export type Day = Record<CoverageLayer, Map<number, TargetEvents>>

interface KnownDay {
  fingerprint: string
  day: Promise<Day>
}

/**
 * Passes and stays of a district in memory, day by day: a day is read when it is first asked for and again after a track of it was written or removed, or
 * summaries were computed again.
 */
export class EventStore {
  readonly #database: Database
  /** The longest unused first. */
  readonly #days = new Map<string, KnownDay>()
  #latest: { key: string; fingerprints: Map<number, string> } = { key: '', fingerprints: new Map() }

  constructor(database: Database) {
    this.#database = database
  }

  /** The figures of the events, computed once while the days they come from stay the same. */
  readonly figures = new FiguresByDay()

  /** Everything whose middle lies in the UTC days that `[from, to)` touches, by day. */
  async days(
    districtCode: string,
    from: Date,
    to: Date,
  ): Promise<{ firstDay: number; days: readonly Day[] }> {
    const first = Math.floor(from.getTime() / 1000 / daySeconds)
    const last = Math.ceil(to.getTime() / 1000 / daySeconds) - 1
    const fingerprints = await this.#fingerprints(districtCode, first, last)
    const wanted = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i)
    const keyOf = (day: number) => `${districtCode} ${day}`
    const stale = wanted.filter((day) => this.#days.get(keyOf(day))?.fingerprint !== fingerprints.get(day))
    this.#read(districtCode, stale, (day, promise) => {
      this.#days.set(keyOf(day), { fingerprint: fingerprints.get(day)!, day: promise })
      promise.catch(() => this.#days.delete(keyOf(day)))
    })
    const known = wanted.map((day) => {
      const found = this.#days.get(keyOf(day))!
      this.#days.delete(keyOf(day))
      this.#days.set(keyOf(day), found)
      return found.day
    })
    for (const old of [...this.#days.keys()].slice(0, -Math.max(keptDays, wanted.length))) {
      this.#days.delete(old)
    }
    return { firstDay: first, days: await Promise.all(known) }
  }

  /**
   * A day's fingerprint is that of the tracks which started on it or on the day before: an outing lasts a day at most. Row versions (`xmin`) tell a track
   * that was written again, whoever wrote it. They are read again only after some track or summary was written.
   */
  async #fingerprints(districtCode: string, first: number, last: number): Promise<Map<number, string>> {
    const versions = await this.#database.read
      .selectFrom('layerVersions')
      .select(['layer', 'version'])
      .where('layer', 'in', ['summaries', 'tracks'])
      .orderBy('layer')
      .execute()
    const key = JSON.stringify([districtCode, first, last, versions])
    if (this.#latest.key === key) return this.#latest.fingerprints
    const { rows } = await sql<{ day: number; fingerprint: string }>`
      SELECT floor(extract(epoch FROM started_at) / ${daySeconds}::integer)::integer AS day,
        concat_ws('.', count(*), sum(xmin::text::bigint)) AS fingerprint
      FROM tracks
      WHERE district_code = ${districtCode} AND started_at >= ${startOf(first - 1)} AND started_at < ${startOf(last + 1)}
      GROUP BY day`.execute(this.#database.read)
    const started = new Map(rows.map(({ day, fingerprint }) => [day, fingerprint]))
    const summaries = versions.find(({ layer }) => layer === 'summaries')?.version ?? 0
    const fingerprints = new Map<number, string>()
    for (let day = first; day <= last; day++) {
      const both = [started.get(day - 1) ?? '', started.get(day) ?? '']
      fingerprints.set(day, [summaries, ...both].join(' '))
    }
    this.#latest = { key, fingerprints }
    return fingerprints
  }

  /** Reads the days in slices, a few at a time. */
  #read(districtCode: string, days: number[], onDay: (day: number, events: Promise<Day>) => void): void {
    const slices: number[][] = []
    for (const day of days) {
      const slice = slices.at(-1)
      if (slice && day - slice[0]! < daysPerRead) slice.push(day)
      else slices.push([day])
    }
    const lanes: Promise<unknown>[] = new Array<Promise<unknown>>(parallelReads[this.#database.engine]).fill(
      Promise.resolve(),
    )
    slices.forEach((slice, i) => {
      const lane = i % lanes.length
      const read = lanes[lane]!.then(() => readDays(this.#database, districtCode, slice))
      lanes[lane] = read
      for (const day of slice)
        onDay(
          day,
          read.then((found) => found.get(day)!),
        )
    })
  }
}

const stores = new WeakMap<Database, EventStore>()

/** The one store of a database's events in this process. */
export function eventStoreOf(database: Database): EventStore {
  let store = stores.get(database)
  if (!store) {
    store = new EventStore(database)
    stores.set(database, store)
  }
  return store
}

function startOf(day: number): Date {
  return new Date(day * daySeconds * 1000)
}

/** @param days ascending */
async function readDays(database: Database, districtCode: string, days: number[]): Promise<Map<number, Day>> {
  const dayOf = sql`floor(extract(epoch FROM mid_at) / ${daySeconds}::integer)::integer`
  const inDays = sql`district_code = ${districtCode} AND mid_at >= ${startOf(days[0]!)}
    AND mid_at < ${startOf(days.at(-1)! + 1)} AND ${dayOf} = ANY(${days}::integer[])`
  const found = new Map(days.map((day) => [day, emptyDay()]))
  const passes = await sql<{ day: number; packed: Buffer }>`
    SELECT ${dayOf} AS day, string_agg(${packedPass}, '') AS packed FROM passes WHERE ${inDays} GROUP BY day`.execute(
    database.read,
  )
  for (const { day, packed } of passes.rows) {
    const lines = found.get(day)!['patrol-lines']
    unpackPasses(
      packed,
      (id, pass) => eventsOf(lines, id).passes.push(pass),
      (id, touch) => eventsOf(lines, id).touches.push(touch),
    )
  }
  const stays = await sql<{ day: number; packed: Buffer }>`
    SELECT ${dayOf} AS day, string_agg(${packedStay}, '') AS packed FROM stays WHERE ${inDays} GROUP BY day`.execute(
    database.read,
  )
  for (const { day, packed } of stays.rows) {
    unpackStays(packed, (layer: StayLayer, id, stay) => eventsOf(found.get(day)![layer], id).stays.push(stay))
  }
  for (const day of found.values()) {
    for (const targets of Object.values(day)) {
      for (const { passes, touches, stays } of targets.values()) {
        passes.sort(byTime)
        touches.sort(byTime)
        stays.sort(byTime)
      }
    }
  }
  return found
}

function emptyDay(): Day {
  return {
    'patrol-lines': new Map(),
    ...(Object.fromEntries(stayLayers.map((layer) => [layer, new Map()])) as Record<
      StayLayer,
      Map<number, TargetEvents>
    >),
  }
}

function eventsOf(targets: Map<number, TargetEvents>, id: number): TargetEvents {
  let events = targets.get(id)
  if (!events) {
    events = { passes: [], touches: [], stays: [] }
    targets.set(id, events)
  }
  return events
}
