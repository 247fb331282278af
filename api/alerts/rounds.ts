import { DateTime } from 'luxon'
import type { ApiContext } from '../http/context.ts'
import { liveRules } from '../live/rules.ts'
import { earliestStart } from '../tracks/patrol-of-track.ts'
import { alertsChanged } from './queries.ts'
import { notStarted, silentUnits } from './reasons.ts'
import {
  forgetOld,
  lastOutings,
  raiseNotStarted,
  raiseSilent,
  resolveOthers,
  seenUnits,
  stationSlots,
  takeRound,
} from './round-queries.ts'

const everyMilliseconds = 30_000
const dayMilliseconds = 86_400_000

/** Raises and resolves alerts every half minute: one process at a time, and the same alert once. */
export class AlertRounds {
  readonly #context: ApiContext
  #timer: NodeJS.Timeout | undefined
  #running: Promise<unknown> = Promise.resolve()
  #stopped = false

  constructor(context: ApiContext) {
    this.#context = context
  }

  start(): void {
    this.#timer = setTimeout(() => {
      this.#running = this.round(new Date())
        .catch((error: unknown) => this.#context.log.error({ err: error }, 'alerts could not be judged'))
        .finally(() => {
          if (!this.#stopped) this.start()
        })
    }, everyMilliseconds)
    this.#timer.unref()
  }

  /** Ends the work; a round under way is finished first. */
  async stop(): Promise<void> {
    this.#stopped = true
    clearTimeout(this.#timer)
    await this.#running
  }

  /** Judges every unit and station at the moment. @returns false when another process is at it */
  async round(now: Date): Promise<boolean> {
    const { database, settings } = this.#context
    const district = await settings.districtOrNull()
    if (!district) return false
    const rules = await liveRules(settings)
    const startedSeconds = (await settings.get('live.notStartedMinutes')) * 60
    const keptDays = await settings.get('patrols.fixRetentionDays')
    const { code, timeZone } = district
    const nowSeconds = now.getTime() / 1000
    const yesterday = new Date(now.getTime() - dayMilliseconds)
    return database.write.transaction().execute(async (trx) => {
      if (!(await takeRound(trx))) return false
      await forgetOld(trx, now, keptDays)
      const silent = silentUnits(await seenUnits(trx), rules, nowSeconds)
      const slots = await stationSlots(trx, dayOf(yesterday, timeZone), dayOf(now, timeZone))
      const lastOut = await lastOutings(trx, code, earliestStart(yesterday), now)
      const reasons = notStarted(slots, lastOut, startedSeconds, nowSeconds, timeZone)
      const resolved = await resolveOthers(trx, silent, reasons, now)
      const raised = (await raiseSilent(trx, silent, now)) + (await raiseNotStarted(trx, reasons, now))
      if (resolved + raised > 0) await alertsChanged(trx)
      return true
    })
  }
}

function dayOf(at: Date, timeZone: string): string {
  return DateTime.fromJSDate(at, { zone: timeZone }).toISODate()!
}
