import { maySeePlainClothes } from '../auth/permissions.ts'
import type { Viewer } from '../auth/viewer.ts'
import { targetIdsInScope } from '../coverage/queries.ts'
import type { ApiContext } from '../http/context.ts'
import { onPositionsStored } from './arrivals.ts'
import { toCompactLine } from './compact-line.ts'
import type { LiveEvents, LiveUnit } from './contract.ts'
import { LivePoints } from './points.ts'
import { liveVersions, unitIdsInScope } from './queries.ts'
import { type LiveRules, liveRules } from './rules.ts'
import { TrackedUnits } from './tracked-units.ts'

type Send = <Name extends keyof LiveEvents>(name: Name, data: LiveEvents[Name]) => void

interface Listener {
  viewer: Viewer
  send: Send
  units: Set<number>
  points: Set<number>
}

const turnMilliseconds = 1000
/** After positions came in by this process: soon, and those that come together at once. */
const soonMilliseconds = 200
const beatMilliseconds = 10_000
/** Scopes are read again for new units and points. */
const scopeMilliseconds = 60_000
/** A place of a trail in this time is as much as a map can show. */
const trailSeconds = 10

/**
 * The live picture of this process, fanned out to its listeners: read from the table of last positions once a second while somebody listens, at
 * once where this process stored the positions. Every listener is told of its own scope only, by the rule of `unitIdsInScope`.
 */
export class LiveFeed {
  readonly #context: ApiContext
  readonly #units: TrackedUnits
  readonly #points: LivePoints
  readonly #listeners = new Set<Listener>()
  #timer: NodeJS.Timeout | undefined
  #dueAt = Infinity
  #turning: Promise<void> = Promise.resolve()
  #stopListening: (() => void) | undefined
  #started = false
  #versions = { units: '', alerts: 0 }
  #beatAt = 0
  #scopesAt = 0

  constructor(context: ApiContext) {
    this.#context = context
    this.#units = new TrackedUnits(context.database)
    this.#points = new LivePoints(context)
  }

  get listenerCount(): number {
    return this.#listeners.size
  }

  /**
   * Sends a snapshot, then whatever changes.
   *
   * @returns a function that ends it
   */
  async listen(viewer: Viewer, send: Send): Promise<() => void> {
    const { database, settings } = this.#context
    const listener: Listener = {
      viewer,
      send,
      units: await unitIdsInScope(database, viewer),
      points: await targetIdsInScope(database, 'patrol-points', viewer),
    }
    if (!this.#started) this.#start()
    // In the queue of turns, so that nothing is told twice or missed between snapshot and listening.
    await this.#queue(async () => {
      await this.#turn()
      const rules = await liveRules(settings)
      listener.send('snapshot', this.#snapshot(listener, rules))
      this.#listeners.add(listener)
    })
    return () => {
      this.#listeners.delete(listener)
      if (this.#listeners.size === 0) this.#stop()
    }
  }

  /** Once the points that are being counted are here; for tests. */
  async settled(): Promise<void> {
    await this.#points.refreshed()
  }

  #start(): void {
    this.#started = true
    this.#stopListening = onPositionsStored(() => this.#schedule(soonMilliseconds))
    this.#schedule(turnMilliseconds)
  }

  #stop(): void {
    this.#started = false
    this.#stopListening?.()
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#units.forget()
    this.#points.forget()
    this.#versions = { units: '', alerts: 0 }
  }

  #schedule(milliseconds: number): void {
    const at = Date.now() + milliseconds
    if (!this.#started || (this.#timer !== undefined && this.#dueAt <= at)) return
    clearTimeout(this.#timer)
    this.#dueAt = at
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      this.#dueAt = Infinity
      void this.#queue(() => this.#turn())
        .catch((error: unknown) => {
          if (this.#started) this.#context.log.error({ err: error }, 'the live picture could not be read')
        })
        .finally(() => this.#schedule(turnMilliseconds))
    }, milliseconds)
    this.#timer.unref()
  }

  #queue(work: () => Promise<void>): Promise<void> {
    const next = this.#turning.then(work)
    this.#turning = next.catch(() => undefined)
    return next
  }

  async #turn(): Promise<void> {
    const { database, settings } = this.#context
    const now = new Date()
    const district = await settings.district()
    const rules = await liveRules(settings)
    const versions = await liveVersions(database)
    const isOtherUnits = versions.units !== this.#versions.units
    const units = await this.#units.turn(district.code, rules, now.getTime() / 1000, isOtherUnits)
    const points = this.#points.turn(units.touched, now)
    if (isOtherUnits || now.getTime() - this.#scopesAt > scopeMilliseconds) await this.#readScopes(now)
    const isOtherAlerts = versions.alerts !== this.#versions.alerts
    const isBeat = now.getTime() - this.#beatAt >= beatMilliseconds
    this.#versions = versions
    if (isBeat) this.#beatAt = now.getTime()
    for (const listener of this.#listeners) {
      const changed = units.changed.flatMap(({ shown }) => (shown && isFor(listener, shown) ? [shown] : []))
      const gone = units.gone.filter((id) => listener.units.has(id))
      const at = { now: now.toISOString() }
      if (changed.length + gone.length > 0) listener.send('units', { ...at, changed, gone })
      const ticked = points.changed.filter(({ id }) => listener.points.has(id))
      const left = points.gone.filter((key) => listener.points.has(Number(key.split(' ')[0])))
      if (points.isFirst || ticked.length + left.length > 0)
        listener.send('points', { ...at, changed: ticked, gone: left })
      if (isOtherAlerts) listener.send('alerts', at)
      if (isBeat) listener.send('beat', at)
    }
  }

  async #readScopes(now: Date): Promise<void> {
    const { database } = this.#context
    this.#scopesAt = now.getTime()
    for (const listener of this.#listeners) {
      listener.units = await unitIdsInScope(database, listener.viewer)
      listener.points = await targetIdsInScope(database, 'patrol-points', listener.viewer)
    }
  }

  #snapshot(listener: Listener, rules: LiveRules): LiveEvents['snapshot'] {
    return {
      now: new Date().toISOString(),
      silentSeconds: rules.silentSeconds,
      trailSeconds: rules.trailSeconds,
      units: this.#units.shown.flatMap(({ shown, trail }) =>
        shown && isFor(listener, shown)
          ? [{ ...shown, trail: toCompactLine(trail.thinned(trailSeconds)) }]
          : [],
      ),
      points: this.#points.shown?.filter(({ id }) => listener.points.has(id)) ?? null,
    }
  }
}

/** Own station and leadership; plain clothes never for those who may not know of them. */
function isFor({ viewer, units }: Listener, { id, attire }: LiveUnit): boolean {
  return units.has(id) && (attire !== 'plain' || maySeePlainClothes(viewer))
}
