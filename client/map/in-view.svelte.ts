import type { Map as MapLibreMap } from 'maplibre-gl'
import { kindsShown } from './kinds-shown.ts'

/** What the present picture shows, for a legend that explains just that. */
export class InView {
  /** Kinds by layer name; null until the first picture is complete. */
  kinds = $state.raw<ReturnType<typeof kindsShown> | null>(null)

  /** Follows the map until the returned function is called. */
  follow(map: MapLibreMap): () => void {
    const read = () => {
      this.kinds = kindsShown(map)
    }
    if (map.loaded()) read()
    map.on('idle', read)
    return () => map.off('idle', read)
  }
}
