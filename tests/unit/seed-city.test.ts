import { DateTime } from 'luxon'
import { beforeAll, describe, expect, it } from 'vitest'
import type { EmergingKind } from '../../api/analyses/emerging/contract.ts'
import { concentration } from '../../api/hotspots/concentration.ts'
import { cellAt, cellContiguity, cellIndex, type Lattice } from '../../api/hotspots/lattice.ts'
import { cellsTouched, type PolygonMeters, rasterOver } from '../../api/hotspots/raster.ts'
import { spaceTimeCube } from '../../api/hotspots/space-time-cube.ts'
import { generateCity, type City } from '../../seed/city.ts'
import type { CityRequest } from '../../seed/city-sizes.ts'
import { type LonLat, type Point, toLonLat } from '../../seed/plane.ts'
import { distance, lineLength, ringArea, ringContains } from '../../seed/polygons.ts'
import { midnight } from '../../seed/time-slots.ts'

const request: CityRequest = { seed: 1, anchorDay: '2026-11-21', size: 'demo' }
let city: City

beforeAll(() => {
  city = generateCity(request)
})

const countBy = <T>(items: readonly T[], key: (item: T) => string): Record<string, number> => {
  const counts: Record<string, number> = {}
  for (const item of items) counts[key(item)] = (counts[key(item)] ?? 0) + 1
  return counts
}

describe('the demo city', () => {
  it('has the sizes of the vocabulary', () => {
    expect(city.orgTree.ofStation).toHaveLength(4)
    expect(city.orgTree.ofCommunity).toHaveLength(19)
    expect(city.division.grids.length).toBeGreaterThan(140)
    expect(city.division.grids.length).toBeLessThan(165)
    expect(city.courtyards.length).toBeGreaterThan(1000)
    expect(city.courtyards.length).toBeLessThan(1250)
    expect(city.courtyards.reduce((sum, yard) => sum + yard.householdCount, 0)).toBe(60_000)
    expect(city.courtyards.reduce((sum, yard) => sum + yard.residentCount, 0)).toBeGreaterThan(165_000)
    expect(city.patrolLines).toHaveLength(78)
    expect(city.patrolPoints).toHaveLength(60)
    expect(city.keySections).toHaveLength(40)
    expect(countBy(city.controlAreas, (area) => area.kind)).toMatchObject({ core: 21, key: 12, campaign: 2 })
    expect(countBy(city.facilities, (facility) => facility.kind)).toMatchObject({
      police_station: 4,
      police_room: 19,
    })
    const { units } = city.orgTree
    expect(units.reduce((sum, unit) => sum + unit.officerCount, 0)).toBe(212)
    expect(units.reduce((sum, unit) => sum + unit.communityOfficerCount, 0)).toBe(113)
    expect(units.reduce((sum, unit) => sum + unit.securityMemberCount, 0)).toBe(580)
    const unitsByStation = countBy(city.patrolUnits, (unit) => String(unit.station))
    expect(Object.values(unitsByStation).sort()).toEqual([4, 4, 4, 8])
    expect(city.patrolUnits.filter((unit) => unit.mode !== null)).toHaveLength(12)
  })

  it('has one connected street network of some 350 to 420 km', () => {
    const { roads } = city.network
    const reached = new Set([roads[0]!.from])
    for (let grown = true; grown;) {
      grown = false
      for (const { from, to } of roads)
        if (reached.has(from) !== reached.has(to)) {
          reached.add(from).add(to)
          grown = true
        }
    }
    expect(roads.every((road) => reached.has(road.from) && reached.has(road.to))).toBe(true)
    const km = roads.reduce((sum, road) => sum + lineLength(road.points), 0) / 1000
    expect(km).toBeGreaterThan(330)
    expect(km).toBeLessThan(420)
    expect(roads.some((road) => road.bridge)).toBe(true)
    expect(roads.some((road) => road.oneway)).toBe(true)
  })

  it('shares end coordinates exactly between neighbouring segments', () => {
    const { roads, arrangement } = city.network
    for (const road of roads) {
      expect(road.points[0]).toEqual(arrangement.nodes[road.from])
      expect(road.points[road.points.length - 1]).toEqual(arrangement.nodes[road.to])
    }
  })

  it('tiles the district with grids: their areas add up and each block lies in one', () => {
    const area = (rings: readonly (readonly { x: number; y: number }[])[]): number =>
      rings.reduce((sum, ring) => sum + ringArea(ring), 0)
    const total = city.division.grids.reduce((sum, grid) => sum + area(grid.rings), 0)
    const districtUnit = city.orgTree.units[0]!
    expect(total).toBeCloseTo(area(districtUnit.rings!), 0)
    expect(city.division.gridOfBlock.every((grid) => grid >= 0)).toBe(true)
    for (const [index, yard] of city.courtyards.entries())
      expect(ringContains(city.division.grids[yard.grid]!.rings[0]!, yard.centre), `courtyard ${index}`).toBe(
        true,
      )
  })

  it('joins the grids of a community to its area exactly, edge by edge', () => {
    for (const [community, unit] of city.orgTree.ofCommunity.entries()) {
      const own = new Set<string>()
      for (const grid of city.division.grids.filter((candidate) => candidate.community === community))
        for (const ring of grid.rings)
          ring.forEach((a, i) => {
            const b = ring[(i + 1) % ring.length]!
            const back = `${b.x} ${b.y} ${a.x} ${a.y}`
            if (!own.delete(back)) own.add(`${a.x} ${a.y} ${b.x} ${b.y}`)
          })
      const border = city.orgTree.units[unit]!.rings!.reduce((sum, ring) => sum + ring.length, 0)
      expect(own.size).toBe(border)
    }
  })

  it('concentrates half of the cases on about one street segment in twenty', () => {
    const perRoad = city.network.roads.map(() => 0)
    for (const one of city.cases) perRoad[one.road]!++
    perRoad.sort((a, b) => b - a)
    let held = 0
    let segments = 0
    while (held < city.cases.length / 2) held += perRoad[segments++]!
    expect(segments / perRoad.length).toBeGreaterThan(0.03)
    expect(segments / perRoad.length).toBeLessThan(0.065)
  })

  it('has two years of cases up to the anchor day, burglaries with windows and near repeats', () => {
    expect(city.cases.length).toBeGreaterThan(11_000)
    expect(city.cases.length).toBeLessThan(13_000)
    const latest = city.cases[city.cases.length - 1]!.occurredFrom
    expect(latest).toBeGreaterThan(midnight(request.anchorDay) - 6 * 3_600_000)
    const burglaries = city.cases.filter((one) => one.category === 'burglary')
    expect(burglaries.filter((one) => one.occurredTo > one.occurredFrom).length).toBeGreaterThan(
      burglaries.length * 0.6,
    )
    const near = burglaries.filter((one) =>
      burglaries.some((other) => {
        const days = (one.occurredFrom - other.occurredFrom) / 86_400_000
        return other !== one && days > 0 && days <= 14 && distance(one.place, other.place) < 200
      }),
    )
    expect(near.length / burglaries.length).toBeGreaterThan(0.15)
    expect(new Set(city.cases.map((one) => one.externalId)).size).toBe(city.cases.length)
  })

  it('plants a hotspot that appears and one that fades', () => {
    const near = (kind: 'new' | 'fading', from: number, to: number): number => {
      const { category, location, radiusMeters } = city.truth.hotspots.find(
        (hotspot) => hotspot.kind === kind,
      )!
      const placeOf = (one: City['cases'][number]): number => {
        const [longitude, latitude] = toLonLat(one.place)
        return Math.hypot((longitude - location[0]) * 80_600, (latitude - location[1]) * 111_100)
      }
      const start = midnight(request.anchorDay)
      return city.cases.filter(
        (one) =>
          one.category === category &&
          one.occurredFrom >= start - from * 86_400_000 &&
          one.occurredFrom < start - to * 86_400_000 &&
          placeOf(one) <= radiusMeters,
      ).length
    }
    expect(near('new', 90, 0)).toBeGreaterThan(3 * near('new', 270, 180))
    expect(near('fading', 730, 550)).toBeGreaterThan(3 * near('fading', 180, 0))
  })

  it('keeps every planted gap to days before the anchor day', () => {
    expect(city.truth.gaps.length).toBeGreaterThan(8)
    for (const gap of city.truth.gaps)
      for (const day of gap.occurrenceDates) expect(day < request.anchorDay).toBe(true)
  })
})

describe('the generator', () => {
  const small: CityRequest = { seed: 7, anchorDay: '2026-03-02', size: 'small' }

  it('gives the same city for the same seed and anchor day, and another for another seed', () => {
    const fingerprint = (wanted: CityRequest): string => {
      const { network, courtyards, cases, outings, truth } = generateCity(wanted)
      return JSON.stringify([network.roads, courtyards, cases, outings, truth])
    }
    const first = fingerprint(small)
    expect(fingerprint(small) === first).toBe(true)
    expect(fingerprint({ ...small, seed: 8 }) === first).toBe(false)
  })
})

describe('the hotspots of the demo city', () => {
  const lattice: Lattice = { shape: 'squares', cellMeters: 200 }

  /** The cells of the city, and how many cases of a category, reported by the public, lie in each within a window of days. */
  function cellsOfCity() {
    const outlines = city.division.grids.map(({ rings }): PolygonMeters =>
      rings.map((ring) => [...ring, ring[0]!].map(({ x, y }): LonLat => [x, y])),
    )
    const points = outlines.flatMap((rings) => rings[0]!)
    const raster = rasterOver(
      [
        Math.min(...points.map(([x]) => x)),
        Math.min(...points.map(([, y]) => y)),
        Math.max(...points.map(([x]) => x)),
        Math.max(...points.map(([, y]) => y)),
      ],
      lattice.cellMeters,
    )
    const inside = [...cellsTouched(outlines, raster).entries()].flatMap(([at, touched]) =>
      touched ? [at] : [],
    )
    const cells = cellIndex(
      lattice,
      Int32Array.from(inside, (at) => raster.firstColumn + (at % raster.columns)),
      Int32Array.from(inside, (at) => raster.firstRow + Math.floor(at / raster.columns)),
    )
    const at = new Int32Array(2)
    const numberAt = ({ x, y }: Point): number => {
      cellAt(lattice, x, y, at)
      return cells.numberOf(at[0]!, at[1]!)
    }
    const countsIn = (category: string, from: string, to: string): Float64Array => {
      const counts = new Float64Array(inside.length)
      for (const one of city.cases) {
        const counted =
          one.source === 'public_report' &&
          one.category === category &&
          one.occurredFrom >= midnight(from) &&
          one.occurredFrom < midnight(to)
        if (counted) counts[numberAt(one.place)]! += 1
      }
      return counts
    }
    return {
      base: new Float64Array(inside.length).fill(1),
      contiguity: cellContiguity(cells),
      numberAt,
      countsIn,
    }
  }

  /** q of the cell at a place of the plane, over cases of a category in a window of days, negative where cases are fewer than chance. */
  function qAt(place: Point, category: string, from: string, to: string): number {
    const { base, contiguity, numberAt, countsIn } = cellsOfCity()
    const { qValues, around, expected } = concentration(countsIn(category, from, to), base, contiguity)
    const cell = numberAt(place)
    return around[cell]! > expected[cell]! ? qValues[cell]! : -qValues[cell]!
  }

  /** The class of the hot spot there over months that end on the anchor day. */
  function kindAt(place: Point, category: string, months: number): EmergingKind | null {
    const { base, contiguity, numberAt, countsIn } = cellsOfCity()
    const dayBefore = (back: number) =>
      DateTime.fromISO(request.anchorDay).minus({ months: back }).toISODate()!
    const slices = Array.from({ length: months }, (_, step) =>
      countsIn(category, dayBefore(months - step), dayBefore(months - step - 1)),
    )
    return spaceTimeCube(slices, base, contiguity, 0.05, 3, true).kinds[numberAt(place)]!
  }

  /** The middle of what was planted, in the plane: of the cases, the nearest to its place on the globe. */
  function middleOf([longitude, latitude]: LonLat): Point {
    const away = ({ place }: { place: Point }): number => {
      const [lon, lat] = toLonLat(place)
      return Math.hypot((lon - longitude) * Math.cos((latitude * Math.PI) / 180), lat - latitude)
    }
    return city.cases.reduce((nearest, one) => (away(one) < away(nearest) ? one : nearest)).place
  }

  it('are significant while they last, and the faded one is not afterwards', () => {
    for (const { kind, category, location, from, to } of city.truth.hotspots) {
      const q = qAt(middleOf(location), category, from, to)
      expect(q, kind).toBeGreaterThan(0)
      expect(q, kind).toBeLessThan(0.001)
    }
    const { category, location, to } = city.truth.hotspots.find(({ kind }) => kind === 'fading')!
    const later = qAt(middleOf(location), category, to, request.anchorDay)
    expect(later < 0 || later > 0.05).toBe(true)
  })

  it('are called new and diminishing by their months', () => {
    const kindOf = (kind: string, months: number) => {
      const { category, location } = city.truth.hotspots.find((one) => one.kind === kind)!
      return kindAt(middleOf(location), category, months)
    }
    expect(kindOf('new', 12)).toBe('new')
    expect(kindOf('fading', 12)).toBe('diminishing')
    expect(kindOf('fading', 24)).toBe('diminishing')
    expect(kindOf('stable', 12)).toBe('persistent')
  })
})
