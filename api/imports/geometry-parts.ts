import type { Geometry, Position } from 'geojson'
import type { ImportConcept } from './contract.ts'
import { type RowProblem, rowProblem } from './row-problems.ts'
import type { SourceRow } from './source-file.ts'

type PartType = 'Point' | 'LineString' | 'Polygon'

const typeOfConcept: Partial<Record<ImportConcept, PartType>> = {
  roads: 'LineString',
  'patrol-lines': 'LineString',
  'patrol-points': 'Point',
  'control-areas': 'Polygon',
}

function partsOf(geometry: Geometry): Geometry[] {
  switch (geometry.type) {
    case 'MultiPoint':
      return geometry.coordinates.map((coordinates) => ({ type: 'Point', coordinates }))
    case 'MultiLineString':
      return geometry.coordinates.map((coordinates) => ({ type: 'LineString', coordinates }))
    case 'MultiPolygon':
      return geometry.coordinates.map((coordinates) => ({ type: 'Polygon', coordinates }))
    default:
      return [geometry]
  }
}

function withoutRepeats(line: Position[]): Position[] {
  return line.filter((place, index) => {
    const before = line[index - 1]
    return before === undefined || before[0] !== place[0] || before[1] !== place[1]
  })
}

function closedRing(ring: Position[]): Position[] {
  const first = ring[0]
  return first === undefined ? ring : withoutRepeats([...ring, first])
}

/** The part without repeated vertices and with closed rings; undefined when nothing with length or area is left. */
function tidied(geometry: Geometry): Geometry | undefined {
  if (geometry.type === 'LineString') {
    const coordinates = withoutRepeats(geometry.coordinates)
    return coordinates.length >= 2 ? { type: 'LineString', coordinates } : undefined
  }
  if (geometry.type === 'Polygon') {
    const rings = geometry.coordinates.map(closedRing)
    if ((rings[0]?.length ?? 0) < 4) return undefined
    return { type: 'Polygon', coordinates: rings.filter((ring) => ring.length >= 4) }
  }
  return geometry
}

/** One row for each part of a feature, of the type its concept has; what does not fit keeps its reason and loses the geometry. */
export function rowsOfParts(concept: ImportConcept, row: SourceRow): SourceRow[] {
  const expected = typeOfConcept[concept]
  if (expected === undefined || row.geometry === undefined) return [row]
  const refused = (problem: RowProblem): SourceRow[] => [
    { ...row, geometry: undefined, problems: [...row.problems, problem] },
  ]
  const parts = partsOf(row.geometry)
  if (parts.length === 0) return refused(rowProblem('geometry-missing'))
  if (parts[0]!.type !== expected) return refused(rowProblem('geometry-wrong-type', null, row.geometry.type))
  const usable = parts.flatMap((part) => tidied(part) ?? [])
  if (usable.length === 0) return refused(rowProblem('geometry-degenerate'))
  if (usable.length === 1) return [{ ...row, geometry: usable[0]! }]
  return usable.map((geometry, index) => ({
    ...row,
    part: index + 1,
    geometry,
    problems: index === 0 ? [...row.problems, rowProblem('geometry-parts')] : row.problems,
  }))
}
