import type { DeviceFix } from './outing.ts'

/** Hidden for less than this, fixes a few seconds apart leave no doubt where the device was. */
const HOLE_SECONDS = 15
/** A receiver that says it measured on another day says nothing about the time. */
const STRANGE_CLOCK_MS = 86_400_000

/** What the browser says about a position. */
export interface Measured {
  /** Milliseconds since 1970 by the device's clock. */
  timestamp: number
  longitude: number
  latitude: number
  accuracy: number
  speed: number | null
  heading: number | null
}

/**
 * Makes fixes of what the receiver measures. The track is not drawn across what nobody saw: the first fix after a pause, after the page was
 * closed, or after the screen was off for long is marked.
 */
export class FixStream {
  #last: number
  #breaks: boolean
  #hidden = false
  readonly #clockOffset: number

  /** @param last time of the latest fix there is, or null; with one the outing goes on after a break */
  constructor(clockOffset: number, last: number | null) {
    this.#clockOffset = clockOffset
    this.#last = last ?? 0
    this.#breaks = last !== null
  }

  /** The next fix is the first after a pause. */
  break(): void {
    this.#breaks = true
  }

  /** The screen was switched off, or another page came to the front. */
  hide(): void {
    this.#hidden = true
  }

  /**
   * @param now by the device's clock
   * @returns null for what is not later than the fix before; `hiddenSeconds` of a hole that was not seen
   */
  take(measured: Measured, now: number): { fix: DeviceFix; hiddenSeconds: number } | null {
    const isStrange = Math.abs(measured.timestamp - now) > STRANGE_CLOCK_MS
    const time = Math.round((isStrange ? now : measured.timestamp) + this.#clockOffset)
    if (time <= this.#last) return null
    const seconds = this.#last === 0 ? 0 : (time - this.#last) / 1000
    const isHole = this.#hidden && seconds > HOLE_SECONDS
    const fix: DeviceFix = {
      time,
      lon: measured.longitude,
      lat: measured.latitude,
      accuracy: Number.isFinite(measured.accuracy) ? measured.accuracy : null,
      speed: numberOrNull(measured.speed),
      bearing: numberOrNull(measured.heading),
      resumed: this.#breaks || isHole,
    }
    this.#last = time
    this.#breaks = false
    this.#hidden = false
    return { fix, hiddenSeconds: isHole ? seconds : 0 }
  }
}

function numberOrNull(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null
}
