import type { LayerSpecification } from 'maplibre-gl'
import type { Component } from 'svelte'
import type { Palette } from '../map/palette.ts'
import type { Role } from '../state/viewer.ts'

/** Names equal the folder, the URL, the tile layer and the collection. */
export type LayerName =
  | 'org-units'
  | 'grids'
  | 'control-areas'
  | 'courtyards'
  | 'key-sections'
  | 'patrol-lines'
  | 'patrol-points'
  | 'patrol-routes'
  | 'facilities'
  | 'premises'
  | 'cases'
  | 'tracks'

export type LayerGroup = 'administration' | 'requirements' | 'places' | 'cases' | 'tracks'

/** Areas lie under the heat and the streets' names, lines above them, points on top. */
export type Band = 'area' | 'line' | 'point'

export type Properties = Record<string, unknown>

export interface LegendEntry {
  label: string
  symbol:
    | {
        type: 'area'
        fill: string
        fillOpacity?: number
        line: string
        dash?: number[]
        pattern?: 'hatch' | 'dots'
      }
    | { type: 'line'; color: string; width: number; dash?: number[]; casing?: string }
    | { type: 'point'; color: string; face?: string; mark?: string; radius: number }
    | { type: 'image'; image: string }
}

export interface Field {
  /** The property of the collection's GeoJSON, also the key of its label in the catalogue. */
  key: string
  format:
    | 'text'
    | 'kind'
    | 'number'
    | 'length'
    | 'area'
    | 'meters'
    | 'day'
    | 'time'
    | 'yes-no'
    | 'value'
    | 'duration'
    | 'reference'
    | 'days'
}

export interface StyleContext {
  palette: Palette
  /** The viewer's own grid, drawn stronger, its neighbours dimmed. */
  homeGridCode: string | null
  /** Latitude of the district's middle, for circles in metres. */
  latitude: number
}

export interface LayerDefinition {
  name: LayerName
  group: LayerGroup
  band: Band
  icon: Component<{ size?: number | string }>
  /** Roles for which the layer is on at first. */
  defaultFor: readonly Role[]
  /** The zoom from which it is drawn. */
  minzoom: number
  /** The last zoom tiles are asked for; nearer, they are enlarged. */
  maxzoom: number
  /** Whether tiles take the time bar's filter. */
  timed: boolean
  /** Of a longer time only the last so many days are drawn. */
  longestWindowDays?: number
  /** Style layers without their source, bottom to top; ids are `<name>:<part>`. Parts named `label` are never clicked. */
  style(context: StyleContext): SourcelessLayer[]
  legend(context: StyleContext): LegendEntry[]
  /** The lines of the hover card and of the list of several things. */
  describe(properties: Properties): { title: string; detail: string }
  /** What the drawer lists, in this order, where present. */
  fields: readonly Field[]
}

type WithoutSource<Layer> = Layer extends unknown ? Omit<Layer, 'source' | 'source-layer'> : never
export type SourcelessLayer = WithoutSource<Exclude<LayerSpecification, { type: 'background' }>>
