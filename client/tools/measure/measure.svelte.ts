import type { Map as MapLibreMap, MapMouseEvent } from 'maplibre-gl'
import { groundAreaSquareMeters, groundLengthMeters } from '../../map/ground-size.ts'
import { PALETTES } from '../../map/palette.ts'
import { scene } from '../../map/scene.svelte.ts'
import { theme } from '../../state/theme.svelte.ts'
import type { Tool } from '../tools.svelte.ts'

type Position = [number, number]

/** Length along clicked points, and the area they enclose. */
class MeasureState {
  #positions = $state.raw<readonly Position[]>([])
  #pointer = $state.raw<Position | null>(null)
  finished = $state(false)
  kind = $state<'line' | 'area'>('line')

  get positions(): readonly Position[] {
    return this.#pointer && !this.finished ? [...this.#positions, this.#pointer] : this.#positions
  }

  get lengthMeters(): number {
    const positions = this.positions
    if (positions.length < 2) return 0
    const closed =
      this.kind === 'area' && positions.length > 2 ? [...positions, positions[0]!] : [...positions]
    return groundLengthMeters(closed)
  }

  get areaSquareMeters(): number {
    const positions = this.positions
    return positions.length < 3 ? 0 : groundAreaSquareMeters([[...positions, positions[0]!]])
  }

  add(position: Position): void {
    if (this.finished) this.clear()
    this.#positions = [...this.#positions, position]
  }

  point(position: Position): void {
    this.#pointer = position
  }

  finish(): void {
    this.#pointer = null
    this.finished = this.#positions.length > 1
  }

  clear(): void {
    this.#positions = []
    this.#pointer = null
    this.finished = false
  }

  choose(kind: 'line' | 'area'): void {
    this.kind = kind
  }
}

export const measure = new MeasureState()

const SOURCE = 'measure'

function geojson(): GeoJSON.FeatureCollection {
  const positions = [...measure.positions]
  const points = positions.map((position): GeoJSON.Feature => ({
    type: 'Feature',
    properties: {},
    geometry: { type: 'Point', coordinates: position },
  }))
  if (positions.length < 2) return { type: 'FeatureCollection', features: points }
  const closed = measure.kind === 'area' && positions.length > 2
  const shape: GeoJSON.Feature = {
    type: 'Feature',
    properties: {},
    geometry: closed
      ? { type: 'Polygon', coordinates: [[...positions, positions[0]!]] }
      : { type: 'LineString', coordinates: positions },
  }
  return { type: 'FeatureCollection', features: [shape, ...points] }
}

function contribute(): void {
  const palette = PALETTES[theme.current]
  scene.put(SOURCE, {
    sources: { [SOURCE]: { type: 'geojson', data: geojson() } },
    layers: [
      {
        slot: 'top',
        specification: {
          id: 'measure:halo-area',
          type: 'fill',
          source: SOURCE,
          filter: ['==', ['geometry-type'], 'Polygon'],
          paint: { 'fill-color': palette.selection, 'fill-opacity': 0.12 },
        },
      },
      {
        slot: 'top',
        specification: {
          id: 'measure:halo-casing',
          type: 'line',
          source: SOURCE,
          paint: { 'line-color': palette.halo, 'line-width': 5 },
        },
      },
      {
        slot: 'top',
        specification: {
          id: 'measure:halo-line',
          type: 'line',
          source: SOURCE,
          paint: { 'line-color': palette.selection, 'line-width': 2.5, 'line-dasharray': [3, 1.5] },
        },
      },
      {
        slot: 'top',
        specification: {
          id: 'measure:halo-point',
          type: 'circle',
          source: SOURCE,
          filter: ['==', ['geometry-type'], 'Point'],
          paint: {
            'circle-radius': 4.5,
            'circle-color': palette.halo,
            'circle-stroke-color': palette.selection,
            'circle-stroke-width': 2,
          },
        },
      },
    ],
  })
}

export const measureTool: Tool = {
  name: 'measure',
  start(map: MapLibreMap) {
    measure.clear()
    const stopDrawing = $effect.root(() => {
      $effect(contribute)
    })
    const at = ({ lngLat }: MapMouseEvent): Position => [lngLat.lng, lngLat.lat]
    const onClick = (event: MapMouseEvent) => measure.add(at(event))
    const onMove = (event: MapMouseEvent) => measure.point(at(event))
    const onDoubleClick = (event: MapMouseEvent) => {
      event.preventDefault()
      measure.finish()
    }
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Enter') measure.finish()
    }
    map.getCanvas().style.cursor = 'crosshair'
    map.on('click', onClick)
    map.on('mousemove', onMove)
    map.on('dblclick', onDoubleClick)
    addEventListener('keydown', onKey)
    return () => {
      stopDrawing()
      scene.put(SOURCE, null)
      measure.clear()
      map.getCanvas().style.cursor = ''
      map.off('click', onClick)
      map.off('mousemove', onMove)
      map.off('dblclick', onDoubleClick)
      removeEventListener('keydown', onKey)
    }
  },
}
