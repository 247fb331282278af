import type { Map as MapLibreMap, MapGeoJSONFeature, PointLike } from 'maplibre-gl'
import { layerNamed } from '../layers/registry.ts'
import { sameTarget, type Target } from '../state/selection.svelte.ts'
import type { Contribution, MapFigures } from './scene.svelte.ts'

export interface Picked {
  target: Target
  title: string
  detail: string
}

const TOLERANCE_PX = 8
/** Large areas are only meant when nothing more particular lies there. */
const BACKDROPS = ['grids', 'org-units']

function targetOf(feature: MapGeoJSONFeature): Target | null {
  const layer = feature.layer.id.split(':')[0] ?? ''
  const { targetLayer, targetId } = feature.properties
  if (typeof targetLayer === 'string' && targetId !== undefined)
    return { layer: targetLayer, id: Number(targetId) }
  // A cell that counts cases is a figure, not a record: it has nothing to open.
  if (feature.properties['count'] !== undefined && layer === 'cases') return null
  return layerNamed(layer) && feature.id !== undefined ? { layer, id: Number(feature.id) } : null
}

function clickableLayers(map: MapLibreMap): { points: string[]; areas: string[] } {
  const ids = map
    .getStyle()
    .layers.filter(({ id }) => id.includes(':') && !id.endsWith(':label') && !id.includes(':halo'))
  return {
    points: ids.filter(({ type }) => type !== 'fill').map(({ id }) => id),
    areas: ids.filter(({ type }) => type === 'fill').map(({ id }) => id),
  }
}

function isOutline(feature: MapGeoJSONFeature): boolean {
  return layerNamed(feature.layer.id.split(':')[0] ?? '')?.band === 'area' && feature.layer.type === 'line'
}

let cachedFor: unknown = null
let cached: ReturnType<typeof clickableLayers> = { points: [], areas: [] }

/** Forgets which style layers can be clicked; called when the style changed. */
export function styleChanged(): void {
  cachedFor = null
}

/** Everything a person may mean at this place, most particular first. Points and lines within 8 px, areas exactly there. */
export function pick(map: MapLibreMap, { x, y }: { x: number; y: number }): Picked[] {
  if (cachedFor !== map) {
    cached = clickableLayers(map)
    cachedFor = map
  }
  const box: [PointLike, PointLike] = [
    [x - TOLERANCE_PX, y - TOLERANCE_PX],
    [x + TOLERANCE_PX, y + TOLERANCE_PX],
  ]
  const near = map
    .queryRenderedFeatures(box, { layers: cached.points })
    .filter((feature) => !isOutline(feature))
  const inside = map.queryRenderedFeatures([x, y], { layers: cached.areas })
  const picked: Picked[] = []
  for (const feature of [...near, ...inside]) {
    const target = targetOf(feature)
    if (!target || picked.some((other) => sameTarget(other.target, target))) continue
    const definition = layerNamed(target.layer)
    const { title, detail } = feature.properties
    if (definition) picked.push({ target, ...definition.describe(feature.properties) })
    // What a workspace draws of no collection says itself what it is.
    else if (typeof title === 'string') picked.push({ target, title, detail: String(detail ?? '') })
  }
  const backdrop = (name: string) => picked.filter(({ target }) => target.layer === name)
  const particular = picked.filter(({ target }) => !BACKDROPS.includes(target.layer))
  return particular.length > 0
    ? particular
    : (BACKDROPS.map(backdrop).find((found) => found.length > 0) ?? []).slice(0, 1)
}

/** The figure of a workspace at this place, where nothing more particular than a grid lies: lines within 8 px, areas exactly there. */
export function figureAt(
  map: MapLibreMap,
  { x, y }: { x: number; y: number },
  picked: readonly Picked[],
  contributions: readonly Contribution[],
): { figures: MapFigures; id: number } | null {
  if (picked.some(({ target }) => !BACKDROPS.includes(target.layer))) return null
  const around: [PointLike, PointLike] = [
    [x - TOLERANCE_PX, y - TOLERANCE_PX],
    [x + TOLERANCE_PX, y + TOLERANCE_PX],
  ]
  for (const { figures } of contributions) {
    const layers = figures?.layers.filter((id) => map.getLayer(id)) ?? []
    if (!figures || layers.length === 0) continue
    const [exact] = map.queryRenderedFeatures([x, y], { layers })
    const [found = exact] = exact ? [] : map.queryRenderedFeatures(around, { layers })
    if (found?.id !== undefined && (exact || found.geometry.type === 'LineString')) {
      return { figures, id: Number(found.id) }
    }
  }
  return null
}
