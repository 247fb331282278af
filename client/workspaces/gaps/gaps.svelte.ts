import {
  type CoverageAnswer,
  type CoverageLayer,
  coverageLayers,
  type CoverageStatus,
  coverageStatuses,
  readCoverage,
  type TargetCoverage,
} from '../../../api/coverage/contract.ts'
import { list as listTimeSlots } from '../../../api/time-slots/contract.ts'
import { untrack } from 'svelte'
import { call } from '../../api.ts'
import * as gapsWords from '../../i18n/gaps.ts'
import { formatDateTime, formatDayRange, formatNumber } from '../../i18n/format.ts'
import { text } from '../../i18n/text.ts'
import { mapState } from '../../map/map.svelte.ts'
import { PALETTES } from '../../map/palette.ts'
import { legendBlocks, scene } from '../../map/scene.svelte.ts'
import { layers } from '../../state/layers.svelte.ts'
import { preferences } from '../../state/preferences.svelte.ts'
import { recordChanges } from '../../state/record-changes.svelte.ts'
import { session } from '../../state/session.svelte.ts'
import { theme } from '../../state/theme.svelte.ts'
import { url } from '../../state/url.svelte.ts'
import { workspace } from '../../state/workspace.svelte.ts'
import { awaitedContribution, coverageContribution, coverageLegend } from './coverage-map.ts'
import { gapView } from './gap-view.ts'
import { gapWindow, type GapWindow } from './gap-window.ts'

export interface Slot {
  code: string
  name: string
  /** `22:00`. */
  startTime: string
  endTime: string
}

/** What the table lists: what is required, and hotspots (`roads`) of which nothing is. */
export const GAP_KINDS = [...coverageLayers, 'roads'] as const
export type GapKind = (typeof GAP_KINDS)[number]

export const TOLERANCES_METERS = [10, 15, 20, 25, 30, 40, 50]

const FIRST_PICTURE = ['grids', 'org-units', 'patrol-lines', 'patrol-points'] as const

const SHOWN_AT_FIRST: readonly CoverageStatus[] = ['missed', 'partly']

/** `深夜 22:00–02:00`. */
export function slotLabel({ name, startTime, endTime }: Slot): string {
  return `${name} ${startTime.slice(0, 5)}–${endTime.slice(0, 5)}`
}

/**
 * What the planner asks about coverage, and the answer. The question is in the URL: `w` window, `slot`, `tol` tolerance in metres,
 * `st` statuses and `on` layer of the table. It lives as long as the page, so that the picture stays when the panel is folded.
 */
class GapsState {
  #answer = $state.raw<CoverageAnswer | null>(null)
  /** What the answer answers: while the next is awaited, everything shown stays that of this one. */
  #answered = $state.raw<{ window: GapWindow; slotCode: string | null } | null>(null)
  #error = $state.raw<unknown>(null)
  #loading = $state(false)
  #slots = $state.raw<readonly Slot[]>([])
  #standardToleranceMeters = $state<number | null>(null)
  #attempt = $state(0)
  #slotsOf: string | null = null

  // Derived, so that only a change of the value itself asks or draws again: the address also changes with every move of the map.
  #open = $derived(session.status === 'signed-in' && workspace.current?.id === 'gaps')
  /** Whether gaps are what is looked at, and not how long patrols were where. */
  #shown = $derived(this.#open && gapView() === 'gaps')
  // Asked once the map stands: the answer takes long, and on one database the tiles would wait behind it.
  #question = $derived(
    this.#shown && mapState.settled && !this.isFuture
      ? JSON.stringify([session.viewer.account.username, this.query])
      : null,
  )
  #legendNote = $derived(this.#open ? this.#describeQuestion() : '')

  constructor() {
    $effect.root(() => {
      $effect(() => this.#follow())
      $effect(() => this.#draw())
      $effect(() => {
        if (!this.#open) return
        untrack(() => {
          this.#openPicture()
          void this.loadSlots()
        })
      })
    })
  }

  get answer(): CoverageAnswer | null {
    return this.#answer
  }

  get error(): unknown {
    return this.#error
  }

  get loading(): boolean {
    return this.#loading
  }

  get slots(): readonly Slot[] {
    return this.#slots
  }

  get window(): GapWindow {
    const { dataThrough, timeZone } = session.viewer.district
    return gapWindow(url.get('w'), dataThrough ? new Date(dataThrough) : session.now(), timeZone)
  }

  /** Whether the window begins after now, as that of a link may: there is nothing to ask. */
  get isFuture(): boolean {
    return Date.parse(this.window.from) > session.now().getTime()
  }

  get slotCode(): string | null {
    return url.get('slot')
  }

  /** Null = the standard of the settings. */
  get toleranceMeters(): number | null {
    const meters = Number(url.get('tol'))
    return Number.isInteger(meters) && meters >= 5 && meters <= 200 ? meters : null
  }

  get standardToleranceMeters(): number | null {
    return this.#standardToleranceMeters
  }

  /** The question as the API takes it; exports ask the same. */
  get query(): { from: string; to: string; slot?: string; tolerance?: number; unit?: string } {
    const { from, to } = this.window
    return {
      from,
      to,
      ...(this.slotCode ? { slot: this.slotCode } : {}),
      ...(this.toleranceMeters === null ? {} : { tolerance: this.toleranceMeters }),
      ...(this.unitCode ? { unit: this.unitCode } : {}),
    }
  }

  get isOpen(): boolean {
    return this.#open
  }

  /** Set while the question is asked: what else belongs to the gaps asks with them. */
  get question(): string | null {
    return this.#question
  }

  /** Code of the org unit looked at; null = all of the viewer's area. */
  get unitCode(): string | null {
    return url.get('unit')
  }

  chooseUnit(code: string | null): void {
    url.set({ unit: code })
  }

  get statuses(): readonly CoverageStatus[] {
    const chosen = (url.get('st') ?? '').split(',')
    const valid = coverageStatuses.filter((status) => chosen.includes(status))
    return valid.length > 0 ? valid : SHOWN_AT_FIRST
  }

  /** The kinds of rows shown: `roads` are hotspots without requirement. */
  get kinds(): readonly GapKind[] {
    const chosen = (url.get('on') ?? '').split(',')
    const valid = GAP_KINDS.filter((kind) => chosen.includes(kind))
    return valid.length > 0 ? valid : GAP_KINDS
  }

  get layers(): readonly CoverageLayer[] {
    return coverageLayers.filter((layer) => this.kinds.includes(layer))
  }

  get showsHotspots(): boolean {
    return this.kinds.includes('roads')
  }

  /** The table's rows, most severe first as the server ranks them. */
  get rows(): readonly TargetCoverage[] {
    return (this.#answer?.targets ?? []).filter(
      ({ status, layer }) => this.statuses.includes(status) && this.layers.includes(layer),
    )
  }

  /** The window in words: days, or both moments for the last 24 hours. */
  get windowText(): string {
    return this.#windowWords(this.window)
  }

  /** The window and the slot that what is shown answers. */
  get answeredText(): { window: string; slot: string } {
    const { window, slotCode } = this.#answered ?? this
    return { window: this.#windowWords(window), slot: this.#slotWords(slotCode) }
  }

  #windowWords({ preset, from, to, firstDay, lastDay }: GapWindow): string {
    if (preset === '24h') return `${formatDateTime(from)} – ${formatDateTime(to)}`
    return formatDayRange(`${firstDay}T12:00:00Z`, `${lastDay}T12:00:00Z`)
  }

  get slotText(): string {
    return this.#slotWords(this.slotCode)
  }

  #slotWords(code: string | null): string {
    return code === null ? text(gapsWords).allSlots : this.slotLabelOf(code)
  }

  slotLabelOf(code: string): string {
    const slot = this.#slots.find((known) => known.code === code)
    return slot ? slotLabel(slot) : code
  }

  countOf(status: CoverageStatus): number {
    return (this.#answer?.targets ?? []).filter(
      (target) => target.status === status && this.layers.includes(target.layer),
    ).length
  }

  chooseWindow(value: string): void {
    url.set({ w: value === '7d' ? null : value })
  }

  chooseSlot(code: string | null): void {
    url.set({ slot: code })
  }

  chooseTolerance(meters: number | null): void {
    url.set({ tol: meters === null ? null : String(meters) })
  }

  toggleStatus(status: CoverageStatus): void {
    const next = this.statuses.includes(status)
      ? this.statuses.filter((other) => other !== status)
      : [...this.statuses, status]
    this.#writeStatuses(next)
  }

  /** The first click leaves one kind alone; the last one cannot be taken away. */
  toggleKind(kind: GapKind): void {
    const all = this.kinds.length === GAP_KINDS.length
    const next = all
      ? [kind]
      : this.kinds.includes(kind)
        ? this.kinds.filter((other) => other !== kind)
        : [...this.kinds, kind]
    const isAll = next.length === 0 || next.length === GAP_KINDS.length
    url.set({ on: isAll ? null : GAP_KINDS.filter((name) => next.includes(name)).join(',') })
  }

  showAllGaps(): void {
    url.set({ st: null, on: null })
  }

  retry(): void {
    this.#attempt++
  }

  /** Slot names, for labels; read once per account. */
  async loadSlots(): Promise<void> {
    const { username } = session.viewer.account
    if (this.#slotsOf === username) return
    this.#slotsOf = username
    try {
      const { features } = await call(listTimeSlots, { query: { limit: 1000 } })
      this.#slots = features
        .map(({ properties }) => properties)
        .toSorted((a, b) => a.startTime.localeCompare(b.startTime))
    } catch {
      this.#slotsOf = null
    }
  }

  #writeStatuses(statuses: readonly CoverageStatus[]): void {
    const usual =
      statuses.length === SHOWN_AT_FIRST.length && SHOWN_AT_FIRST.every((name) => statuses.includes(name))
    url.set({ st: usual ? null : coverageStatuses.filter((name) => statuses.includes(name)).join(',') })
  }

  #describeQuestion(): string {
    const meters = this.#answer?.toleranceMeters ?? this.toleranceMeters ?? 0
    const { window, slot } = this.answeredText
    return text(gapsWords).legendNote(window, slot, formatNumber(meters))
  }

  /** At first the gaps and the borders alone: other layers come back with one click, and a choice of one's own is never overruled. */
  #openPicture(): void {
    if (url.get('l') === null && preferences.values.layers === undefined) layers.showOnly(FIRST_PICTURE)
  }

  /** Asks again whenever the question, the account or the attempt changes. */
  #follow(): (() => void) | undefined {
    if (!this.#question) return
    void this.#attempt
    void recordChanges.count
    const [, query] = JSON.parse(this.#question) as [string, GapsState['query']]
    const answered = untrack(() => ({ window: this.window, slotCode: this.slotCode }))
    const controller = new AbortController()
    this.#loading = true
    this.#error = null
    call(readCoverage, { query, signal: controller.signal })
      .then((answer) => {
        if (controller.signal.aborted) return
        this.#answer = answer
        this.#answered = answered
        if (query.tolerance === undefined) this.#standardToleranceMeters = answer.toleranceMeters
        this.#loading = false
      })
      .catch((thrown: unknown) => {
        if (controller.signal.aborted) return
        this.#error = thrown
        this.#loading = false
      })
    return () => controller.abort()
  }

  /** The map and its legend say what the table says. */
  #draw(): void {
    if (!this.#shown) {
      scene.put('gaps', null)
      legendBlocks.put('gaps', null)
      return
    }
    const palette = PALETTES[theme.current]
    const words = text(gapsWords)
    const answer = this.isFuture ? null : this.#answer
    if (!answer) {
      scene.put('gaps', awaitedContribution(palette, location.origin))
      legendBlocks.put('gaps', null)
      return
    }
    scene.put('gaps', coverageContribution(answer.targets, palette, location.origin))
    legendBlocks.put(
      'gaps',
      coverageLegend(words.legendTitle, this.#legendNote, words, palette, answer.targets),
    )
  }
}

export const gaps = new GapsState()
