import { Map as MapLibreMap, type LngLatBoundsLike, type StyleSpecification } from 'maplibre-gl'
import { stateMarker } from '../../map/feature-state.ts'
import { putImages } from '../../map/images.ts'
import { InView } from '../../map/in-view.svelte.ts'
import { mapState } from '../../map/map.svelte.ts'
import { keptPictures } from '../../map/overlay-pictures.ts'
import { LABEL_FONT, PALETTES } from '../../map/palette.ts'
import { scene } from '../../map/scene.svelte.ts'
import { buildStyle, OVERLAY_SLOT } from '../../map/style.ts'
import { layers } from '../../state/layers.svelte.ts'
import { selection } from '../../state/selection.svelte.ts'
import { session } from '../../state/session.svelte.ts'
import { timeRange } from '../../state/time-range.svelte.ts'
import type { BoundingBox } from '../../state/viewer.ts'
import { cssPixels, MAP_DPI, scaleOf, zoomForScale } from './paper.ts'

interface PictureRequest {
  /** Of the map on paper, in millimetres. */
  size: { width: number; height: number }
  /** The box to show; null for what the map on the screen shows. */
  bounds: BoundingBox | null
  /** The n of 1:n; null to fit the area. */
  scale: number | null
}

export interface Picture {
  /** Object URL of a PNG; whoever shows it revokes it. */
  url: string
  scale: number
  zoom: number
  /** Degrees clockwise from north to the top of the sheet. */
  bearing: number
  /** The collection layers drawn, and the kinds of each. */
  kinds: ReadonlyMap<string, ReadonlySet<string>> | null
}

const PATIENCE_MS = 60_000
const FRAME_PX = 16

/** The style of the screen in the colours of paper. */
function paperStyle(): StyleSpecification {
  const [, south, , north] = session.viewer.district.extent
  return buildStyle({
    palette: PALETTES.light,
    homeGridCode: session.viewer.account.homeGrid?.code ?? null,
    latitude: (south + north) / 2,
    origin: location.origin,
    visible: layers.visible,
    details: true,
    contributions: scene.contributions,
    timeFilter: timeRange.filter,
  })
}

/** The part of the map on the screen that no panel covers, fitted into the sheet's map. */
function screenCamera(width: number, height: number) {
  const map = mapState.instance
  if (!map) throw new Error('there is no map to print')
  const { left, right, top, bottom } = mapState.padding
  const { clientWidth, clientHeight } = map.getContainer()
  const free = { width: clientWidth - left - right, height: clientHeight - top - bottom }
  return {
    center: map.unproject([left + free.width / 2, top + free.height / 2]),
    zoom: map.getZoom() + Math.log2(Math.min(width / free.width, height / free.height)),
    bearing: map.getBearing(),
  }
}

function addImages(map: MapLibreMap): void {
  for (const [name, { image, corners }] of keptPictures()) {
    const canvas = document.createElement('canvas')
    canvas.width = image.width
    canvas.height = image.height
    canvas.getContext('2d')?.putImageData(image, 0, 0)
    const [southWest, northWest, northEast, southEast] = corners
    map.addSource(name, {
      type: 'canvas',
      canvas,
      animate: false,
      coordinates: [northWest, northEast, southEast, southWest],
    })
    map.addLayer(
      { id: name, type: 'raster', source: name, paint: { 'raster-fade-duration': 0 } },
      OVERLAY_SLOT,
    )
  }
}

function idle(map: MapLibreMap, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('the map did not come to rest')), PATIENCE_MS)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      reject(new DOMException('another sheet is wanted', 'AbortError'))
    })
    map.once('idle', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}

/** Draws the map once more, out of sight, at the size and fineness of paper. @throws {DOMException} `AbortError` */
export async function drawPicture(request: PictureRequest, signal: AbortSignal): Promise<Picture> {
  const width = cssPixels(request.size.width)
  const height = cssPixels(request.size.height)
  const container = document.createElement('div')
  for (const [property, value] of Object.entries({
    position: 'fixed',
    left: '-20000px',
    top: '0',
    width: `${width}px`,
    height: `${height}px`,
  })) {
    container.style.setProperty(property, value)
  }
  document.body.append(container)
  const { bounds } = request
  const map = new MapLibreMap({
    container,
    style: paperStyle(),
    ...(bounds
      ? {
          bounds: [bounds.slice(0, 2), bounds.slice(2)] as unknown as LngLatBoundsLike,
          fitBoundsOptions: { padding: FRAME_PX },
        }
      : screenCamera(width, height)),
    interactive: false,
    attributionControl: false,
    fadeDuration: 0,
    pixelRatio: MAP_DPI / 96,
    localIdeographFontFamily: LABEL_FONT,
    canvasContextAttributes: { antialias: true, preserveDrawingBuffer: true },
  })
  try {
    const { lat } = map.getCenter()
    if (request.scale !== null) map.setZoom(zoomForScale(request.scale, lat))
    map.once('style.load', () => {
      putImages(map, 'light')
      addImages(map)
      stateMarker('selected')(map, selection.current)
    })
    const inView = new InView()
    const stop = inView.follow(map)
    await idle(map, signal)
    stop()
    const blob = await new Promise<Blob | null>((resolve) => map.getCanvas().toBlob(resolve, 'image/png'))
    if (!blob) throw new Error('the browser made no picture of the map')
    return {
      url: URL.createObjectURL(blob),
      scale: request.scale ?? scaleOf(map.getZoom(), lat),
      zoom: map.getZoom(),
      bearing: map.getBearing(),
      kinds: inView.kinds,
    }
  } finally {
    map.remove()
    container.remove()
  }
}
