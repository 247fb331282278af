import type { Map as MapLibreMap } from 'maplibre-gl'
import { TerraDraw, TerraDrawModeUndoRedo } from 'terra-draw'
import { TerraDrawMapLibreGLAdapter } from 'terra-draw-maplibre-gl-adapter'
import { mapState } from '../../map/map.svelte.ts'
import { PALETTES } from '../../map/palette.ts'
import { scene } from '../../map/scene.svelte.ts'
import { theme } from '../../state/theme.svelte.ts'
import type { Draft, Pen } from './draft.svelte.ts'
import { addGuide, keepInStyle, PREFIX } from './drawing-guide.ts'
import { drawingModes, VERTEX_TOLERANCE_PX } from './drawing-modes.ts'
import type { ShapeType } from './fields.ts'
import { nearestRing, nearestVertex } from './nearest.ts'
import { ringsOf, withRing, type Shape } from './shape.ts'

const MODES: Record<ShapeType, string> = { Point: 'point', LineString: 'linestring', Polygon: 'polygon' }
/** As many as GeoJSON goes out with: about a centimetre. */
const DECIMALS = 7

/** What the library is given: it knows areas of one ring only, so a hole is an area of its own. */
function piecesOf(shape: Shape): Shape[] {
  if (shape.type !== 'Polygon') return [shape]
  return ringsOf(shape).map((ring) => ({ type: 'Polygon', coordinates: [ring] }))
}

/** Puts a draft's shape on the map to be drawn or changed, until the function it answers is called. */
export function draw(map: MapLibreMap, draft: Draft, shapeType: ShapeType): () => void {
  const palette = PALETTES[theme.current]
  const pen = new TerraDraw({
    adapter: new TerraDrawMapLibreGLAdapter({ map, prefixId: PREFIX, coordinatePrecision: DECIMALS }),
    modes: drawingModes(palette),
    undoRedo: { modeLevel: new TerraDrawModeUndoRedo() },
  })
  const mode = MODES[shapeType]
  const guide = addGuide(map, palette)
  let pieces: (string | number)[] = []
  let held = 0
  let pointer = { x: -1, y: -1 }

  /** The shape that is being drawn for the first time. */
  function unfinished(): Shape | null {
    const drawing = pen.getMode() === mode && pen.getModeState() === 'drawing'
    if (!drawing) return null
    const feature = pen.getSnapshot().find(({ properties }) => properties['mode'] === mode)
    return (feature?.geometry as Shape | undefined) ?? null
  }

  /** The shape as it is drawn at this moment, also while a vertex is on its way. */
  function drawn(): Shape | null {
    const { shape } = draft
    if (!shape || pieces.length === 0) return unfinished()
    return pieces.reduce<Shape>((whole, id, ring) => {
      const geometry = pen.getSnapshotFeature(id)?.geometry as Shape | undefined
      if (!geometry || geometry.type === 'Point') return geometry ?? whole
      return withRing(whole, ring, ringsOf(geometry)[0]!)
    }, shape)
  }

  const paint = () => guide.paint(drawn(), held, draft.vertex)

  function hold(ring: number): void {
    held = ring
    const id = pieces[ring]
    if (id !== undefined) pen.selectFeature(id)
  }

  function show(shape: Shape | null): void {
    draft.vertex = null
    const wanted = shape ? piecesOf(shape) : []
    const same = wanted.length === pieces.length && pieces.every((id) => pen.hasFeature(id))
    if (wanted.length > 0 && same) {
      wanted.forEach((geometry, ring) => pen.updateFeatureGeometry(pieces[ring]!, geometry))
      return paint()
    }
    pen.clear()
    pieces = []
    if (wanted.length === 0) {
      pen.setMode(mode)
      return paint()
    }
    pen.setMode('select')
    const ids = wanted.map(() => pen.getFeatureId())
    pen.addFeatures(
      wanted.map((geometry, ring) => ({ id: ids[ring]!, type: 'Feature', properties: { mode }, geometry })),
    )
    if (!ids.every((id) => pen.hasFeature(id))) return pen.clear()
    pieces = ids
    hold(Math.min(held, ids.length - 1))
    paint()
  }

  function report(): void {
    const begun = unfinished()
    draft.unfinished = {
      positions: begun ? begun.coordinates.flat().length : 0,
      undo: begun !== null && pen.canUndo(),
      redo: begun !== null && pen.canRedo(),
    }
  }

  const hand: Pen = {
    show,
    undo: () => pen.getModeState() === 'drawing' && pen.undo(),
    redo: () => pen.getMode() === mode && pen.canRedo() && pen.redo(),
  }

  const canvas = map.getCanvas()
  const container = map.getCanvasContainer()
  const project = (position: number[]) => map.project([position[0]!, position[1]!])

  /** Takes hold of the ring and the vertex under the pointer, if any is near enough. */
  function choose(): void {
    const shape = pieces.length === 0 ? null : drawn()
    if (!shape) return
    const ring = nearestRing(shape, pointer, VERTEX_TOLERANCE_PX, project)
    if (ring !== null && ring !== held) hold(ring)
    const index = ring === null ? null : nearestVertex(shape, ring, pointer, VERTEX_TOLERANCE_PX, project)
    draft.vertex = ring !== null && index !== null ? { ring, index } : null
    paint()
  }

  function follow({ clientX, clientY }: PointerEvent): void {
    const { left, top } = canvas.getBoundingClientRect()
    pointer = { x: clientX - left, y: clientY - top }
  }

  function onpointerdown(event: PointerEvent): void {
    // A text field that keeps the focus would take Ctrl+Z and Enter for itself.
    canvas.focus({ preventScroll: true })
    follow(event)
    choose()
  }

  // Before the library's own, so that it finds the ring selected.
  container.addEventListener('pointerdown', onpointerdown, { capture: true })
  container.addEventListener('pointermove', follow, { capture: true })
  pen.start()
  guide.addVertices()
  keepInStyle(map)
  pen.on('finish', (id) => {
    const geometry = pen.getSnapshotFeature(id)?.geometry as Shape | undefined
    if (!geometry) return
    const whole = drawn()
    draft.reshape(whole ?? geometry, 'map')
    // After the library has finished with its own event.
    queueMicrotask(() => {
      if (pieces.length === 0) show(geometry)
      else choose()
      report()
    })
  })
  pen.on('change', () =>
    queueMicrotask(() => {
      paint()
      report()
    }),
  )
  show(draft.shape)
  draft.hold(hand)
  return () => {
    draft.hold(null)
    container.removeEventListener('pointerdown', onpointerdown, { capture: true })
    container.removeEventListener('pointermove', follow, { capture: true })
    if (mapState.instance === map) pen.stop()
    scene.put(PREFIX, null)
    canvas.style.cursor = ''
  }
}
