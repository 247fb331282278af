import { expect, it } from 'vitest'
import { trackLines } from '../../client/workspaces/data/preview-map.ts'

const fix = (row: number, track: string | null, longitude: number) => ({
  type: 'Feature' as const,
  id: row,
  geometry: { type: 'Point' as const, coordinates: [longitude, 43.8] },
  properties: { row, accepted: null, code: null, track },
})

it('draws each track of a GPX file as a line of its own, in the order of the file', () => {
  const features = [
    fix(1, '1', 126.1),
    fix(2, '1', 126.2),
    fix(3, '2', 126.3),
    fix(4, '2', 126.4),
    fix(5, '3', 1),
  ]
  const preview = { type: 'FeatureCollection' as const, features, bbox: null, sampleCount: 5, insideCount: 4 }
  expect(trackLines(preview).features.map(({ geometry }) => geometry.coordinates)).toEqual([
    [
      [126.1, 43.8],
      [126.2, 43.8],
    ],
    [
      [126.3, 43.8],
      [126.4, 43.8],
    ],
  ])
  expect(trackLines({ ...preview, features: [fix(1, null, 126), fix(2, null, 127)] }).features).toEqual([])
})
