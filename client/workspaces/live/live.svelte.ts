import { untrack } from 'svelte'
import { SvelteDate } from 'svelte/reactivity'
import {
  type AcknowledgeReason,
  acknowledgeAlert,
  type Alert,
  listAlerts,
} from '../../../api/alerts/contract.ts'
import {
  type LiveEvents,
  liveEvents,
  type LivePoint,
  type LiveUnit,
  type UnitState,
  unitStates,
} from '../../../api/live/contract.ts'
import { ApiError, call, send } from '../../api.ts'
import { session } from '../../state/session.svelte.ts'
import { url } from '../../state/url.svelte.ts'
import { workspace } from '../../state/workspace.svelte.ts'
import { eventsOf } from '../../event-stream.ts'
import { fromCompactLine } from './timed-line.ts'
import { LiveTrails } from './live-trails.ts'

export type LiveMode = 'live' | 'playback'
type Connection = 'connecting' | 'open' | 'lost'

const FIRST_WAIT_MS = 1000
const LONGEST_WAIT_MS = 15_000
/** The server says something every ten seconds. */
const SILENCE_MS = 25_000
const TICK_MS = 5000

/**
 * Units as they move, points as they tick and alerts, while the workspace is open. What is filtered is in the URL as `ls`, the mode as `lm`.
 * It lives as long as the page, so that a record opened in the phone's one sheet does not end it.
 */
class LiveState {
  #units = $state.raw<readonly LiveUnit[]>([])
  #points = $state.raw<readonly LivePoint[] | null>(null)
  #alerts = $state.raw<readonly Alert[]>([])
  #mayAcknowledge = $state(false)
  #connection = $state<Connection>('connecting')
  #error = $state.raw<unknown>(null)
  #asOf = $state.raw<Date | null>(null)
  #isKnown = $state(false)
  #attempt = $state(0)
  readonly #now = new SvelteDate()
  readonly trails = new LiveTrails()

  // Derived, so that only a change of the value itself opens or ends the stream.
  #open = $derived(session.status === 'signed-in' && workspace.current?.id === 'live')
  #mode = $derived<LiveMode>(url.get('lm') === 'back' ? 'playback' : 'live')
  #account = $derived(this.#open && this.#mode === 'live' ? session.viewer.account.username : null)

  constructor() {
    $effect.root(() => {
      $effect(() => this.#follow())
    })
  }

  get isOpen(): boolean {
    return this.#open
  }

  get mode(): LiveMode {
    return this.#mode
  }

  get units(): readonly LiveUnit[] {
    return this.#units
  }

  /** Null while what was done is being counted. */
  get points(): readonly LivePoint[] | null {
    return this.#points
  }

  /** Those nobody has seen to first, newest first. */
  get alerts(): readonly Alert[] {
    return this.#alerts.toSorted(
      (a, b) => Number(a.acknowledgedAt !== null) - Number(b.acknowledgedAt !== null),
    )
  }

  get mayAcknowledge(): boolean {
    return this.#mayAcknowledge
  }

  get connection(): Connection {
    return this.#connection
  }

  get error(): unknown {
    return this.#error
  }

  /** The server's moment of what is shown; null before the first snapshot. */
  get asOf(): Date | null {
    return this.#asOf
  }

  /** Whether there has been a snapshot. */
  get isKnown(): boolean {
    return this.#isKnown
  }

  /** The present, in steps of some seconds. */
  get now(): Date {
    return this.#now
  }

  /** States shown in list and on the map; all of them when none is chosen. */
  get states(): readonly UnitState[] {
    const chosen = (url.get('ls') ?? '').split(',')
    const valid = unitStates.filter((state) => chosen.includes(state))
    return valid.length > 0 ? valid : unitStates
  }

  get shownUnits(): readonly LiveUnit[] {
    return this.#units.filter(({ state }) => this.states.includes(state))
  }

  unit(id: number): LiveUnit | undefined {
    return this.#units.find((unit) => unit.id === id)
  }

  countOf(state: UnitState): number {
    return this.#units.filter((unit) => unit.state === state).length
  }

  /** Only that state, and all again at the second time. */
  toggleState(state: UnitState): void {
    const only = this.states.length === 1 && this.states[0] === state
    url.set({ ls: only ? null : state })
  }

  chooseMode(mode: LiveMode): void {
    url.set({ lm: mode === 'playback' ? 'back' : null, s: null })
  }

  retry(): void {
    this.#attempt++
  }

  /** @throws {ApiError} */
  async acknowledge(id: number, reason: AcknowledgeReason | undefined): Promise<void> {
    const seen = await call(acknowledgeAlert, { params: { id }, body: { reason } })
    this.#alerts = this.#alerts.map((alert) => (alert.id === id ? seen : alert))
  }

  #follow(): (() => void) | undefined {
    void this.#attempt
    if (!this.#account) return
    const controller = new AbortController()
    untrack(() => void this.#keepOpen(controller.signal))
    const timer = setInterval(() => this.#now.setTime(session.now().getTime()), TICK_MS)
    return () => {
      controller.abort()
      clearInterval(timer)
      this.#units = []
      this.#points = null
      this.#alerts = []
      this.#asOf = null
      this.#isKnown = false
      this.#connection = 'connecting'
      this.trails.clear()
    }
  }

  /** Opens the stream again whenever it breaks, after a while that grows. */
  async #keepOpen(signal: AbortSignal): Promise<void> {
    let wait = FIRST_WAIT_MS
    this.#error = null
    while (!signal.aborted) {
      try {
        await this.#listen(signal, () => (wait = FIRST_WAIT_MS))
      } catch (error) {
        if (signal.aborted) return
        if (error instanceof ApiError && !error.retryable && error.status !== 0) {
          this.#error = error
          return
        }
      }
      if (signal.aborted) return
      this.#connection = 'lost'
      await new Promise((resolve) => setTimeout(resolve, wait))
      wait = Math.min(wait * 2, LONGEST_WAIT_MS)
    }
  }

  async #listen(signal: AbortSignal, heard: () => void): Promise<void> {
    const broken = new AbortController()
    const end = () => broken.abort()
    signal.addEventListener('abort', end)
    let watchdog = setTimeout(end, SILENCE_MS)
    try {
      const response = await send('/api/v1/live', {
        headers: { accept: 'text/event-stream' },
        signal: broken.signal,
      })
      for await (const { name, data } of eventsOf(response)) {
        if (signal.aborted) return
        clearTimeout(watchdog)
        watchdog = setTimeout(end, SILENCE_MS)
        heard()
        if (name in liveEvents) this.#take(name as keyof LiveEvents, JSON.parse(data))
      }
    } finally {
      clearTimeout(watchdog)
      signal.removeEventListener('abort', end)
      end()
    }
  }

  #take(name: keyof LiveEvents, data: unknown): void {
    const taken = {
      snapshot: () => this.#takeSnapshot(liveEvents.snapshot.parse(data)),
      units: () => this.#takeUnits(liveEvents.units.parse(data)),
      points: () => this.#takePoints(liveEvents.points.parse(data)),
      alerts: () => void this.#readAlerts(),
      beat: () => undefined,
    }
    taken[name]()
    const { now } = liveEvents.beat.parse(data)
    this.#asOf = new Date(now)
    this.#now.setTime(this.#asOf.getTime())
    this.#connection = 'open'
  }

  #takeSnapshot({ trailSeconds, units, points }: LiveEvents['snapshot']): void {
    this.trails.begin(trailSeconds)
    for (const { id, trail } of units) this.trails.set(id, fromCompactLine(trail))
    this.#units = byCode(units)
    this.#points = points
    this.#isKnown = true
    void this.#readAlerts()
  }

  #takeUnits({ changed, gone }: LiveEvents['units']): void {
    const left = new Set([...gone, ...changed.map(({ id }) => id)])
    for (const unit of changed) {
      const before = this.unit(unit.id)
      if (before && before.patrolId !== unit.patrolId) this.trails.delete(unit.id)
      this.trails.add(unit.id, Date.parse(unit.fixedAt) / 1000, unit.lon, unit.lat)
    }
    for (const id of gone) this.trails.delete(id)
    this.#units = byCode([...this.#units.filter(({ id }) => !left.has(id)), ...changed])
  }

  #takePoints({ changed, gone }: LiveEvents['points']): void {
    const left = new Set([...gone, ...changed.map(({ key }) => key)])
    this.#points = [...(this.#points ?? []).filter(({ key }) => !left.has(key)), ...changed]
  }

  async #readAlerts(): Promise<void> {
    try {
      const { alerts, mayAcknowledge } = await call(listAlerts, { query: {} })
      this.#alerts = alerts
      this.#mayAcknowledge = mayAcknowledge
    } catch {
      // The next event, or the next snapshot, asks again.
    }
  }
}

function byCode<Unit extends LiveUnit>(units: readonly Unit[]): readonly Unit[] {
  return units.toSorted((a, b) => (a.code < b.code ? -1 : 1))
}

export const live = new LiveState()
