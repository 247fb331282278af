import { untrack } from 'svelte'
import { type PlayedOuting, readPlayback } from '../../../api/playback/contract.ts'
import { call } from '../../api.ts'
import { addDays, dayOf, isDay } from '../../state/days.ts'
import { session } from '../../state/session.svelte.ts'
import { url } from '../../state/url.svelte.ts'
import { live } from './live.svelte.ts'
import { nightWindow } from './night-window.ts'
import { fromCompactLine, indexAt, placeAt, type PlaceAt, type TimedLine } from './timed-line.ts'

export const SPEEDS = [1, 10, 60, 120, 300, 600] as const
export const TRAIL_MINUTES = [5, 15, 30, 60] as const

export interface Played extends Omit<PlayedOuting, 'runs'> {
  runs: TimedLine[]
  fromSeconds: number
  toSeconds: number
}

/** An outing at the moment played; null where its track has a hole. */
export interface PlayedAt {
  outing: Played
  place: PlaceAt | null
  /** Where it was before the hole. */
  lastPlace: PlaceAt
}

const ARROW_SECONDS = 60

/**
 * A night played back. The window is in the URL: `pd` day it begins on, `pf` and `pt` wall-clock times; an end before the start is on the next day.
 */
class PlaybackState {
  #outings = $state.raw<readonly Played[]>([])
  #loading = $state(false)
  #error = $state.raw<unknown>(null)
  #everySeconds = $state(0)
  #attempt = $state(0)
  #seconds = $state(0)
  #playing = $state(false)
  speed = $state<number>(120)
  trailMinutes = $state<number>(15)

  #open = $derived(live.isOpen && live.mode === 'playback')
  #window = $derived.by(() => {
    if (!this.#open) return null
    const { timeZone } = session.viewer.district
    return nightWindow(this.day, this.fromTime, this.toTime, timeZone)
  })
  #key = $derived(this.#window ? JSON.stringify(this.#window) : null)

  constructor() {
    $effect.root(() => {
      $effect(() => this.#follow())
    })
  }

  /** Last night unless another is chosen. */
  get day(): string {
    const chosen = url.get('pd')
    if (isDay(chosen)) return chosen
    const { timeZone } = session.viewer.district
    return addDays(dayOf(session.now(), timeZone), -1)
  }

  get fromTime(): string {
    return timeOr(url.get('pf'), '18:00')
  }

  get toTime(): string {
    return timeOr(url.get('pt'), '06:00')
  }

  get window(): { fromSeconds: number; toSeconds: number } | null {
    return this.#window
  }

  get outings(): readonly Played[] {
    return this.#outings
  }

  get loading(): boolean {
    return this.#loading
  }

  get error(): unknown {
    return this.#error
  }

  /** Over 0 where places were left out, since there are very many. */
  get everySeconds(): number {
    return this.#everySeconds
  }

  get playing(): boolean {
    return this.#playing
  }

  /** The moment that is shown. */
  get seconds(): number {
    return this.#seconds
  }

  /** Who is out at that moment, and where. */
  get present(): PlayedAt[] {
    return presentAt(this.#outings, this.#seconds)
  }

  choose(changes: { day?: string; fromTime?: string; toTime?: string }): void {
    url.set({
      ...(changes.day !== undefined && { pd: changes.day }),
      ...(changes.fromTime !== undefined && { pf: changes.fromTime === '18:00' ? null : changes.fromTime }),
      ...(changes.toTime !== undefined && { pt: changes.toTime === '06:00' ? null : changes.toTime }),
    })
  }

  retry(): void {
    this.#attempt++
  }

  toggle(): void {
    if (!this.#window || this.#outings.length === 0) return
    if (!this.#playing && this.#seconds >= this.#window.toSeconds) this.#seconds = this.#window.fromSeconds
    this.#playing = !this.#playing
  }

  seek(seconds: number): void {
    if (!this.#window) return
    this.#seconds = Math.min(this.#window.toSeconds, Math.max(this.#window.fromSeconds, seconds))
  }

  /** A minute on or back, ten with `far`. */
  step(direction: 1 | -1, far: boolean): void {
    this.seek(this.#seconds + direction * ARROW_SECONDS * (far ? 10 : 1))
  }

  /** Plays on by so much real time; ends at the end of the window. */
  advance(milliseconds: number): void {
    if (!this.#playing || !this.#window) return
    this.seek(this.#seconds + (milliseconds / 1000) * this.speed)
    if (this.#seconds >= this.#window.toSeconds) this.#playing = false
  }

  #follow(): (() => void) | undefined {
    void this.#attempt
    if (!this.#key) {
      this.#outings = []
      this.#playing = false
      return
    }
    const window = untrack(() => this.#window!)
    const controller = new AbortController()
    untrack(() => void this.#read(window, controller.signal))
    return () => controller.abort()
  }

  async #read(window: { fromSeconds: number; toSeconds: number }, signal: AbortSignal): Promise<void> {
    this.#loading = true
    this.#error = null
    this.#playing = false
    this.#seconds = window.fromSeconds
    try {
      const iso = (seconds: number) => new Date(seconds * 1000).toISOString()
      const answer = await call(readPlayback, {
        query: { from: iso(window.fromSeconds), to: iso(window.toSeconds) },
        signal,
      })
      this.#outings = answer.outings.map((outing) => {
        const runs = outing.runs.map(fromCompactLine)
        return {
          ...outing,
          runs,
          fromSeconds: runs[0]!.timeSeconds[0]!,
          toSeconds: runs.at(-1)!.timeSeconds[runs.at(-1)!.timeSeconds.length - 1]!,
        }
      })
      this.#everySeconds = answer.everySeconds
      // The night begins with the first who sets out, not with an empty map.
      const first = Math.min(...this.#outings.map(({ fromSeconds }) => fromSeconds))
      if (Number.isFinite(first)) this.seek(first)
    } catch (error) {
      if (signal.aborted) return
      this.#outings = []
      this.#error = error
    } finally {
      if (!signal.aborted) this.#loading = false
    }
  }
}

/** Outings under way at a moment. */
function presentAt(outings: readonly Played[], seconds: number): PlayedAt[] {
  return outings.flatMap((outing) => {
    if (seconds < outing.fromSeconds || seconds > outing.toSeconds) return []
    const i = indexAt(
      outing.runs.map(({ timeSeconds }) => timeSeconds[0]!),
      seconds,
    )
    const run = outing.runs[i]!
    const place = placeAt(run, seconds)
    const lastPlace = place ?? placeAt(run, run.timeSeconds[run.timeSeconds.length - 1]!)!
    return [{ outing, place, lastPlace }]
  })
}

function timeOr(text: string | null, usual: string): string {
  return text && /^([01]\d|2[0-3]):[0-5]\d$/.test(text) ? text : usual
}

export const playback = new PlaybackState()
