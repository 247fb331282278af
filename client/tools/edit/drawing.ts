import type {
  GeoJSONSource,
  GeoJSONSourceSpecification,
  LayerSpecification,
  Map as MapLibreMap,
} from 'maplibre-gl'
import {
  TerraDraw,
  TerraDrawLineStringMode,
  TerraDrawModeUndoRedo,
  TerraDrawPointMode,
  TerraDrawPolygonMode,
  TerraDrawSelectMode,
  type HexColor,
} from 'terra-draw'
import { TerraDrawMapLibreGLAdapter } from 'terra-draw-maplibre-gl-adapter'
import { mapState } from '../../map/map.svelte.ts'
import { PALETTES } from '../../map/palette.ts'
import { scene } from '../../map/scene.svelte.ts'
import { theme } from '../../state/theme.svelte.ts'
import type { Draft, Pen, Shape } from './draft.svelte.ts'
import type { ShapeType } from './fields.ts'

const MODES: Record<ShapeType, string> = { Point: 'point', LineString: 'linestring', Polygon: 'polygon' }
const PREFIX = 'drawing'
const SOURCES = [`${PREFIX}-polygon`, `${PREFIX}-linestring`, `${PREFIX}-point`]
/** As many as GeoJSON goes out with: about a centimetre. */
const DECIMALS = 7
const VERTEX_TOLERANCE_PX = 24

function modes() {
  const palette = PALETTES[theme.current]
  const ink = palette.selection as HexColor
  const face = palette.halo as HexColor
  const vertex = {
    selectionPointColor: face,
    selectionPointOutlineColor: ink,
    selectionPointOutlineWidth: 2.5,
    selectionPointWidth: 6,
    midPointColor: ink,
    midPointOutlineColor: face,
    midPointOutlineWidth: 1.5,
    midPointWidth: 4,
  }
  const closing = {
    closingPointColor: face,
    closingPointOutlineColor: ink,
    closingPointOutlineWidth: 2.5,
    closingPointWidth: 6,
  }
  const coordinates = { midpoints: { draggable: true }, draggable: true, deletable: true }
  const keyEvents = { cancel: null, finish: 'Enter' }
  return [
    new TerraDrawPointMode({
      styles: { pointColor: ink, pointWidth: 7, pointOutlineColor: face, pointOutlineWidth: 2.5 },
    }),
    new TerraDrawLineStringMode({
      keyEvents,
      styles: { lineStringColor: ink, lineStringWidth: 3.5, ...closing },
    }),
    new TerraDrawPolygonMode({
      keyEvents,
      styles: { fillColor: ink, fillOpacity: 0.15, outlineColor: ink, outlineWidth: 2.5, ...closing },
    }),
    new TerraDrawSelectMode({
      pointerDistance: VERTEX_TOLERANCE_PX,
      allowManualDeselection: false,
      keyEvents: null,
      flags: {
        point: { feature: { draggable: true } },
        linestring: { feature: { draggable: false, coordinates } },
        polygon: { feature: { draggable: false, coordinates } },
      },
      styles: {
        selectedPointColor: ink,
        selectedPointWidth: 8,
        selectedPointOutlineColor: face,
        selectedPointOutlineWidth: 3,
        selectedLineStringColor: ink,
        selectedLineStringWidth: 3.5,
        selectedPolygonColor: ink,
        selectedPolygonFillOpacity: 0.15,
        selectedPolygonOutlineColor: ink,
        selectedPolygonOutlineWidth: 2.5,
        ...vertex,
      },
    }),
  ]
}

/**
 * The library adds its sources and layers to the map by itself, while the application sets its whole style again whenever something changes:
 * so they are part of the style as well, with the data they have at that moment.
 */
function keepInStyle(map: MapLibreMap): void {
  const style = map.getStyle()
  const source = (id: string): GeoJSONSourceSpecification => {
    const specification = style.sources[id] as GeoJSONSourceSpecification
    return {
      ...specification,
      get data() {
        const living = map.getSource(id) as GeoJSONSource | undefined
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

/** Puts a draft's shape on the map to be drawn or changed, until the function it answers is called. */
export function draw(map: MapLibreMap, draft: Draft, shapeType: ShapeType): () => void {
  const pen = new TerraDraw({
    adapter: new TerraDrawMapLibreGLAdapter({ map, prefixId: PREFIX, coordinatePrecision: DECIMALS }),
    modes: modes(),
    undoRedo: { modeLevel: new TerraDrawModeUndoRedo() },
  })
  const mode = MODES[shapeType]
  let shown: string | number | null = null

  function show(shape: Shape | null): void {
    if (shown !== null && shape && pen.hasFeature(shown)) {
      pen.updateFeatureGeometry(shown, shape)
      return
    }
    pen.clear()
    shown = null
    if (!shape) {
      pen.setMode(mode)
      return
    }
    const id = pen.getFeatureId()
    pen.setMode('select')
    pen.addFeatures([{ id, type: 'Feature', properties: { mode }, geometry: shape }])
    if (pen.hasFeature(id)) {
      shown = id
      pen.selectFeature(id)
    }
  }

  function report(): void {
    const drawing = pen.getMode() === mode && pen.getModeState() === 'drawing'
    const unfinished = drawing
      ? pen.getSnapshot().find(({ properties }) => properties['mode'] === mode)
      : null
    draft.unfinished = {
      positions: unfinished ? unfinished.geometry.coordinates.flat().length : 0,
      undo: drawing && pen.canUndo(),
      redo: drawing && pen.canRedo(),
    }
  }

  const hand: Pen = {
    show,
    undo: () => pen.getModeState() === 'drawing' && pen.undo(),
    redo: () => pen.getMode() === mode && pen.canRedo() && pen.redo(),
  }

  // A text field that keeps the focus would take Ctrl+Z and Enter for itself.
  const canvas = map.getCanvas()
  const takeFocus = () => canvas.focus({ preventScroll: true })
  canvas.addEventListener('pointerdown', takeFocus)
  pen.start()
  keepInStyle(map)
  pen.on('finish', (id) => {
    const shape = pen.getSnapshotFeature(id)?.geometry
    if (!shape) return
    draft.reshape(shape as Shape, 'map')
    // After the library has finished with its own event.
    if (shown === null) queueMicrotask(() => show(shape as Shape))
    queueMicrotask(report)
  })
  pen.on('change', () => queueMicrotask(report))
  show(draft.shape)
  draft.hold(hand)
  return () => {
    draft.hold(null)
    canvas.removeEventListener('pointerdown', takeFocus)
    if (mapState.instance === map) pen.stop()
    scene.put(PREFIX, null)
    canvas.style.cursor = ''
  }
}
