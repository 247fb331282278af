import type { SourceLine } from './arterials.ts'
import { bounds, curve, distanceToRing, ringContains } from './polygons.ts'
import type { Terrain } from './terrain.ts'

/** Footpaths in the parks: around the lake and across the park, ending on the road around it. */
export function drawParkPaths(terrain: Terrain): SourceLine[] {
  const lines: SourceLine[] = []
  for (const park of terrain.parks) {
    if (park.zone !== 'park') continue
    const { minX, maxX, minY, maxY } = bounds(park.lake ?? park.ring)
    const x = (minX + maxX) / 2
    const y = (minY + maxY) / 2
    const path = (points: SourceLine['points'], name: string): SourceLine => ({
      points,
      kind: 'footway',
      name,
      oneway: false,
      keep: (middle) =>
        ringContains(park.ring, middle) &&
        !(park.lake && ringContains(park.lake, middle) && distanceToRing(middle, park.lake) > 3),
    })
    const around = (park.lake ?? park.ring).map((q) => ({
      x: x + (q.x - x) * (park.lake ? 1.16 : 0.55),
      y: y + (q.y - y) * (park.lake ? 1.16 : 0.5),
    }))
    lines.push(
      path([...around, around[0]!], `${park.name}环湖步道`.replace('环湖', park.lake ? '环湖' : '环山')),
    )
    const reach = Math.max(maxX - minX, maxY - minY) * 1.6 + 200
    for (const [i, angle] of [0.5, 1.9].entries()) {
      const points = [-1, -0.5, -0.12, 0.12, 0.5, 1].map((share, k) => ({
        x: x + Math.cos(angle) * reach * share - Math.sin(angle) * (k % 2 ? 25 : -25),
        y: y + Math.sin(angle) * reach * share + Math.cos(angle) * (k % 2 ? 25 : -25),
      }))
      lines.push(path(curve(points, 35), `${park.name}${i === 0 ? '东西' : '南北'}步道`))
    }
  }
  return lines
}
