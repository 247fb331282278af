import type { BoundingBox } from '../state/viewer.ts'

function collect(coordinates: unknown, into: [number, number][]): void {
  if (!Array.isArray(coordinates)) return
  const [longitude, latitude] = coordinates as unknown[]
  if (typeof longitude === 'number' && typeof latitude === 'number') into.push([longitude, latitude])
  else for (const part of coordinates) collect(part, into)
}

/** The box around a GeoJSON geometry; null when it is empty. */
export function boundsOf(geometry: { coordinates?: unknown }): BoundingBox | null {
  const positions: [number, number][] = []
  collect(geometry.coordinates, positions)
  if (positions.length === 0) return null
  const longitudes = positions.map(([longitude]) => longitude)
  const latitudes = positions.map(([, latitude]) => latitude)
  return [Math.min(...longitudes), Math.min(...latitudes), Math.max(...longitudes), Math.max(...latitudes)]
}
