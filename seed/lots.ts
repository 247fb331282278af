import {
  bounds,
  distanceToRing,
  inset,
  orientedBox,
  rectangle,
  ringArea,
  ringCentroid,
  ringContains,
  segmentsCross,
  simplifyRing,
  splitRing,
  type Ring,
} from './polygons.ts'
import type { Point } from './plane.ts'
import type { Random } from './random.ts'
import type { Block } from './roads.ts'
import type { Zone } from './terrain.ts'

/** A plot inside a block. */
export interface Lot {
  block: number
  zone: Zone
  ring: Point[]
  areaSquareMeters: number
  use: 'homes' | 'business' | 'works'
}

/** Distance from street centre to plot, usual plot area and share of plots with homes, by land use. */
const LOT_RULES: Partial<Record<Zone, { margin: number; area: number; homes: number }>> = {
  old_town: { margin: 6, area: 6_100, homes: 0.86 },
  core: { margin: 15, area: 16_000, homes: 0.42 },
  housing: { margin: 11, area: 15_500, homes: 0.9 },
  new_housing: { margin: 13, area: 29_000, homes: 0.93 },
  industry: { margin: 16, area: 34_000, homes: 0.1 },
  village: { margin: 6, area: 9_000, homes: 0.95 },
}

/** Cuts each built-up block into plots. */
export function drawLots(blocks: readonly Block[], random: Random): Lot[] {
  const lots: Lot[] = []
  blocks.forEach((block, index) => {
    const rule = LOT_RULES[block.zone]
    if (!rule || block.areaSquareMeters > 400_000) return
    const plain = simplifyRing(block.ring, 4)
    const inner =
      inset(block.ring, rule.margin) ??
      inset(plain, rule.margin) ??
      inset(simplifyRing(plain, 9), rule.margin + 4)
    if (!inner) return
    for (const part of cutLots(inner, rule.area, random)) {
      const ring = inset(part, 2.5)
      const areaSquareMeters = ring ? ringArea(ring) : 0
      if (!ring || areaSquareMeters < 700) continue
      const use = random.chance(rule.homes) ? 'homes' : block.zone === 'industry' ? 'works' : 'business'
      lots.push({ block: index, zone: block.zone, ring, areaSquareMeters, use })
    }
  })
  return lots
}

function cutLots(ring: Ring, usualArea: number, random: Random): Ring[] {
  if (ringArea(ring) < usualArea * random.range(1.15, 1.75)) return [ring]
  const box = orientedBox(ring)
  const shift = random.range(-0.08, 0.08) * box.length
  const centre = ringCentroid(ring)
  const through = { x: centre.x + Math.cos(box.heading) * shift, y: centre.y + Math.sin(box.heading) * shift }
  const halves = splitRing(ring, through, box.heading + Math.PI / 2)
  return halves
    ? [...cutLots(halves[0], usualArea, random), ...cutLots(halves[1], usualArea, random)]
    : [ring]
}

export interface Building {
  kind: 'residential' | 'commercial' | 'industrial' | 'public'
  floors: number
  ring: Point[]
  lot: number
}

interface BuildingRule {
  kind: Building['kind']
  length: [number, number]
  breadth: [number, number]
  gap: [along: number, across: number]
  floors: [number, number]
  fill: number
}

function ruleFor(lot: Lot, random: Random): BuildingRule {
  if (lot.use === 'works')
    return {
      kind: 'industrial',
      length: [45, 95],
      breadth: [24, 42],
      gap: [16, 20],
      floors: [1, 3],
      fill: 0.8,
    }
  if (lot.use === 'business')
    return {
      kind: 'commercial',
      length: [32, 62],
      breadth: [24, 40],
      gap: [13, 15],
      floors: [3, lot.zone === 'core' ? 26 : 8],
      fill: 0.85,
    }
  if (lot.zone === 'old_town')
    return {
      kind: 'residential',
      length: [16, 30],
      breadth: [8, 10],
      gap: [5, 12],
      floors: [1, 3],
      fill: 0.8,
    }
  if (lot.zone === 'village')
    return {
      kind: 'residential',
      length: [11, 16],
      breadth: [7, 9],
      gap: [14, 24],
      floors: [1, 2],
      fill: 0.7,
    }
  if (lot.zone === 'new_housing' && random.chance(0.55))
    return {
      kind: 'residential',
      length: [26, 34],
      breadth: [17, 20],
      gap: [22, 34],
      floors: [17, 33],
      fill: 0.92,
    }
  return {
    kind: 'residential',
    length: [44, 62],
    breadth: [12, 14],
    gap: [13, 24],
    floors: lot.zone === 'new_housing' ? [6, 11] : [5, 7],
    fill: 0.95,
  }
}

/** Rows of houses facing south, with room for light between them: only those wholly on their plot. */
export function drawBuildings(lots: readonly Lot[], random: Random): Building[] {
  const buildings: Building[] = []
  lots.forEach((lot, index) => {
    const rule = ruleFor(lot, random)
    const box = orientedBox(lot.ring)
    const quarter = Math.PI / 2
    const heading = box.heading - Math.round(box.heading / quarter) * quarter
    const c = Math.cos(heading)
    const s = Math.sin(heading)
    const turned = lot.ring.map((q) => ({ x: q.x * c + q.y * s, y: q.y * c - q.x * s }))
    const { minX, minY, maxX, maxY } = bounds(turned)
    const floors = random.int(...rule.floors)
    for (let v = minY + rule.breadth[0]; v < maxY - 4;) {
      const breadth = random.range(...rule.breadth)
      for (let u = minX + random.range(4, 12); u < maxX - 8;) {
        const length = random.range(...rule.length)
        const centre = { x: (u + length / 2) * c - v * s, y: (u + length / 2) * s + v * c }
        const ring = rectangle(centre, heading, length, breadth)
        if (random.chance(rule.fill) && standsWithin(ring, lot.ring))
          buildings.push({
            kind: rule.kind,
            floors: Math.max(1, floors + random.int(-1, 1)),
            ring,
            lot: index,
          })
        u += length + rule.gap[0]
      }
      v += breadth + rule.gap[1]
    }
  })
  return buildings
}

function standsWithin(building: Ring, lot: Ring): boolean {
  for (const corner of building) if (!ringContains(lot, corner)) return false
  for (let i = 0; i < building.length; i++)
    for (let j = 0; j < lot.length; j++)
      if (
        segmentsCross(building[i]!, building[(i + 1) % building.length]!, lot[j]!, lot[(j + 1) % lot.length]!)
      )
        return false
  return distanceToRing(ringCentroid(building), lot) > 3
}
