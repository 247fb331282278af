import { preferences } from './preferences.svelte.ts'

export type SheetHeight = 'low' | 'half' | 'full'

/** How much of the screen the phone's sheet takes. */
export const SHEET_SHARES: Readonly<Record<SheetHeight, number>> = { low: 0.12, half: 0.46, full: 0.88 }

const PANEL_WIDTH = { default: 360, min: 300, max: 640 }
const DRAWER_WIDTH = { default: 380, min: 320, max: 640 }
/** On the wall type is a step larger: so is what holds it. */
const WALL_PANEL_WIDTH = { ...PANEL_WIDTH, default: 432 }
const WALL_DRAWER_WIDTH = { ...DRAWER_WIDTH, default: 440 }

const phone = matchMedia('(max-width: 720px)')
const wall = matchMedia('(min-width: 1920px)')

function clamp(value: number, { min, max }: { min: number; max: number }): number {
  return Math.min(max, Math.max(min, Math.round(value)))
}

/** Which surfaces are open and how wide; remembered with the account. */
class PanelsState {
  #phone = $state(phone.matches)
  #wall = $state(wall.matches)
  sheetHeight = $state<SheetHeight>('half')

  constructor() {
    phone.addEventListener('change', (event) => (this.#phone = event.matches))
    wall.addEventListener('change', (event) => (this.#wall = event.matches))
  }

  /** At most 720 px wide: one bottom sheet in place of panel and drawer. */
  get isPhone(): boolean {
    return this.#phone
  }

  /** The meeting-room wall: the rail shows its words. */
  get isWall(): boolean {
    return this.#wall
  }

  get panelOpen(): boolean {
    return preferences.values.panelOpen ?? true
  }

  set panelOpen(open: boolean) {
    preferences.set({ panelOpen: open })
  }

  get legendOpen(): boolean {
    return preferences.values.legendOpen ?? true
  }

  set legendOpen(open: boolean) {
    preferences.set({ legendOpen: open })
  }

  /** Whether the legend lists the kinds of this layer. */
  isLegendExpanded(layer: string): boolean {
    return preferences.values.legendExpanded?.includes(layer) ?? false
  }

  toggleLegend(layer: string): void {
    const expanded = preferences.values.legendExpanded ?? []
    preferences.set({
      legendExpanded: expanded.includes(layer)
        ? expanded.filter((name) => name !== layer)
        : [...expanded, layer],
    })
  }

  get panelLimits(): typeof PANEL_WIDTH {
    return this.#wall ? WALL_PANEL_WIDTH : PANEL_WIDTH
  }

  get drawerLimits(): typeof DRAWER_WIDTH {
    return this.#wall ? WALL_DRAWER_WIDTH : DRAWER_WIDTH
  }

  get panelWidth(): number {
    return clamp(preferences.values.panelWidth ?? this.panelLimits.default, PANEL_WIDTH)
  }

  set panelWidth(width: number) {
    preferences.set({ panelWidth: clamp(width, PANEL_WIDTH) })
  }

  get drawerWidth(): number {
    return clamp(preferences.values.drawerWidth ?? this.drawerLimits.default, DRAWER_WIDTH)
  }

  set drawerWidth(width: number) {
    preferences.set({ drawerWidth: clamp(width, DRAWER_WIDTH) })
  }
}

export const panels = new PanelsState()
