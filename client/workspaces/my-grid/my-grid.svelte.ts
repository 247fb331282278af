import type { ExpressionSpecification } from 'maplibre-gl'
import { untrack } from 'svelte'
import { confirm } from '../../../api/courtyards/contract.ts'
import { readCoverage, type TargetCoverage } from '../../../api/coverage/contract.ts'
import { type MyGrid, readMyGrid, type StaleCourtyard } from '../../../api/my-grid/contract.ts'
import { call } from '../../api.ts'
import { formatDate } from '../../i18n/format.ts'
import * as gapsWords from '../../i18n/gaps.ts'
import * as myGridWords from '../../i18n/my-grid.ts'
import { text } from '../../i18n/text.ts'
import { courtyards } from '../../layers/courtyards/layer.ts'
import { mapState } from '../../map/map.svelte.ts'
import { type Palette, PALETTES } from '../../map/palette.ts'
import { type Contribution, legendBlocks, scene } from '../../map/scene.svelte.ts'
import { tileAddress } from '../../map/style.ts'
import { addDays, dayOf, dayStart } from '../../state/days.ts'
import { recordChanges } from '../../state/record-changes.svelte.ts'
import { selection } from '../../state/selection.svelte.ts'
import { session } from '../../state/session.svelte.ts'
import { theme } from '../../state/theme.svelte.ts'
import { url } from '../../state/url.svelte.ts'
import { workspace } from '../../state/workspace.svelte.ts'
import { coverageContribution, coverageLegend } from '../gaps/coverage-map.ts'
import { gaps } from '../gaps/gaps.svelte.ts'
import { slotInFocus, statusToday, todayItems } from './today.ts'

export const CARDS = ['due', 'stale', 'cases'] as const
export type Card = (typeof CARDS)[number]

const REFRESH_MS = 5 * 60_000

/** A ring round what is to be confirmed; the courtyard's own symbol stays under it and takes the click. */
function staleContribution(ids: readonly number[], palette: Palette): Contribution {
  const of = (type: string): ExpressionSpecification => [
    'all',
    ['==', ['geometry-type'], type],
    ['in', ['id'], ['literal', [...ids]]],
  ]
  const shared = { source: 'my-grid-stale', 'source-layer': courtyards.name, minzoom: courtyards.minzoom }
  return {
    sources: {
      'my-grid-stale': {
        type: 'vector',
        tiles: [tileAddress(courtyards, location.origin, null)],
        minzoom: courtyards.minzoom - 1,
        maxzoom: courtyards.maxzoom,
      },
    },
    layers: [
      {
        slot: 'over-lines',
        specification: {
          ...shared,
          id: 'my-grid:halo-stale',
          type: 'line',
          filter: of('Polygon'),
          paint: { 'line-color': palette.hatch, 'line-width': 2.4, 'line-dasharray': [2, 1.2] },
        },
      },
      {
        slot: 'over-lines',
        specification: {
          ...shared,
          id: 'my-grid:halo-stale-point',
          type: 'circle',
          filter: of('Point'),
          paint: {
            'circle-radius': 8,
            'circle-opacity': 0,
            'circle-stroke-color': palette.hatch,
            'circle-stroke-width': 2,
          },
        },
      },
    ],
  }
}

/**
 * A branch's day: what its grid asks for today, what has to be confirmed, what happened. The open card is in the URL as `card`.
 * It lives as long as the page, so that the picture stays while a record is open in the phone's one sheet.
 */
class MyGridState {
  #grid = $state.raw<MyGrid | null>(null)
  #targets = $state.raw<readonly TargetCoverage[] | null>(null)
  #error = $state.raw<unknown>(null)
  #coverageError = $state.raw<unknown>(null)
  #now = $state.raw(new Date())
  #attempt = $state(0)
  /** Confirmed just now, before the list is read again. */
  #confirmed = $state.raw<readonly number[]>([])

  // Derived, so that moving the map, which changes the address, asks nothing again.
  #open = $derived(session.status === 'signed-in' && workspace.current?.id === 'my-grid')
  #account = $derived(this.#open ? session.viewer.account.username : null)
  #selected = $derived(selection.current !== null)
  #card = $derived(CARDS.find((card) => card === url.get('card')) ?? null)

  constructor() {
    $effect.root(() => {
      $effect(() => this.#follow())
      $effect(() => this.#followChanges())
      $effect(() => this.#draw())
    })
  }

  get grid(): MyGrid | null {
    return this.#grid
  }

  get error(): unknown {
    return this.#error
  }

  get coverageError(): unknown {
    return this.#coverageError
  }

  get card(): Card | null {
    return this.#card
  }

  /** Null while it is being worked out. */
  get today() {
    if (!this.#targets) return null
    return todayItems(this.#targets, this.#today, this.#now)
  }

  get focus() {
    return this.today ? slotInFocus(this.today, this.#now) : null
  }

  get stale(): readonly StaleCourtyard[] {
    return (this.#grid?.courtyards.stale ?? []).filter(({ id }) => !this.#confirmed.includes(id))
  }

  get #today(): string {
    return dayOf(this.#now, session.viewer.district.timeZone)
  }

  /** Opens a card and flies to the grid; the same card again closes it. */
  choose(card: Card): void {
    const next = this.card === card ? null : card
    url.set({ card: next, s: null })
    if (next && this.#grid) mapState.flyToBounds(this.#grid.grid.bbox)
  }

  retry(): void {
    this.#attempt++
  }

  /** Still true. @throws {ApiError} */
  async confirm(id: number): Promise<void> {
    await call(confirm, { params: { id } })
    this.#confirmed = [...this.#confirmed, id]
    const map = mapState.instance
    if (map?.getSource(courtyards.name)) map.refreshTiles(courtyards.name)
  }

  /** Reads everything at the start, after a record was closed (it may have been changed), and every few minutes. */
  #follow(): (() => void) | undefined {
    void this.#attempt
    if (!this.#account || this.#selected) return
    const controller = new AbortController()
    const read = () => {
      this.#now = session.now()
      void this.#read(controller.signal)
    }
    untrack(() => {
      void gaps.loadSlots()
      read()
    })
    const timer = setInterval(read, REFRESH_MS)
    return () => {
      clearInterval(timer)
      controller.abort()
    }
  }

  /** What was confirmed or changed in the drawer is no longer stale on the map while the drawer is still open. */
  #followChanges(): (() => void) | undefined {
    if (recordChanges.count === 0 || !this.#account) return
    const controller = new AbortController()
    untrack(() => void this.#read(controller.signal))
    return () => controller.abort()
  }

  async #read(signal: AbortSignal): Promise<void> {
    try {
      this.#grid = await call(readMyGrid, { signal })
      this.#confirmed = []
      this.#error = null
    } catch (thrown) {
      if (!signal.aborted) this.#error = thrown
      return
    }
    const { timeZone } = session.viewer.district
    try {
      const { targets } = await call(readCoverage, {
        query: {
          from: dayStart(addDays(this.#today, -1), timeZone),
          to: dayStart(addDays(this.#today, 1), timeZone),
          grid: this.#grid.grid.code,
        },
        signal,
      })
      this.#targets = targets
      this.#coverageError = null
    } catch (thrown) {
      if (!signal.aborted) this.#coverageError = thrown
    }
  }

  #draw(): void {
    const palette = PALETTES[theme.current]
    const words = text(myGridWords)
    const { today } = this
    const showsPatrols = this.#open && today !== null && this.#targets !== null
    const statuses = showsPatrols
      ? this.#targets!.map(({ layer, id }) => ({
          layer,
          id,
          status: statusToday(today.filter(({ target }) => target.layer === layer && target.id === id)),
        }))
      : []
    scene.put('my-grid', showsPatrols ? coverageContribution(statuses, palette, location.origin) : null)
    legendBlocks.put(
      'my-grid',
      showsPatrols && statuses.length > 0
        ? coverageLegend(
            words.legendTitle,
            words.legendNote(formatDate(this.#now)),
            { ...text(gapsWords), statuses: words.legend },
            palette,
            statuses,
          )
        : null,
    )
    const showsStale = this.#open && this.card === 'stale' && this.stale.length > 0
    scene.put(
      'my-grid-stale',
      showsStale
        ? staleContribution(
            this.stale.map(({ id }) => id),
            palette,
          )
        : null,
    )
    legendBlocks.put(
      'my-grid-stale',
      showsStale
        ? {
            title: words.stale.card,
            entries: [{ label: words.staleLegend, color: palette.hatch, dash: [2, 1.2], shape: 'line' }],
          }
        : null,
    )
  }
}

export const myGrid = new MyGridState()
