/*
 * The workspaces of the rail, in its order.
 *
 * To add one: put `client/workspaces/<id>/Workspace.svelte` in place; it is found by its folder and loaded when opened.
 * A workspace without that file is not shown. The component takes no props and fills the panel's width and height (phone: the sheet);
 * it owns its scrolling and its heading (`<h2>`). What it shares with the map:
 *   - `mapState` (client/map/map.svelte.ts): the map, flying to a place;
 *   - `scene.put(name, {...} | null)` (client/map/scene.svelte.ts): sources and style layers of its own, taken away when it closes;
 *     features carry `targetLayer` and `targetId` where a click should open a record; `legendBlocks.put` explains them;
 *   - `setOverlay(name, layer | null)` (client/map/overlay.ts): deck.gl images under the names;
 *   - `selection`, `timeRange`, `layers` (client/state/): what is selected or hovered, the time filter, what is visible.
 * Its words are in `client/i18n/<id>.ts`, read by `text()`, so that they load with it.
 * Layers add to the drawer with `client/layers/<name>/Details.svelte`, tools with `client/tools/<name>/DrawerActions.svelte`
 * (props: `client/frame/drawer.ts`).
 */
import ChartColumn from '@lucide/svelte/icons/chart-column'
import Database from '@lucide/svelte/icons/database'
import Flame from '@lucide/svelte/icons/flame'
import Footprints from '@lucide/svelte/icons/footprints'
import House from '@lucide/svelte/icons/house'
import Radio from '@lucide/svelte/icons/radio'
import ScanSearch from '@lucide/svelte/icons/scan-search'
import Settings from '@lucide/svelte/icons/settings'
import Waypoints from '@lucide/svelte/icons/waypoints'
import type { Component } from 'svelte'
import type { Role } from '../state/viewer.ts'

export type WorkspaceId =
  'my-grid' | 'record' | 'gaps' | 'live' | 'routes' | 'hotspots' | 'bulletin' | 'data' | 'system'

export interface Workspace {
  id: WorkspaceId
  icon: Component<{ size?: number | string }>
  /** Who sees it in the rail. */
  roles: readonly Role[]
  /** Whose first page it is. */
  homeOf: readonly Role[]
  /** Whether the time bar is part of the task; it also appears whenever a timed layer is on. */
  timeBar: boolean
  /** Tables rather than the map: the panel takes most of the width. */
  wide?: boolean
  load: () => Promise<Component>
}

const components = import.meta.glob<{ default: Component }>('./*/Workspace.svelte')

type Entry = Omit<Workspace, 'load'>

const ENTRIES: readonly Entry[] = [
  { id: 'my-grid', icon: House, roles: ['branch'], homeOf: ['branch'], timeBar: false },
  { id: 'gaps', icon: ScanSearch, roles: ['planner', 'leader'], homeOf: ['planner'], timeBar: false },
  { id: 'live', icon: Radio, roles: ['planner', 'leader'], homeOf: [], timeBar: false },
  { id: 'record', icon: Footprints, roles: ['branch', 'planner'], homeOf: [], timeBar: false },
  { id: 'routes', icon: Waypoints, roles: ['planner'], homeOf: [], timeBar: false },
  { id: 'hotspots', icon: Flame, roles: ['planner', 'leader'], homeOf: ['leader'], timeBar: true },
  { id: 'bulletin', icon: ChartColumn, roles: ['leader', 'admin'], homeOf: [], timeBar: false },
  { id: 'data', icon: Database, roles: ['admin'], homeOf: ['admin'], timeBar: false },
  { id: 'system', icon: Settings, roles: ['admin'], homeOf: [], timeBar: false, wide: true },
]

/** Every workspace that exists. */
export const WORKSPACES: readonly Workspace[] = ENTRIES.flatMap((entry) => {
  const load = components[`./${entry.id}/Workspace.svelte`]
  return load ? [{ ...entry, load: () => load().then((module) => module.default) }] : []
})
