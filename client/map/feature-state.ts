import type { Map as MapLibreMap } from 'maplibre-gl'
import type { Target } from '../state/selection.svelte.ts'

/** Keeps one feature of the map marked with a state and takes it from the one before. */
export function stateMarker(state: 'hover' | 'selected') {
  let marked: Target | null = null
  const mark = (map: MapLibreMap, target: Target, on: boolean) => {
    if (!map.getSource(target.layer)) return
    map.setFeatureState({ source: target.layer, sourceLayer: target.layer, id: target.id }, { [state]: on })
  }
  return (map: MapLibreMap, target: Target | null): void => {
    if (marked) mark(map, marked, false)
    if (target) mark(map, target, true)
    marked = target
  }
}
