import type { Point } from './plane.ts'
import { bounds, distanceToLine, interiorPoint, offsetLine, rectangle, ringContains } from './polygons.ts'
import type { StreetNetwork } from './roads.ts'
import type { Terrain } from './terrain.ts'

export interface Surface {
  kind: string
  name: string | null
  shape: 'line' | 'polygon'
  points: Point[]
}

export interface Label {
  kind: 'district' | 'town' | 'village' | 'park' | 'water' | 'station' | 'square'
  name: string
  /** 1 is drawn first and from farthest away. */
  rank: number
  place: Point
}

export interface BaseMap {
  water: Surface[]
  green: Surface[]
  rail: Surface[]
  labels: Label[]
}

/** Water, green, railway and place names. */
export function drawBaseMap(terrain: Terrain, network: StreetNetwork, districtName: string): BaseMap {
  const box = bounds(terrain.boundary)
  const near = (p: Point): boolean =>
    p.x > box.minX - 900 && p.x < box.maxX + 900 && p.y > box.minY - 900 && p.y < box.maxY + 900
  const river = terrain.river.filter(near)
  const parks = terrain.parks.filter((park) => ringContains(terrain.boundary, interiorPoint(park.ring)))
  const polygon = (kind: string, name: string | null, points: Point[]): Surface => ({
    kind,
    name,
    shape: 'polygon',
    points,
  })

  const water = [
    polygon('river', '云河', [
      ...offsetLine(river, terrain.riverHalfWidthMeters),
      ...offsetLine(river, -terrain.riverHalfWidthMeters).reverse(),
    ]),
    ...parks.flatMap((park) => (park.lake ? [polygon('lake', park.name.slice(0, 2), park.lake)] : [])),
  ]
  const green: Surface[] = parks.map((park) =>
    polygon(
      park.zone === 'square' ? 'grass' : park.name === '北山公园' ? 'forest' : 'park',
      park.name,
      park.ring,
    ),
  )
  for (const block of network.blocks) {
    if (block.zone === 'river') green.push(polygon('grass', null, block.ring))
    if (block.zone === 'farmland') green.push(polygon('farmland', null, block.ring))
  }
  const railway = terrain.railway.filter(near)
  const rail: Surface[] = []
  const hasStation = ringContains(terrain.boundary, terrain.stationPlace)
  if (railway.length > 1) rail.push({ kind: 'rail', name: '云河铁路', shape: 'line', points: railway })
  if (hasStation) {
    const at = railway.reduce((best, p) =>
      Math.abs(p.x - terrain.stationPlace.x) < Math.abs(best.x - terrain.stationPlace.x) ? p : best,
    )
    rail.push(polygon('station', '云河站', rectangle({ x: at.x - 40, y: at.y + 24 }, 0.02, 190, 26)))
  }
  return { water, green, rail, labels: placeNames(terrain, parks, river, districtName, hasStation) }
}

function placeNames(
  terrain: Terrain,
  parks: Terrain['parks'],
  river: Point[],
  districtName: string,
  hasStation: boolean,
): Label[] {
  const middle = river[river.length >> 1]!
  const labels: Label[] = [
    { kind: 'district', name: districtName, rank: 1, place: interiorPoint(terrain.boundary) },
    { kind: 'water', name: '云河', rank: 3, place: middle },
  ]
  const towns: [string, number, number][] = [
    ['老城', 330, 1130], ['铁北', -1700, -1350], ['河东新城', 3000, 700], ['西新区', -4350, 500], ['铁西工业区', -3100, -2050],
    ['岭南', -50, -2750], ['河东工业园', 2150, -2550],
  ] // prettier-ignore
  for (const [name, x, y] of towns) {
    const place = { x: x * 0.82, y: y * 0.82 }
    if (ringContains(terrain.boundary, place) && distanceToLine(place, terrain.river) > 100)
      labels.push({ kind: 'town', name, rank: 2, place })
  }
  for (const village of terrain.villages)
    if (ringContains(terrain.boundary, interiorPoint(village.ring)))
      labels.push({ kind: 'village', name: village.name, rank: 4, place: interiorPoint(village.ring) })
  for (const park of parks)
    labels.push({
      kind: park.zone === 'square' ? 'square' : 'park',
      name: park.name,
      rank: 5,
      place: interiorPoint(park.ring),
    })
  if (hasStation) labels.push({ kind: 'station', name: '云河站', rank: 4, place: terrain.stationPlace })
  return labels
}
