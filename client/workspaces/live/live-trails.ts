import type { TimedLine } from './timed-line.ts'

/** After a longer hole nobody knows the way: the trail is not joined over it. */
const GAP_SECONDS = 120

interface Run {
  timeSeconds: number[]
  lon: number[]
  lat: number[]
}

/** The ways of the last minutes, grown by what comes in. */
export class LiveTrails {
  readonly #runs = new Map<number, Run[]>()
  seconds = 0

  begin(seconds: number): void {
    this.seconds = seconds
    this.#runs.clear()
  }

  clear(): void {
    this.#runs.clear()
  }

  delete(id: number): void {
    this.#runs.delete(id)
  }

  set(id: number, { timeSeconds, lon, lat }: TimedLine): void {
    this.#runs.delete(id)
    timeSeconds.forEach((time, i) => this.add(id, time, lon[i]!, lat[i]!))
  }

  add(id: number, timeSeconds: number, lon: number, lat: number): void {
    const runs = this.#runs.get(id) ?? []
    this.#runs.set(id, runs)
    const last = runs.at(-1)
    const lastSeconds = last?.timeSeconds.at(-1) ?? -Infinity
    if (timeSeconds <= lastSeconds) return
    if (last && timeSeconds - lastSeconds <= GAP_SECONDS) {
      last.timeSeconds.push(timeSeconds)
      last.lon.push(lon)
      last.lat.push(lat)
    } else runs.push({ timeSeconds: [timeSeconds], lon: [lon], lat: [lat] })
    while (runs[0] && runs[0].timeSeconds.at(-1)! < timeSeconds - this.seconds) runs.shift()
  }

  runsOf(id: number): readonly Run[] {
    return this.#runs.get(id) ?? []
  }
}
