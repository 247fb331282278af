import { XMLParser } from 'fast-xml-parser'
import { expect, it } from 'vitest'
import { openGpx } from '../../api/imports/read-gpx.ts'
import { routesAsGpx } from '../../api/patrol-routes/route-file.ts'

const route = {
  code: 'LX-1',
  name: '"东关" & <西关>',
  kind: 'foot' as const,
  plannedStart: null,
  plannedMinutes: null,
  lengthMeters: 400,
  geometry: {
    type: 'LineString' as const,
    coordinates: [
      [126.5000001, 43.8],
      [126.505, 43.8012345],
    ] as [number, number][],
  },
}

it('a planned route as GPX is read back with every place, its name whatever is in it, and no time', async () => {
  const gpx = routesAsGpx([route, { ...route, code: 'LX-2', name: '南关' }])
  const { rows } = await openGpx(Buffer.from(gpx))
  const values = []
  for await (const row of rows) values.push(row.values)
  const [first, second] = route.geometry.coordinates.map(([lon, lat]) => ({ lon: `${lon}`, lat: `${lat}` }))
  expect(values).toEqual([
    { ...first, track: '1' },
    { ...second, track: '1' },
    { ...first, track: '2' },
    { ...second, track: '2' },
  ])
  const parsed = new XMLParser().parse(gpx) as { gpx: { trk: { name: string }[] } }
  expect(parsed.gpx.trk.map(({ name }) => name)).toEqual(['LX-1 "东关" & <西关>', 'LX-2 南关'])
})
