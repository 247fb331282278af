import { sql, type Transaction } from 'kysely'
import type { Database } from '../database/connect.ts'
import type { DB as Tables } from '../database/tables.ts'
import { type PreparedGround, summaryGround, summaryRules } from './ground.ts'
import { reportProgress } from './progress.ts'
import { lockSummaries, unlessElsewhere } from './queries.ts'
import { readSummaryState, storeSummaryState, summaryFingerprint } from './state.ts'
import { TargetsAgain } from './targets-again.ts'
import { TracksAgain } from './tracks-again.ts'
import {
  type Box,
  forgetWork,
  linesNear,
  monthsOfTracks,
  tracksNear,
  tracksStartedIn,
  waitingWork,
  widened,
  type Work,
} from './work.ts'

const pollMilliseconds = 1000

/** Over the distance at which a street plays a part for a fix, and some for the ways between: 160 m and more in China. */
const streetMarginDegrees = 0.002

interface Services {
  database: Database
  log: { error(fields: object, message: string): void }
}

/** What is computed outside any transaction and then written in one. */
interface Again {
  list(): Promise<number>
  compute(onTracks: (count: number) => void): Promise<void>
  write(trx: Transaction<Tables>): Promise<void>
}

/**
 * Computes again what changed places, streets and rules touch: in the background, in slices, and visible all at once. Readers see what was before, then
 * what is. Everything is made again month by month, the latest first, each month at once.
 */
export class PendingSummaries {
  readonly #services: Services
  #timer: NodeJS.Timeout | undefined
  #running: Promise<unknown> = Promise.resolve()
  #stopped = false

  constructor(services: Services) {
    this.#services = services
  }

  start(): void {
    this.#timer = setTimeout(() => {
      this.#running = this.finish()
        .catch((error: unknown) =>
          this.#services.log.error({ err: error }, 'summaries could not be computed again'),
        )
        .finally(() => {
          if (!this.#stopped) this.start()
        })
    }, pollMilliseconds)
    this.#timer.unref()
  }

  /** Ends the work; the step under way is finished first. */
  async stop(): Promise<void> {
    this.#stopped = true
    clearTimeout(this.#timer)
    await this.#running
  }

  /** Computes everything that waits, and what comes meanwhile; nothing while another process is at it. */
  async finish(): Promise<void> {
    const { database } = this.#services
    if (!(await this.#areRulesNew()) && (await waitingWork(database.read)).length === 0) return
    await unlessElsewhere(database, () => this.#everythingWaiting())
  }

  async #everythingWaiting(): Promise<void> {
    const { database } = this.#services
    try {
      for (;;) {
        if (this.#stopped) return
        const work = await waitingWork(database.read)
        const isOld = await this.#areRulesNew()
        if (!isOld && work.length === 0) return
        const ground = await summaryGround(database, database.read)
        if (!ground) return
        if (isOld) await this.#everything(ground, work)
        else await this.#changed(ground, work)
      }
    } finally {
      reportProgress(database, null)
    }
  }

  /** Whether what is stored was made by other rules than those of now, or nothing was made yet. */
  async #areRulesNew(): Promise<boolean> {
    const { database } = this.#services
    const found = await summaryRules(database, database.read)
    if (!found) return false
    const state = await readSummaryState(database.read)
    return state?.fingerprint !== summaryFingerprint(found.district, found.rules)
  }

  async #everything(ground: PreparedGround, work: readonly Work[]): Promise<void> {
    const { database, district, rules } = ground
    const months = await monthsOfTracks(database.read, district.code)
    const totalCount = months.reduce((sum, { count }) => sum + count, 0)
    let doneCount = 0
    for (const { from, to } of months) {
      const again = new TracksAgain(ground, (db) => tracksStartedIn(db, district.code, from, to))
      await again.list()
      await again.compute((count) => {
        doneCount += count
        reportProgress(database, { doneCount, totalCount })
      })
      if (this.#stopped) return
      await this.#alone((trx) => again.write(trx))
    }
    await this.#alone(async (trx) => {
      await storeSummaryState(trx, district.code, summaryFingerprint(district, rules))
      await forgetWork(trx, work)
    })
  }

  async #changed(ground: PreparedGround, work: readonly Work[]): Promise<void> {
    const { database, district } = ground
    const agains: Again[] = []
    let computedAgain: () => ReadonlySet<number> = () => new Set()
    const targets = new Map<string, { ids: Set<number>; boxes: Box[] }>()
    const add = (layer: string, id: number, box: Box) => {
      const known = targets.get(layer) ?? { ids: new Set(), boxes: [] }
      targets.set(layer, known)
      known.ids.add(id)
      known.boxes.push(box)
    }
    const roads = work.filter(({ layer }) => layer === 'roads').map(({ box }) => box)
    if (roads.length > 0) {
      const boxes = widened(roads, streetMarginDegrees)
      const tracks = new TracksAgain(ground, (db) => tracksNear(db, district.code, boxes))
      agains.push(tracks)
      computedAgain = () => tracks.patrolIds
      for (const { layer, id, box } of await linesNear(database.read, boxes)) add(layer, id, box)
    }
    for (const { layer, targetId, box } of work) if (layer !== 'roads') add(layer, targetId, box)
    for (const [layer, { ids, boxes }] of targets) {
      agains.push(new TargetsAgain(ground, layer, ids, widened(boxes, 0), computedAgain))
    }
    let [doneCount, totalCount] = [0, 0]
    for (const again of agains) totalCount += await again.list()
    for (const again of agains) {
      await again.compute((count) => {
        doneCount += count
        reportProgress(database, { doneCount, totalCount })
      })
    }
    if (this.#stopped) return
    await this.#alone(async (trx) => {
      for (const again of agains) await again.write(trx)
      await forgetWork(trx, work)
    })
  }

  /** Everything at once, while nobody writes tracks; afterwards answers are made anew. */
  async #alone(write: (trx: Transaction<Tables>) => Promise<void>): Promise<void> {
    await this.#services.database.write.transaction().execute(async (trx) => {
      await lockSummaries(trx, 'alone')
      await write(trx)
      await sql`SELECT bump_layer_version('summaries')`.execute(trx)
    })
  }
}
