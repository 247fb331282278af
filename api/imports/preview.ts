import type { Geometry } from 'geojson'
import type { z } from 'zod'
import type { Database } from '../database/connect.ts'
import { isMetricCrs } from '../geometry/metric-projection.ts'
import type { BoundingBox } from '../http/contract.ts'
import { invalidInput } from '../http/problem.ts'
import type { previewImport } from './contract.ts'
import { geometryToStored, positionToStored, type SourceCrs } from './coordinates.ts'
import { hasPositionColumns } from './fields.ts'
import type { StoredImport } from './queries.ts'
import { rejectsRow } from './row-problems.ts'
import { sampleRows } from './row-queries.ts'
import type { SourceRow } from './source-file.ts'
import { type AcceptedArea, extendedBox, isAccepted, positionsOf, sourceCrs } from './stored-position.ts'

const previewRows = 2000
/** Long lines and areas of many vertices: enough of the sample for a picture. */
const previewPositions = 60_000

type PreviewQuery = z.infer<typeof previewImport.query>
type Preview = z.infer<typeof previewImport.response>

/**
 * A sample of the file on the map: with a coordinate system asked for, as the positions would lie in it; otherwise as they were checked.
 */
export async function previewOf(
  database: Database,
  record: StoredImport,
  query: PreviewQuery,
  area: AcceptedArea,
): Promise<Preview> {
  if (query.sourceEpsg !== undefined && !isMetricCrs(query.sourceEpsg)) {
    throw invalidInput('sourceEpsg', {
      zh: `不认识 EPSG:${query.sourceEpsg}`,
      en: `EPSG:${query.sourceEpsg} is not known`,
    })
  }
  const asked = query.coordinateSystem !== undefined || record.status === 'read'
  const crs = sourceCrs(
    query.coordinateSystem ?? record.coordinateSystem,
    query.coordinateSystem === undefined ? record.options.chosen.sourceEpsg : query.sourceEpsg,
  )
  const rows = await sampleRows(database, record.id, record.rowCount, previewRows)
  const features: Preview['features'] = []
  let box: BoundingBox | null = null
  let boxInside: BoundingBox | null = null
  let sampled = 0
  let inside = 0
  let positionCount = 0
  for (const row of rows) {
    const geometry = asked ? placed(row.source, record, query, crs) : row.geometry
    if (positionCount > previewPositions) continue
    sampled++
    if (!geometry) continue
    let isInside = true
    let own: BoundingBox | null = null
    for (const [lon, lat] of positionsOf(geometry) as Generator<[number, number]>) {
      positionCount++
      isInside &&= isAccepted(area, lon, lat)
      box = extendedBox(box, lon, lat)
      own = extendedBox(own, lon, lat)
    }
    if (isInside && own) {
      inside++
      boxInside = extendedBox(extendedBox(boxInside, own[0], own[1]), own[2], own[3])
    }
    features.push({
      type: 'Feature',
      id: row.rowNumber,
      // The client takes any geometry; its type here is looser than GeoJSON's.
      geometry: geometry as Preview['features'][number]['geometry'],
      properties: {
        row: row.source.origin,
        accepted: record.status === 'read' ? null : row.accepted,
        code: row.problems.find(rejectsRow)?.code ?? null,
        track: record.fileFormat === 'gpx' ? (row.source.values['track'] ?? null) : null,
      },
    })
  }
  return {
    type: 'FeatureCollection',
    features,
    // One row far away must not make the others a dot.
    bbox: boxInside ?? box,
    sampleCount: sampled,
    insideCount: inside,
  }
}

function placed(
  source: SourceRow,
  record: StoredImport,
  query: PreviewQuery,
  crs: SourceCrs,
): Geometry | undefined {
  if (!hasPositionColumns(record.concept)) {
    if (!source.geometry) return undefined
    const result = geometryToStored(source.geometry, crs)
    return result.valid ? result.value : undefined
  }
  const column = (field: 'longitude' | 'latitude' | 'x' | 'y') => query[field] ?? record.mapping[field]
  const written = (name: string | undefined) => Number((name && source.values[name]) || NaN)
  const projected = crs.startsWith('EPSG:')
  const useMeters = column('x') !== undefined && (projected || column('longitude') === undefined)
  const result = useMeters
    ? positionToStored(written(column('x')), written(column('y')), crs)
    : positionToStored(written(column('longitude')), written(column('latitude')), crs)
  return result.valid ? { type: 'Point', coordinates: result.value } : undefined
}
