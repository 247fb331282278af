import { untrack } from 'svelte'
import type { GivenReason } from '../../../api/patrols/contract.ts'
import { readPositionRules } from '../../../api/positions/contract.ts'
import { call } from '../../api.ts'
import { language } from '../../state/language.svelte.ts'
import { session } from '../../state/session.svelte.ts'
import { dueTargets } from './due-targets.ts'
import { FixStream, type Measured } from './fix-stream.ts'
import { keeper } from './keeper.svelte.ts'
import type { Attire, DeviceFix, Mode, Outing, PlannedRoute } from './outing.ts'
import { leftOut, Progress, type TargetProgress } from './progress.ts'
import type { RecordTarget } from './targets.ts'
import { WakeLock } from './wake-lock.ts'

/** Without a fix for so long the person is told. */
export const SILENT_SECONDS = 60
/** A phone that stands still may say nothing by itself: it is asked. */
const ASK_AFTER_MS = 10_000
const RECONCILE_MS = 60_000
/** Less is the time an answer takes, not the clock. */
const CLOCK_MATTERS_MS = 10_000

export interface StartChoice {
  unit: string
  mode: Mode
  attire: Attire
  /** Null for a free patrol. */
  route: PlannedRoute | null
}

/** What happened last, for the live region. */
export type Happening =
  { what: 'started' | 'paused' | 'resumed' | 'ended' | 'silent' } | { what: 'done'; name: string }

/** Records one outing: asks the receiver between start and end and never otherwise, and follows what is required while it is walked. */
class Recorder {
  #watch: number | null = null
  #stream: FixStream | null = null
  #progress: Progress | null = null
  #asking = false
  #released: (() => void) | null = null
  #ticker: ReturnType<typeof setInterval> | undefined
  #doneBefore = new Set<string>()
  readonly #wakeLock = new WakeLock()
  /** Counts fixes, so that what is made of `#progress` is made anew. */
  #fixCount = $state(0)
  #targets = $state.raw<readonly RecordTarget[]>([])
  #reconciledAt = 0
  #now = $state(Date.now())
  #since = $state(0)
  #last = $state.raw<DeviceFix | null>(null)
  /** Whether this page is recording, as opposed to an outing that waits to be continued. */
  #active = $state(false)
  #problem = $state<'denied' | 'elsewhere' | null>(null)
  #happening = $state.raw<Happening | null>(null)
  #ended = $state<string | null>(null)
  follows = $state(true)

  constructor() {
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'hidden') this.#stream?.hide()
      else if (this.isRecording) void this.#wakeLock.hold()
    })
  }

  get outing(): Outing | null {
    return keeper.open
  }

  /** Whether fixes are being taken. */
  get isRecording(): boolean {
    return this.#active && this.outing?.state === 'recording'
  }

  get isPaused(): boolean {
    return this.#active && this.outing?.state === 'paused'
  }

  /** There is an outing that is not over and that this page does not record: the page was closed meanwhile. */
  get isInterrupted(): boolean {
    return this.outing !== null && !this.#active
  }

  /** The outing that was ended on this page, until another begins. */
  get ended(): string | null {
    return this.#ended
  }

  forgetEnded(): void {
    this.#ended = null
  }

  get problem() {
    return this.#problem
  }

  get happening(): Happening | null {
    return this.#happening
  }

  get last(): DeviceFix | null {
    return this.#last
  }

  /** The server's present moment, every second, in milliseconds since 1970. */
  get now(): number {
    return this.#now
  }

  get silentSeconds(): number {
    return Math.max(0, (this.#now - Math.max(this.#last?.time ?? 0, this.#since)) / 1000)
  }

  get isSilent(): boolean {
    return this.isRecording && this.silentSeconds >= SILENT_SECONDS
  }

  get wakeLock(): WakeLock {
    return this.#wakeLock
  }

  get lengthMeters(): number {
    void this.#fixCount
    return this.#progress?.lengthMeters ?? 0
  }

  /** Time that was seen: what was paused, hidden or without reception is not in it. */
  get observedSeconds(): number {
    void this.#fixCount
    return this.#progress?.observedSeconds ?? 0
  }

  /** How much of the planned route was walked, 0 to 1; null on a free patrol. */
  get routeShare(): number | null {
    void this.#fixCount
    return this.#progress?.routeShare ?? null
  }

  get trail(): readonly (readonly [number, number][])[] {
    void this.#fixCount
    return this.#progress?.trail.map((run) => [...run]) ?? []
  }

  get standings(): TargetProgress[] {
    void this.#fixCount
    const { outing } = this
    if (!outing) return []
    return this.#progressOf(outing).standings(
      this.#targets,
      outing.startedAt,
      Math.max(this.#now, outing.startedAt + 1),
      this.#now,
    )
  }

  /** @throws {ApiError} when what it needs cannot be read */
  async start({ unit, mode, attire, route }: StartChoice): Promise<void> {
    await keeper.load()
    const rules = await call(readPositionRules)
    const targets = await dueTargets()
    const [west, south, east, north] = session.homeBounds
    const offset = session.now().getTime() - Date.now()
    const clockOffset = Math.abs(offset) > CLOCK_MATTERS_MS ? offset : 0
    const outing: Outing = {
      key: `phone-${crypto.randomUUID()}`,
      unit,
      mode,
      attire,
      route,
      startedAt: Date.now() + clockOffset,
      endedAt: null,
      state: 'recording',
      clockOffset,
      timeZone: language.timeZone,
      rules,
      origin: { lon: (west + east) / 2, lat: (south + north) / 2 },
      targets,
      area: session.viewer.account.homeGrid ? 'grid' : 'station',
      hiddenSeconds: 0,
      declared: 'nothing',
      refused: {},
      left: [],
      reasons: null,
    }
    if (!(await this.#claim())) return
    await keeper.put(outing)
    this.#open(outing, [])
    this.#tell({ what: 'started' })
    void keeper.send()
  }

  /** Goes on with an outing of before the page was closed. */
  async continue(): Promise<void> {
    const { outing } = this
    if (!outing || !(await this.#claim())) return
    const fixes = await keeper.fixes(outing.key)
    await keeper.change(outing.key, () => ({ state: 'recording' }))
    this.#open(outing, fixes)
    this.#tell({ what: 'resumed' })
  }

  async pause(): Promise<void> {
    const { outing } = this
    if (!outing) return
    this.#unwatch()
    await keeper.change(outing.key, () => ({ state: 'paused' }))
    this.#tell({ what: 'paused' })
    void keeper.send()
  }

  async resume(): Promise<void> {
    const { outing } = this
    if (!outing) return
    this.#stream?.break()
    await keeper.change(outing.key, () => ({ state: 'recording' }))
    this.#watchPosition(outing)
    this.#tell({ what: 'resumed' })
  }

  /** Ends the outing at its last moment: now, or the last fix of one that was interrupted. What it left undone is kept with it. */
  async end(): Promise<void> {
    const { outing } = this
    if (!outing) return
    const wasInterrupted = this.isInterrupted
    const fixes = wasInterrupted ? await keeper.fixes(outing.key) : []
    if (wasInterrupted) this.#replay(outing, fixes)
    const endedAt = wasInterrupted
      ? (fixes.at(-1)?.time ?? outing.startedAt)
      : Math.max(Date.now() + outing.clockOffset, this.#last?.time ?? 0)
    const standings = this.#progressOf(outing).standings(
      this.#targets,
      outing.startedAt,
      endedAt + 1,
      endedAt,
    )
    const left = leftOut(standings.filter(({ nearestMeters }) => isOwed(outing, nearestMeters)))
    this.#close()
    await keeper.change(outing.key, () => ({
      state: 'ended',
      endedAt,
      left,
      reasons: left.length === 0 ? [] : null,
    }))
    this.#ended = outing.key
    this.#tell({ what: 'ended' })
    void keeper.send()
  }

  /** Why something was left out; none when the person does not say. */
  async explain(key: string, reasons: GivenReason[]): Promise<void> {
    await keeper.change(key, () => ({ reasons }))
    void keeper.send()
  }

  /** One page records at a time. @returns whether it is this one */
  async #claim(): Promise<boolean> {
    if (this.#released) return true
    const isMine = await new Promise<boolean>((answer) => {
      void navigator.locks.request('xunge.record.recording', { ifAvailable: true }, (lock) => {
        answer(lock !== null)
        return lock ? new Promise<void>((release) => (this.#released = release)) : undefined
      })
    })
    this.#problem = isMine ? null : 'elsewhere'
    return isMine
  }

  #open(outing: Outing, fixes: DeviceFix[]): void {
    this.#replay(outing, fixes)
    this.#stream = new FixStream(outing.clockOffset, fixes.at(-1)?.time ?? null)
    this.#active = true
    this.follows = true
    this.#ticker = setInterval(() => this.#tick(), 1000)
    this.#watchPosition(outing)
  }

  #replay(outing: Outing, fixes: DeviceFix[]): void {
    this.#progress = null
    this.#targets = outing.targets
    const progress = this.#progressOf(outing)
    for (const fix of fixes) progress.feed(fix)
    this.#last = fixes.at(-1) ?? null
    this.#now = Date.now() + outing.clockOffset
    this.#doneBefore = new Set(this.#doneKeys())
    this.#fixCount++
  }

  #progressOf(outing: Outing): Progress {
    this.#progress ??= new Progress(outing.targets, outing.origin, outing.rules, outing.route?.positions)
    return this.#progress
  }

  #watchPosition(outing: Outing): void {
    this.#since = Date.now() + outing.clockOffset
    this.#problem = null
    this.#watch = navigator.geolocation.watchPosition(
      (position) => void this.#take(outing, position),
      (error) => this.#failed(error),
      { enableHighAccuracy: true, maximumAge: 0 },
    )
    void this.#wakeLock.hold()
  }

  #unwatch(): void {
    if (this.#watch !== null) navigator.geolocation.clearWatch(this.#watch)
    this.#watch = null
    this.#wakeLock.release()
  }

  #close(): void {
    this.#unwatch()
    clearInterval(this.#ticker)
    this.#active = false
    this.#stream = null
    this.#progress = null
    this.#last = null
    this.#released?.()
    this.#released = null
  }

  async #take(outing: Outing, { coords, timestamp }: GeolocationPosition): Promise<void> {
    if (this.#watch === null || !this.#stream) return
    this.#problem = null
    const { longitude, latitude, accuracy, speed, heading } = coords
    const measured: Measured = { timestamp, longitude, latitude, accuracy, speed, heading }
    const taken = this.#stream.take(measured, Date.now())
    if (!taken) return
    const { fix, hiddenSeconds } = taken
    await keeper.addFix(outing.key, fix)
    if (hiddenSeconds > 0) {
      await keeper.change(outing.key, (known) => ({ hiddenSeconds: known.hiddenSeconds + hiddenSeconds }))
    }
    this.#progressOf(outing).feed(fix)
    this.#last = fix
    this.#fixCount++
    this.#tellWhatIsDone()
  }

  #failed({ code, PERMISSION_DENIED }: GeolocationPositionError): void {
    if (code === PERMISSION_DENIED) this.#problem = 'denied'
  }

  /** Once a second: the clock, a question to a receiver that is silent, and now and then what the server has counted. */
  #tick(): void {
    const { outing } = this
    if (!outing) return
    const wasSilent = this.isSilent
    this.#now = Date.now() + outing.clockOffset
    if (this.isSilent && !wasSilent) this.#tell({ what: 'silent' })
    if (this.isRecording && this.silentSeconds * 1000 > ASK_AFTER_MS && !this.#asking) {
      this.#asking = true
      navigator.geolocation.getCurrentPosition(
        (position) => {
          this.#asking = false
          void this.#take(outing, position)
        },
        () => (this.#asking = false),
        { enableHighAccuracy: true, maximumAge: 0, timeout: ASK_AFTER_MS },
      )
    }
    if (this.#now - this.#reconciledAt > RECONCILE_MS && session.status === 'signed-in' && navigator.onLine) {
      this.#reconciledAt = this.#now
      dueTargets()
        .then((targets) => (this.#targets = targets))
        .catch(() => undefined)
    }
  }

  #doneKeys(): string[] {
    return untrack(() => this.standings)
      .filter(({ standing }) => standing === 'done')
      .map(({ target, due }) => `${target.layer}/${target.id}/${due.day}/${due.slotCode}/${due.measure}`)
  }

  #tellWhatIsDone(): void {
    const done = untrack(() => this.standings).filter(({ standing }) => standing === 'done')
    for (const { target, due } of done) {
      const key = `${target.layer}/${target.id}/${due.day}/${due.slotCode}/${due.measure}`
      if (this.#doneBefore.has(key)) continue
      this.#doneBefore.add(key)
      this.#tell({ what: 'done', name: target.name })
    }
  }

  #tell(happening: Happening): void {
    this.#happening = happening
    if (happening.what === 'done' || happening.what === 'silent') navigator.vibrate?.(200)
  }
}

/** A branch answers for its grid; elsewhere only for what the outing came near. */
function isOwed({ area }: Outing, nearestMeters: number): boolean {
  return area === 'grid' || nearestMeters <= BEAT_METERS
}

const BEAT_METERS = 300

export const recorder = new Recorder()
