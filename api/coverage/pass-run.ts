import type { CoveredInterval } from './covered-intervals.ts'

/** Scatter cancels out within so many chords; what does not is a way across. */
const LONGEST_STRAY_CHORDS = 6

interface Moment {
  along: number
  seconds: number
  x: number
  y: number
}

export interface RunLimits {
  readonly lengthMeters: number
  readonly closed: boolean
  readonly backwardToleranceMeters: number
  readonly chordMeters: number
  /** The least share of a chord that must be progress along the line: the cosine of the heading tolerance. */
  readonly leastProgressShare: number
}

/** One candidate traversal while a track is followed: where along the line it is, how far it came, and what it covered. */
export class PassRun {
  along: number
  lastOnSeconds: number
  /** Path of the track since the run was last on the line. */
  metersSinceOn = 0
  /** 0 until it has moved more than the backward tolerance, then +1 along the line or -1 against it. */
  direction: -1 | 0 | 1 = 0
  /** Whether the track is off the line at present. */
  isOff = false
  acrossMeters = 0
  alongMeters = 0
  readonly intervals: CoveredInterval[] = []
  readonly first: Moment
  low: Moment
  high: Moment
  /** The last moment at the furthest point since the run came (back) onto the line: where a run the other way begins. */
  turn: Moment
  readonly #limits: RunLimits
  #last: Moment
  #anchor: Moment
  /** What was reached since the anchor. */
  #lowSinceAnchor: number
  #highSinceAnchor: number
  /** Chords that seemed to go across: scatter, if all in all they lead along the line. */
  #stray: {
    from: Moment
    low: number
    high: number
    meters: number
    afterAlong: boolean
    chords: number
  } | null = null
  #wasAlong = false

  constructor(limits: RunLimits, start: Moment) {
    this.#limits = limits
    this.along = start.along
    this.lastOnSeconds = start.seconds
    this.#last = start
    this.#anchor = start
    this.#lowSinceAnchor = this.#highSinceAnchor = start.along
    this.first = this.low = this.high = this.turn = start
  }

  /** The furthest point in its direction. */
  get furthest(): Moment {
    if (this.direction !== 0) return this.direction > 0 ? this.high : this.low
    return this.high.seconds >= this.low.seconds ? this.high : this.low
  }

  /** Where its way began. */
  get start(): Moment {
    return this.furthest === this.high ? this.low : this.high
  }

  /**
   * Goes on to a place on the line.
   *
   * @returns whether it is past the backward tolerance or round a closed line, so that the run has ended at its furthest point.
   */
  moveTo(along: number, seconds: number, x: number, y: number): boolean {
    const here: Moment = { along, seconds, x, y }
    if (this.isOff) {
      this.#closeChord(this.#last)
      this.#stray = null
      this.#setAnchor(here)
      if (this.isInside(along)) this.turn = here
    } else {
      const border = this.#borderCrossing(here)
      if (border) this.#reach(border)
      this.#lowSinceAnchor = Math.min(this.#lowSinceAnchor, along)
      this.#highSinceAnchor = Math.max(this.#highSinceAnchor, along)
      if (distance(this.#anchor, here) >= this.#limits.chordMeters) this.#closeChord(here)
    }
    if (this.isInside(along)) this.#reach(here)
    this.#last = here
    this.along = along
    this.lastOnSeconds = seconds
    this.metersSinceOn = 0
    this.isOff = false
    const back = this.#limits.backwardToleranceMeters
    if (this.direction === 0) {
      if (this.high.along - this.low.along > back) {
        this.direction = this.furthest === this.high ? 1 : -1
        this.turn = this.furthest
      }
      return false
    }
    if (
      this.#limits.closed &&
      Math.abs(this.furthest.along - this.start.along) >= this.#limits.lengthMeters
    ) {
      return true
    }
    return this.isInside(along) && (this.furthest.along - along) * this.direction > back
  }

  /** Whether a place along the line is ahead of the run, or behind it by no more than the backward tolerance. */
  isAhead(along: number): boolean {
    if (this.direction === 0) return false
    return (this.furthest.along - along) * this.direction <= this.#limits.backwardToleranceMeters
  }

  /** Completes the last stretch; call once, when the run has ended. */
  finish(): void {
    const end = this.furthest
    if (end.seconds > this.#anchor.seconds) this.#closeChord(end)
  }

  isInside(along: number): boolean {
    return this.#limits.closed || (along >= 0 && along <= this.#limits.lengthMeters)
  }

  #reach(moment: Moment): void {
    if (!this.isInside(this.low.along) || moment.along < this.low.along) this.low = moment
    if (!this.isInside(this.high.along) || moment.along > this.high.along) this.high = moment
    const outermost = this.direction >= 0 ? moment.along >= this.turn.along : moment.along <= this.turn.along
    if (!this.isInside(this.turn.along) || outermost) this.turn = moment
  }

  /** The moment at which the way from the last place to here crosses an end of the line. */
  #borderCrossing(here: Moment): Moment | null {
    const wasInside = this.isInside(this.#last.along)
    if (wasInside === this.isInside(here.along)) return null
    const outside = wasInside ? here.along : this.#last.along
    const border = outside < 0 ? 0 : this.#limits.lengthMeters
    const share = (border - this.#last.along) / (here.along - this.#last.along)
    const between = (from: number, to: number) => from + share * (to - from)
    return {
      along: border,
      seconds: between(this.#last.seconds, here.seconds),
      x: between(this.#last.x, here.x),
      y: between(this.#last.y, here.y),
    }
  }

  /** Judges the way from the anchor to here by its heading: progress along the line over distance. */
  #closeChord(here: Moment): void {
    const chord = distance(this.#anchor, here)
    const progress = Math.abs(here.along - this.#anchor.along)
    if (progress > 0 || chord > 0) {
      const isLong = chord >= this.#limits.chordMeters / 4
      const isAlong = isLong ? progress >= this.#limits.leastProgressShare * chord : this.#wasAlong
      if (isAlong) {
        this.#settleStray(here, true)
        this.intervals.push([this.#lowSinceAnchor, this.#highSinceAnchor])
        this.alongMeters += progress
      } else {
        this.acrossMeters += chord
        const stray = (this.#stray ??= {
          from: this.#anchor,
          low: Infinity,
          high: -Infinity,
          meters: 0,
          afterAlong: this.#wasAlong,
          chords: 0,
        })
        stray.low = Math.min(stray.low, this.#lowSinceAnchor)
        stray.high = Math.max(stray.high, this.#highSinceAnchor)
        stray.meters += chord
        stray.chords++
        this.#settleStray(here, false)
      }
      this.#wasAlong = isAlong
    }
    this.#setAnchor(here)
  }

  /** Takes stray chords back when they lead along the line together, or were a single one between two along it. */
  #settleStray(here: Moment, isAlong: boolean): void {
    const stray = this.#stray
    if (!stray) return
    const { chordMeters, leastProgressShare } = this.#limits
    const together = distance(stray.from, here)
    const progress = Math.abs(here.along - stray.from.along)
    const leadAlong = together >= chordMeters && progress >= leastProgressShare * together
    if (leadAlong || (isAlong && stray.afterAlong && stray.chords === 1)) {
      this.intervals.push([stray.low, stray.high])
      this.alongMeters += stray.high - stray.low
      this.acrossMeters -= stray.meters
      this.#stray = null
    } else if (isAlong || stray.meters > LONGEST_STRAY_CHORDS * chordMeters) {
      this.#stray = null
    }
  }

  #setAnchor(here: Moment): void {
    this.#anchor = here
    this.#lowSinceAnchor = this.#highSinceAnchor = here.along
  }
}

function distance(a: Moment, b: Moment): number {
  return Math.hypot(a.x - b.x, a.y - b.y)
}
