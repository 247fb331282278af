import type {
  GeoJSONSource,
  GeoJSONSourceSpecification,
  LayerSpecification,
  Map as MapLibreMap,
} from 'maplibre-gl'
import type { Palette } from '../../map/palette.ts'
import { scene } from '../../map/scene.svelte.ts'
import { verticesOf, ringsOf, type Shape, type Vertex } from './shape.ts'

export const PREFIX = 'drawing'
const GUIDE = `${PREFIX}-guide`
const SOURCES = [GUIDE, `${PREFIX}-polygon`, `${PREFIX}-linestring`, `${PREFIX}-point`]
const EMPTY = { type: 'FeatureCollection' as const, features: [] }

/** What the library does not draw by itself: the area without its holes, the vertices of the other rings, the one that is chosen. */
function guideOf(shape: Shape | null, held: number, chosen: Vertex | null) {
  if (!shape) return EMPTY
  const points = ringsOf(shape).flatMap((_, ring) =>
    verticesOf(shape, ring).flatMap((coordinates, index) => {
      const isChosen = chosen?.ring === ring && chosen.index === index
      if (ring === held && !isChosen) return []
      const kind = isChosen ? 'chosen' : 'other'
      return [
        { type: 'Feature' as const, properties: { kind }, geometry: { type: 'Point' as const, coordinates } },
      ]
    }),
  )
  const area = { type: 'Feature' as const, properties: { kind: 'area' }, geometry: shape }
  return { type: 'FeatureCollection' as const, features: [area, ...points] }
}

/** Puts the guide under what the library draws; `paint` shows another state of it. To be called before the library starts. */
export function addGuide(map: MapLibreMap, palette: Palette) {
  if (!map.getSource(GUIDE)) map.addSource(GUIDE, { type: 'geojson', data: EMPTY })
  if (!map.getLayer(`${GUIDE}-area`)) {
    map.addLayer({
      id: `${GUIDE}-area`,
      type: 'fill',
      source: GUIDE,
      filter: ['==', ['geometry-type'], 'Polygon'],
      paint: { 'fill-color': palette.selection, 'fill-opacity': 0.15 },
    })
  }
  return {
    paint(shape: Shape | null, held: number, chosen: Vertex | null): void {
      map.getSource<GeoJSONSource>(GUIDE)?.setData(guideOf(shape, held, chosen))
    },
    /** To be called once the library has added its layers: the chosen vertex lies on top of its own. */
    addVertices(): void {
      if (map.getLayer(`${GUIDE}-vertices`)) return
      map.addLayer({
        id: `${GUIDE}-vertices`,
        type: 'circle',
        source: GUIDE,
        filter: ['==', ['geometry-type'], 'Point'],
        paint: {
          'circle-radius': ['match', ['get', 'kind'], 'chosen', 8, 4],
          'circle-color': ['match', ['get', 'kind'], 'chosen', palette.selection, palette.halo],
          'circle-stroke-color': ['match', ['get', 'kind'], 'chosen', palette.halo, palette.selection],
          'circle-stroke-width': ['match', ['get', 'kind'], 'chosen', 3, 1.5],
        },
      })
    },
  }
}

/**
 * The library adds its sources and layers to the map by itself, while the application sets its whole style again whenever something changes:
 * so they are part of the style as well, with the data they have at that moment.
 */
export function keepInStyle(map: MapLibreMap): void {
  const style = map.getStyle()
  const source = (id: string): GeoJSONSourceSpecification => {
    const specification = style.sources[id] as GeoJSONSourceSpecification
    return {
      ...specification,
      get data() {
        const living = map.getSource<GeoJSONSource>(id)
        return living ? living.serialize().data : specification.data
      },
    }
  }
  scene.put(PREFIX, {
    sources: Object.fromEntries(SOURCES.map((id) => [id, source(id)])),
    layers: style.layers
      .filter((layer) => 'source' in layer && SOURCES.includes(layer.source))
      .map((specification) => ({ slot: 'top', specification: specification as LayerSpecification })),
  })
}
