import type { LayerDefinition, LayerGroup, LayerName } from './definition.ts'
import { cases } from './cases/layer.ts'
import { controlAreas } from './control-areas/layer.ts'
import { courtyards } from './courtyards/layer.ts'
import { facilities } from './facilities/layer.ts'
import { grids } from './grids/layer.ts'
import { keySections } from './key-sections/layer.ts'
import { orgUnits } from './org-units/layer.ts'
import { patrolLines } from './patrol-lines/layer.ts'
import { patrolPoints } from './patrol-points/layer.ts'
import { patrolRoutes } from './patrol-routes/layer.ts'
import { premises } from './premises/layer.ts'
import { tracks } from './tracks/layer.ts'

/** Every data layer, bottom to top: the one z-order. Layer panel, legend, drawer and tile sources derive from it. */
export const LAYERS: readonly LayerDefinition[] = [
  courtyards,
  grids,
  controlAreas,
  orgUnits,
  tracks,
  keySections,
  patrolLines,
  patrolRoutes,
  premises,
  facilities,
  patrolPoints,
  cases,
]

export const LAYER_GROUPS: readonly LayerGroup[] = [
  'administration',
  'requirements',
  'places',
  'cases',
  'tracks',
]

const byName = new Map<string, LayerDefinition>(LAYERS.map((layer) => [layer.name, layer]))

export function layerNamed(name: string): LayerDefinition | undefined {
  return byName.get(name)
}

export function isLayerName(name: string): name is LayerName {
  return byName.has(name)
}
