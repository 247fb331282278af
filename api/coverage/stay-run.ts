/** A time spent inside something: a circle, along a section, in an area. */
export interface Stay {
  /** First entry and last exit, interpolated on the segments. */
  readonly fromSeconds: number
  readonly toSeconds: number
  readonly midSeconds: number
  /** All of the observed time between entry and exit, tolerated exits included. */
  readonly dwellSeconds: number
  /** The part of `dwellSeconds` inside. */
  readonly insideSeconds: number
  /** The part of `dwellSeconds` below the speed that counts as still. */
  readonly stillSeconds: number
  /** Of the way inside. */
  readonly lengthMeters: number
}

/** Joins the times that a track is inside to stays: outside or unobserved for less than the tolerated time does not end one. */
export class StayRun {
  readonly stays: Stay[] = []
  readonly #toleratedExitSeconds: number
  #open = false
  #from = 0
  #to = 0
  #dwell = 0
  #inside = 0
  #still = 0
  #meters = 0
  #outside = 0
  #outsideStill = 0

  constructor(toleratedExitSeconds: number) {
    this.#toleratedExitSeconds = toleratedExitSeconds
  }

  /** Observed time outside. */
  addOutside(seconds: number, isStill: boolean): void {
    if (!this.#open) return
    this.#outside += seconds
    if (isStill) this.#outsideStill += seconds
  }

  /** Observed time inside; calls are in the order of time. */
  addInside(fromSeconds: number, toSeconds: number, meters: number, isStill: boolean): void {
    const away = fromSeconds - this.#to
    if (this.#open && away > 0 && away >= this.#toleratedExitSeconds) this.finish()
    if (this.#open) {
      this.#dwell += this.#outside
      this.#still += this.#outsideStill
    } else {
      this.#open = true
      this.#from = fromSeconds
      this.#dwell = this.#inside = this.#still = this.#meters = 0
    }
    const seconds = toSeconds - fromSeconds
    this.#dwell += seconds
    this.#inside += seconds
    this.#meters += meters
    if (isStill) this.#still += seconds
    this.#to = toSeconds
    this.#outside = this.#outsideStill = 0
  }

  /** Ends what is open; call once more when the track is over. */
  finish(): void {
    if (!this.#open) return
    this.#open = false
    this.#outside = this.#outsideStill = 0
    this.stays.push({
      fromSeconds: this.#from,
      toSeconds: this.#to,
      midSeconds: (this.#from + this.#to) / 2,
      dwellSeconds: this.#dwell,
      insideSeconds: this.#inside,
      stillSeconds: this.#still,
      lengthMeters: this.#meters,
    })
  }
}
