export interface TrailFix {
  timeSeconds: number
  lon: number
  lat: number
}

/** The way of a unit over the last minutes, in order of time; parallel arrays. */
export class Trail {
  timeSeconds: number[] = []
  lon: number[] = []
  lat: number[] = []

  get lastSeconds(): number {
    return this.timeSeconds.at(-1) ?? -Infinity
  }

  /** Adds places in order of time; what is not newer than the last is left out. */
  add(fixes: readonly TrailFix[]): void {
    for (const fix of fixes) {
      if (fix.timeSeconds <= this.lastSeconds) continue
      this.timeSeconds.push(fix.timeSeconds)
      this.lon.push(fix.lon)
      this.lat.push(fix.lat)
    }
  }

  /** Drops what lies before, in one go now and then. */
  forgetBefore(seconds: number): void {
    const old = this.timeSeconds.findIndex((time) => time >= seconds)
    const count = old < 0 ? this.timeSeconds.length : old
    if (count === 0) return
    for (const values of [this.timeSeconds, this.lon, this.lat]) values.splice(0, count)
  }

  /** At most one place in `everySeconds`, and the last. */
  thinned(everySeconds: number): Trail {
    const thin = new Trail()
    const last = this.timeSeconds.length - 1
    this.timeSeconds.forEach((time, i) => {
      if (i < last && time - thin.lastSeconds < everySeconds) return
      thin.timeSeconds.push(time)
      thin.lon.push(this.lon[i]!)
      thin.lat.push(this.lat[i]!)
    })
    return thin
  }
}
