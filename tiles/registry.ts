import { buildings } from './buildings.ts'
import { cases } from './cases.ts'
import { controlAreas } from './control-areas.ts'
import { courtyards } from './courtyards.ts'
import { facilities } from './facilities.ts'
import { green } from './green.ts'
import { grids } from './grids.ts'
import { keySections } from './key-sections.ts'
import { labels } from './labels.ts'
import type { TileLayer } from './layer.ts'
import { orgUnits } from './org-units.ts'
import { patrolLines } from './patrol-lines.ts'
import { patrolPoints } from './patrol-points.ts'
import { patrolRoutes } from './patrol-routes.ts'
import { premises } from './premises.ts'
import { rail } from './rail.ts'
import { roads } from './roads.ts'
import { tracks } from './tracks.ts'
import { water } from './water.ts'

/** Every tile layer. */
export const tileLayers: readonly TileLayer[] = [
  water,
  green,
  buildings,
  rail,
  roads,
  labels,
  orgUnits,
  grids,
  courtyards,
  keySections,
  patrolLines,
  patrolPoints,
  patrolRoutes,
  controlAreas,
  facilities,
  premises,
  cases,
  tracks,
]

/** Several layers that make one tile. */
export interface LayerSet {
  layers: readonly TileLayer[]
  /** The names as asked for, comma-separated. */
  names: string
  dependsOn: readonly string[]
  filterNames: readonly string[]
  minZoom: number
  maxZoom: number
  daily: boolean
}

const byName = new Map<string, TileLayer>(tileLayers.map((layer) => [layer.name, layer]))
const knownSets = new Map<string, LayerSet>()
const mostKnownSets = 1000

/** The layers of a comma-separated list; null when a name is unknown or comes twice. */
export function layerSet(names: string): LayerSet | null {
  const known = knownSets.get(names)
  if (known) return known
  const listed = names.split(',')
  const layers = listed.flatMap((name) => byName.get(name) ?? [])
  if (layers.length < listed.length || new Set(listed).size < listed.length) return null
  const set: LayerSet = {
    layers,
    names,
    dependsOn: [...new Set(layers.flatMap((layer) => layer.dependsOn))],
    filterNames: [...new Set(layers.flatMap((layer) => layer.filterNames ?? []))],
    minZoom: Math.min(...layers.map((layer) => layer.minZoom)),
    maxZoom: Math.max(...layers.map((layer) => layer.maxZoom)),
    daily: layers.some((layer) => layer.daily === true),
  }
  if (knownSets.size < mostKnownSets) knownSets.set(names, set)
  return set
}
