import { existsSync, readFileSync } from 'node:fs'
import type { Fixes } from '../../api/coverage/cleaned-track.ts'
import { metricProjection } from '../../api/geometry/metric-projection.ts'

const tracksFile = '../shared/data/tracks/track_liverpool_bus_2026.csv'
const referenceFile = '../shared/data/reference/coverage_liverpool_bus_250m_reference.csv'

/** Public tracks and what they show, read where they are at hand. */
export const liverpoolIsHere = existsSync(tracksFile) && existsSync(referenceFile)

/** The fixes of each trip, in metres of EPSG:32630. */
export function liverpoolTrips(): Fixes[] {
  const { forward } = metricProjection(32630)
  const trips = new Map<string, [number, number, number][]>()
  for (const line of readFileSync(tracksFile, 'utf8').trim().split('\n').slice(1)) {
    const [, trip, recordedAt, lon, lat] = line.trim().split(',')
    const rows = trips.get(trip!) ?? []
    rows.push([Date.parse(recordedAt!) / 1000, ...forward(Number(lon), Number(lat))])
    trips.set(trip!, rows)
  }
  return [...trips.values()].map((rows) => ({
    timeSeconds: Float64Array.from(rows, (row) => row[0]),
    x: Float64Array.from(rows, (row) => row[1]),
    y: Float64Array.from(rows, (row) => row[2]),
  }))
}

/** What is known of each 250 m cell from 500000 / 5910000: dwell, metres, visits. */
export function liverpoolReference() {
  return readFileSync(referenceFile, 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => {
      const [row, column, dwellSeconds, lengthMeters, visits] = line.trim().split(',').map(Number)
      return {
        row: row!,
        column: column!,
        dwellSeconds: dwellSeconds!,
        lengthMeters: lengthMeters!,
        visits: visits!,
      }
    })
}
