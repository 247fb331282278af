import type { CleanedTrack } from '../coverage/cleaned-track.ts'
import type { OnStretch } from './stretches.ts'

const secondsPerHour = 3600
/** Away for less is rounding: seconds since 1970 are exact to a quarter of a microsecond. */
const roundingSeconds = 1e-6

export interface TallyOptions {
  /** Away from the target for less does not end a stay; 0: a stay is a maximal run inside. */
  readonly toleratedExitSeconds: number
  /** A stay with this much time inside is effective; what lies beyond makes it no second one. */
  readonly effectiveStaySeconds: number
}

/** What one track did at one target in one hour. */
export interface HourAtTarget {
  dwellSeconds: number
  lengthMeters: number
  /** Stays that began in the hour: visits of a cell or grid, passings of a courtyard. */
  stays: number
  /** Those of them that were effective in the end. */
  effectiveStays: number
}

interface Stay {
  untilSeconds: number
  insideSeconds: number
  began: HourAtTarget
}

/**
 * Adds up the stretches of one track by hour and target. Hours are those of UTC since 1970; a stretch that passes a full hour is split there at constant
 * speed. Districts whose time zone is off by half an hour read hours that begin at half past.
 */
export class HourTally {
  /** By hour since 1970, then by target. */
  readonly hours = new Map<number, Map<number, HourAtTarget>>()
  readonly #track: CleanedTrack
  readonly #options: TallyOptions
  readonly #stays = new Map<number, Stay>()

  constructor(track: CleanedTrack, options: TallyOptions) {
    this.#track = track
    this.#options = options
  }

  readonly add: OnStretch = (target, segment, enter, leave) => {
    const { timeSeconds, x, y } = this.#track
    const start = timeSeconds[segment]!
    const end = timeSeconds[segment + 1]!
    const seconds = end - start
    const meters = Math.hypot(x[segment + 1]! - x[segment]!, y[segment + 1]! - y[segment]!)
    const from = start + enter * seconds
    const until = leave === 1 ? end : start + leave * seconds
    const lastHour = Math.ceil(until / secondsPerHour) - 1
    let hour = Math.floor(from / secondsPerHour)
    this.#stay(target, from, until, (leave - enter) * seconds, hour)
    for (let at = enter; at < leave; hour++) {
      const next = hour >= lastHour ? leave : Math.min(leave, ((hour + 1) * secondsPerHour - start) / seconds)
      const entry = this.#at(hour, target)
      entry.dwellSeconds += (next - at) * seconds
      entry.lengthMeters += (next - at) * meters
      at = next
    }
  }

  /** Ends the stays that are still open; to be called when the track is through. */
  finish(): this {
    for (const stay of this.#stays.values()) this.#end(stay)
    this.#stays.clear()
    return this
  }

  #stay(target: number, from: number, until: number, insideSeconds: number, hour: number): void {
    const known = this.#stays.get(target)
    const tolerated = Math.max(this.#options.toleratedExitSeconds, roundingSeconds)
    if (known && from - known.untilSeconds < tolerated) {
      known.untilSeconds = until
      known.insideSeconds += insideSeconds
      return
    }
    if (known) this.#end(known)
    const began = this.#at(hour, target)
    began.stays += 1
    this.#stays.set(target, { untilSeconds: until, insideSeconds, began })
  }

  #end({ insideSeconds, began }: Stay): void {
    if (insideSeconds >= this.#options.effectiveStaySeconds) began.effectiveStays += 1
  }

  #at(hour: number, target: number): HourAtTarget {
    let targets = this.hours.get(hour)
    if (!targets) this.hours.set(hour, (targets = new Map<number, HourAtTarget>()))
    let entry = targets.get(target)
    if (!entry) {
      entry = { dwellSeconds: 0, lengthMeters: 0, stays: 0, effectiveStays: 0 }
      targets.set(target, entry)
    }
    return entry
  }
}
