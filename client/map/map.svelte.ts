import type { LngLatBoundsLike, Map as MapLibreMap } from 'maplibre-gl'
import { panels } from '../state/panels.svelte.ts'
import { selection } from '../state/selection.svelte.ts'
import type { BoundingBox } from '../state/viewer.ts'
import { editing } from '../tools/edit/editing.svelte.ts'

export interface Padding {
  left: number
  right: number
  top: number
  bottom: number
}

const MARGIN = 40
/** The buttons along the right edge, with their margin. */
const TOOLS_WIDTH = 56
const FLIGHT_MS = 140
/** The open legend, bottom left. */
const LEGEND_WIDTH = 296

/**
 * The one map, for everything outside `client/map/`: where it is, and moving it so that panels never cover what is shown.
 * `instance` is null until the first style is loaded; tools and workspaces wait for it in an `$effect`.
 */
class MapState {
  #instance = $state.raw<MapLibreMap | null>(null)
  zoom = $state(12)
  bearing = $state(0)
  bounds = $state.raw<BoundingBox | null>(null)
  /** Whether the picture is not final: it moves, or tiles are still on their way. */
  loading = $state(true)
  /** True from the first complete picture of the base map on, or when there can be none; what that does not need loads after it. */
  settled = $state(false)
  /** Whether the map shows neither streets nor anything else although it shows the whole place of work. */
  blank = $state(false)
  /** What a tool's bar covers of the map besides panels and sheet: px from the upper edge, px above the sheet. */
  covered = $state.raw({ top: 0, bottom: 0 })
  /** Set when a tile request failed; cleared by the next success. */
  tilesFailed = $state(false)

  get instance(): MapLibreMap | null {
    return this.#instance
  }

  attach(map: MapLibreMap | null): void {
    this.#instance = map
  }

  /** Room that panel, drawer, time bar and sheet take from the map. */
  get padding(): Padding {
    if (panels.isPhone) {
      const share = { low: 0.12, half: 0.46, full: 0.46 }[panels.sheetHeight]
      return {
        left: MARGIN,
        right: TOOLS_WIDTH,
        top: 72,
        bottom: Math.round(innerHeight * share) + this.covered.bottom + MARGIN,
      }
    }
    return {
      left: MARGIN,
      right: (selection.current || editing.draft ? panels.drawerWidth : 0) + TOOLS_WIDTH,
      top: this.covered.top + MARGIN,
      bottom: MARGIN,
    }
  }

  /**
   * Moves as little as is needed for the box to lie beside everything that covers the map. A box that runs off the map on purpose, since
   * somebody came close to a part of it, is left where it is.
   */
  reveal([west, south, east, north]: BoundingBox): void {
    const map = this.#instance
    if (!map) return
    const corners = [
      [west, south],
      [west, north],
      [east, south],
      [east, north],
    ].map((corner) => map.project(corner as [number, number]))
    const box = {
      left: Math.min(...corners.map(({ x }) => x)),
      right: Math.max(...corners.map(({ x }) => x)),
      top: Math.min(...corners.map(({ y }) => y)),
      bottom: Math.max(...corners.map(({ y }) => y)),
    }
    const { clientWidth, clientHeight } = map.getContainer()
    const { padding } = this
    const free = {
      left: padding.left - MARGIN / 2,
      right: clientWidth - padding.right,
      top: padding.top - MARGIN / 2,
      bottom: clientHeight - padding.bottom + MARGIN / 2,
    }
    const fits =
      box.right - box.left <= free.right - free.left && box.bottom - box.top <= free.bottom - free.top
    const inSight =
      box.right > free.left && box.left < free.right && box.bottom > free.top && box.top < free.bottom
    const runsOff = box.left < 0 || box.right > clientWidth || box.top < 0 || box.bottom > clientHeight
    if (!fits && inSight && runsOff) return
    if (!fits) return this.flyToBounds([west, south, east, north])
    const x = Math.min(0, box.left - free.left) + Math.max(0, box.right - free.right)
    const y = Math.min(0, box.top - free.top) + Math.max(0, box.bottom - free.bottom)
    if (x !== 0 || y !== 0) map.panBy([x, y], { duration: this.#duration })
  }

  /** Moves so that the box is wholly visible beside the panels. */
  flyToBounds(
    [west, south, east, north]: BoundingBox,
    { maxZoom = 17, besideLegend = false }: { maxZoom?: number; besideLegend?: boolean } = {},
  ): void {
    const bounds: LngLatBoundsLike = [
      [west, south],
      [east, north],
    ]
    const { padding } = this
    const legend = besideLegend && !panels.isPhone && panels.legendOpen ? LEGEND_WIDTH : 0
    this.#instance?.fitBounds(bounds, {
      padding: { ...padding, left: padding.left + legend },
      maxZoom,
      duration: this.#duration,
      essential: false,
    })
  }

  /** Moves to a point, at least as near as `minZoom`. */
  flyTo(longitude: number, latitude: number, { minZoom = 16 } = {}): void {
    const map = this.#instance
    if (!map) return
    map.easeTo({
      center: [longitude, latitude],
      zoom: Math.max(map.getZoom(), minZoom),
      offset: [(this.padding.left - this.padding.right) / 2, (this.padding.top - this.padding.bottom) / 2],
      duration: this.#duration,
    })
  }

  get #duration(): number {
    return matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : FLIGHT_MS
  }
}

export const mapState = new MapState()
