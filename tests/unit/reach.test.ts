import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { reachedMetersByGrid, ringFigures, streetMetersByGrid } from '../../api/reach/figures.ts'
import { median, sampledMoments } from '../../api/reach/moments.ts'
import { positionAt } from '../../api/reach/position-at.ts'
import {
  reachedWithin,
  reachMemory,
  type Responder,
  ringsOnEdge,
  secondsUntil,
} from '../../api/reach/reached.ts'
import { responderAt } from '../../api/reach/responders.ts'
import { linesByRing } from '../../api/reach/street-lines.ts'
import { addMetersByGrid, streetsOfGrids } from '../../api/reach/streets-of-grids.ts'
import { buildEdgeGrid, nearEdgesOf } from '../../api/streets/edge-grid.ts'
import { buildStreetGraph, type StreetGraph } from '../../api/streets/street-graph.ts'
import { secondsPerMeter } from '../../api/streets/travel-speeds.ts'
import { modeBit, type TravelMode } from '../../api/streets/travel-modes.ts'
import { blocks, type Place, sceneRoad, stay, trackOf, travel } from './street-scene.ts'

const paces = { footKilometersPerHour: 7.2, bikeKilometersPerHour: 18 }
const modes: TravelMode[] = ['foot', 'bike', 'vehicle']
const pacesOf = (graph: StreetGraph) => ({
  foot: secondsPerMeter(graph, 'foot', paces),
  bike: secondsPerMeter(graph, 'bike', paces),
  vehicle: secondsPerMeter(graph, 'vehicle', paces),
})

/** Two blocks wide, one street one-way, one a footway, one stairs, a diagonal alley, a street nobody is joined to. */
const town = buildStreetGraph(
  [
    ...blocks(2).map((road) => ({
      ...road,
      oneway: road.id === 101 || road.id === 200,
      kind:
        road.id === 102 ? 'footway' : road.id === 202 ? 'steps' : road.id === 201 ? 'primary' : 'residential',
    })),
    // prettier-ignore
    { id: 300, kind: 'alley', line: [[0, 0], [60, 30], [100, 100]] as Place[] },
    // prettier-ignore
    { id: 301, kind: 'residential', line: [[500, 500], [560, 500]] as Place[] },
  ].map(sceneRoad),
)

const responder = fc
  .record({
    edge: fc.integer({ min: 0, max: town.edgeCount - 1 }),
    share: fc.constantFrom(0, 0.1, 0.35, 0.5, 0.8, 1),
    seconds: fc.constantFrom(0, 4, 25),
    mode: fc.constantFrom(...modes),
  })
  .map(({ edge, share, ...rest }): Responder => ({ edge, offset: share * town.edgeLength[edge]!, ...rest }))

/**
 * Seconds to places of every edge by Floyd (1962) and Warshall over places and modes: every edge is cut at its places and at the starts; a crew may
 * get out anywhere.
 */
function bruteForce(
  graph: StreetGraph,
  starts: Responder[],
  placesOf: (edge: number) => number[],
): number[][] {
  const pace = pacesOf(graph)
  const cutsOf = Array.from({ length: graph.edgeCount }, (_, edge) => {
    const own = starts.filter((start) => start.edge === edge).map(({ offset }) => offset)
    return [...new Set([...placesOf(edge), ...own])]
      .filter((offset) => offset > 0 && offset < graph.edgeLength[edge]!)
      .sort((a, b) => a - b)
  })
  let count = graph.nodeCount
  const idOf = cutsOf.map((cuts) => cuts.map(() => count++))
  const at = (edge: number, offset: number): number => {
    if (offset <= 0) return graph.halfEdgeHead[2 * edge + 1]!
    if (offset >= graph.edgeLength[edge]!) return graph.halfEdgeHead[2 * edge]!
    return idOf[edge]![cutsOf[edge]!.indexOf(offset)]!
  }
  const size = 3 * count + 1
  const state = (place: number, mode: TravelMode) => 3 * place + modes.indexOf(mode)
  const cost = Array.from({ length: size }, () => new Float64Array(size).fill(Infinity))
  const arc = (from: number, to: number, seconds: number) =>
    (cost[from]![to] = Math.min(cost[from]![to]!, seconds))
  for (let place = 0; place < count; place++) {
    arc(state(place, 'vehicle'), state(place, 'foot'), 0)
    arc(state(place, 'bike'), state(place, 'foot'), 0)
  }
  for (const [edge, cuts] of cutsOf.entries()) {
    const all = [0, ...cuts, graph.edgeLength[edge]!]
    for (let i = 1; i < all.length; i++) {
      const [a, b] = [at(edge, all[i - 1]!), at(edge, all[i]!)]
      for (const mode of modes) {
        const seconds = (all[i]! - all[i - 1]!) * pace[mode][graph.edgeKind[edge]!]!
        if (graph.halfEdgeModes[2 * edge]! & modeBit[mode]) arc(state(a, mode), state(b, mode), seconds)
        if (graph.halfEdgeModes[2 * edge + 1]! & modeBit[mode]) arc(state(b, mode), state(a, mode), seconds)
      }
    }
  }
  const source = size - 1
  for (const { edge, offset, seconds, mode } of starts) arc(source, state(at(edge, offset), mode), seconds)
  for (let k = 0; k < size; k++) {
    for (let i = 0; i < size; i++) {
      const first = cost[i]![k]!
      if (first === Infinity) continue
      for (let j = 0; j < size; j++) {
        if (first + cost[k]![j]! < cost[i]![j]!) cost[i]![j] = first + cost[k]![j]!
      }
    }
  }
  return cutsOf.map((_, edge) =>
    placesOf(edge).map((offset) =>
      Math.min(...modes.map((mode) => cost[source]![state(at(edge, offset), mode)]!)),
    ),
  )
}

const inMiddles = (edge: number) => [0.25, 0.6].map((share) => share * town.edgeLength[edge]!)

describe('what is reached', () => {
  it('is what going every way finds: no place sooner, none later', () => {
    fc.assert(
      fc.property(fc.array(responder, { maxLength: 3 }), (responders) => {
        const reached = reachedWithin(reachMemory(town), responders, pacesOf(town), 1e6)
        const expected = bruteForce(town, responders, inMiddles)
        for (let edge = 0; edge < town.edgeCount; edge++) {
          for (const [i, offset] of inMiddles(edge).entries()) {
            const seconds = secondsUntil(reached, edge, offset)
            if (expected[edge]![i] === Infinity) expect(seconds).toBe(Infinity)
            else expect(seconds).toBeCloseTo(expected[edge]![i]!, 6)
          }
        }
      }),
      { numRuns: 40 },
    )
  })

  it('is the same within a limit as of all that can be reached', () => {
    const memory = reachMemory(town)
    fc.assert(
      fc.property(
        fc.array(responder, { maxLength: 4 }),
        fc.integer({ min: 1, max: 120 }),
        (responders, limit) => {
          const all = reachedWithin(memory, responders, pacesOf(town), 1e6)
          const bounded = reachedWithin(memory, responders, pacesOf(town), limit)
          for (let edge = 0; edge < town.edgeCount; edge++) {
            const length = town.edgeLength[edge]!
            const [whole, part] = [all, bounded].map((reached) =>
              ringsOnEdge(reached, edge, length, [limit / 3, limit]),
            )
            expect(part).toEqual(whole)
          }
        },
      ),
    )
  })

  it('never shrinks when a unit is added', () => {
    const memory = reachMemory(town)
    fc.assert(
      fc.property(fc.array(responder, { maxLength: 3 }), responder, (responders, more) => {
        const [before, after] = [responders, [...responders, more]].map((all) =>
          reachedWithin(memory, all, pacesOf(town), 90),
        )
        for (let edge = 0; edge < town.edgeCount; edge++) {
          for (let step = 0; step <= 10; step++) {
            const offset = (step / 10) * town.edgeLength[edge]!
            const [old, now] = [before!, after!].map((reached) => secondsUntil(reached, edge, offset))
            expect(now!).toBeLessThanOrEqual(old! <= 90 ? old! + 1e-9 : Infinity)
          }
        }
      }),
    )
  })

  it('does not depend on the order of the units', () => {
    const memory = reachMemory(town)
    fc.assert(
      fc.property(fc.array(responder, { minLength: 2, maxLength: 4 }), (responders) => {
        const [one, other] = [responders, [...responders].reverse()].map((all) => {
          const reached = reachedWithin(memory, all, pacesOf(town), 60)
          return Array.from({ length: town.edgeCount }, (_, edge) =>
            ringsOnEdge(reached, edge, town.edgeLength[edge]!, [20, 60]),
          )
        })
        expect(one).toEqual(other)
      }),
    )
  })
})

describe('rings', () => {
  const limits = [20, 60]
  const rings = (responders: Responder[], edge: number) =>
    ringsOnEdge(
      reachedWithin(reachMemory(line), responders, pacesOf(line), 60),
      edge,
      line.edgeLength[edge]!,
      limits,
    )
  // prettier-ignore
  const line = buildStreetGraph([sceneRoad({ id: 1, line: [[0, 0], [300, 0]] }), sceneRoad({ id: 2, oneway: true, line: [[300, 0], [500, 0]] })])

  it('end exactly where the time is up: 2 m/s on foot, both ways', () => {
    expect(rings([{ edge: 0, offset: 100, seconds: 0, mode: 'foot' }], 0)).toEqual([
      { from: 0, to: 60, ring: 1 },
      { from: 60, to: 140, ring: 0 },
      { from: 140, to: 220, ring: 1 },
      { from: 220, to: 300, ring: 2 },
    ])
  })

  it('let a car follow a one-way street, and its crew run back', () => {
    const [first] = rings([{ edge: 1, offset: 100, seconds: 0, mode: 'vehicle' }], 1)
    expect(first).toEqual({ from: 0, to: 60, ring: 1 })
    const stretches = rings([{ edge: 1, offset: 100, seconds: 0, mode: 'vehicle' }], 1)
    expect(stretches.slice(1)).toEqual([{ from: 60, to: 200, ring: 0 }])
  })

  it('cover an edge from end to end, whatever is reached', () => {
    const memory = reachMemory(town)
    fc.assert(
      fc.property(fc.array(responder, { maxLength: 3 }), (responders) => {
        const reached = reachedWithin(memory, responders, pacesOf(town), 45)
        for (let edge = 0; edge < town.edgeCount; edge++) {
          const stretches = ringsOnEdge(reached, edge, town.edgeLength[edge]!, [10, 30, 45])
          expect(stretches[0]!.from).toBe(0)
          expect(stretches.at(-1)!.to).toBe(town.edgeLength[edge]!)
          for (const [i, { from, to, ring }] of stretches.entries()) {
            expect(to).toBeGreaterThan(from)
            if (i > 0) expect([from, ring === stretches[i - 1]!.ring]).toEqual([stretches[i - 1]!.to, false])
          }
        }
      }),
    )
  })

  it('become lines of the same length, pieces of a road that follow each other as one', () => {
    const degrees = line.vertices.map((meters) => meters / 1e5)
    const reached = reachedWithin(
      reachMemory(line),
      [{ edge: 0, offset: 100, seconds: 0, mode: 'foot' }],
      pacesOf(line),
      60,
    )
    const lines = linesByRing(line, degrees, reached, limits, () => true)
    // A metre is ten units here.
    expect(lines).toEqual([[[600, 0, 800, 0]], [[0, 0, 600, 0], [1400, 0, 800, 0]], [[2200, 0, 800, 0], [3000, 0, 2000, 0]]]) // prettier-ignore
    const whole = linesByRing(
      town,
      town.vertices.map((meters) => meters / 1e5),
      new Map(),
      [60],
      () => true,
    )
    expect(whole[0]).toEqual([])
    // Three streets each way, the alley and the lonely one.
    expect(whole[1]).toHaveLength(8)
  })
})

describe('figures', () => {
  /** West and east of x = 140, where a piece of 20 m ends; in the hole of the east nothing counts. */
  const box = (west: number, south: number, east: number, north: number) =>
    Float64Array.of(west, south, east, south, east, north, west, north, west, south)
  // prettier-ignore
  const street = buildStreetGraph([sceneRoad({ id: 1, line: [[0, 0], [300, 0]] })])
  const grids = [
    { rings: [box(-10, -10, 140, 10)] },
    { rings: [box(140, -10, 310, 10), box(200, -5, 240, 5)] },
    { rings: [box(1000, 0, 1100, 100)] },
  ]
  const streets = streetsOfGrids(street, grids)
  const totals = {
    meters: streetMetersByGrid(street, streets, 3),
    households: Float64Array.of(300, 110, 50),
    cases: [
      { grid: 0, street: { edge: 0, offset: 90, distance: 3 } },
      { grid: 1, street: { edge: 0, offset: 299, distance: 3 } },
      { grid: 1, street: null },
    ],
  }

  it('give a street to the grids that it lies in', () => {
    expect([...totals.meters]).toEqual([140, 120, 0].map((meters) => expect.closeTo(meters, 9)))
    const halves = new Float64Array(3)
    addMetersByGrid(street, streets, 0, 0, 101, halves)
    addMetersByGrid(street, streets, 0, 101, 300, halves)
    expect([...halves]).toEqual([...totals.meters].map((meters) => expect.closeTo(meters, 9)))
  })

  it('count streets, households by the share of their streets, and cases', () => {
    const reached = reachedWithin(
      reachMemory(street),
      [{ edge: 0, offset: 75, seconds: 0, mode: 'foot' }],
      pacesOf(street),
      60,
    )
    const limits = [15, 60]
    const meters = reachedMetersByGrid(street, streets, reached, limits, 3)
    const all = ringFigures(reached, meters, totals, limits, () => true)
    const west = ringFigures(reached, meters, totals, limits, (grid) => grid === 0)
    expect(west).toMatchObject({
      meters: [60, 140].map((m) => expect.closeTo(m, 9)),
      totalCases: 1,
      cases: [1, 1],
    })
    expect(west.households[0]).toBeCloseTo((300 * 60) / totals.meters[0]!, 6)
    expect(all).toMatchObject({ totalHouseholds: 460, totalCases: 3, cases: [1, 1] })
    expect(all.meters[1]! - all.meters[0]!).toBeCloseTo(
      meters[1]!.reduce((sum, m) => sum + m, 0),
      9,
    )
  })
})

describe('where a unit is', () => {
  // 100 m east in 50 s, then ten minutes without a fix, then a stay.
  const track = trackOf(
    travel([[0, 0], [100, 0]], { metersPerSecond: 2, everySeconds: 10 }), // prettier-ignore
    stay([100, 0], 30, { startSeconds: 650, everySeconds: 10 }),
  )

  it('lies between two fixes on the way from one to the other', () => {
    expect(positionAt(track, 25, 300, false)).toEqual({ x: 50, y: 0, ageSeconds: 0 })
    expect(positionAt(track, -1, 300, false)).toBeNull()
  })

  it('is the last known one while that is young', () => {
    expect(positionAt(track, 200, 300, false)).toEqual({ x: 100, y: 0, ageSeconds: 150 })
    expect(positionAt(track, 400, 300, false)).toBeNull()
  })

  it('ends with the outing, unless that may be going on', () => {
    expect(positionAt(track, 680, 300, false)).toEqual({ x: 100, y: 0, ageSeconds: 0 })
    expect(positionAt(track, 700, 300, false)).toBeNull()
    expect(positionAt(track, 700, 300, true)).toEqual({ x: 100, y: 0, ageSeconds: 20 })
    expect(positionAt(track, 990, 300, true)).toBeNull()
  })

  it('leads to the nearest street that its mode may use, on foot where there is none', () => {
    const graph = buildStreetGraph([
      // prettier-ignore
      sceneRoad({ id: 1, kind: 'footway', line: [[0, 0], [100, 0]] }),
      // prettier-ignore
      sceneRoad({ id: 2, line: [[0, 100], [100, 100]] }),
    ])
    const streets = { graph, grid: buildEdgeGrid(graph) }
    const from = (x: number, y: number, mode: TravelMode) =>
      responderAt(streets, nearEdgesOf(graph), { x, y }, mode, 7.2)
    expect(from(50, 20, 'vehicle')).toEqual({ edge: 1, offset: 50, seconds: 40, mode: 'vehicle' })
    expect(from(50, 20, 'foot')).toEqual({ edge: 0, offset: 50, seconds: 10, mode: 'foot' })
    expect(from(50, -90, 'vehicle')).toEqual({ edge: 0, offset: 50, seconds: 45, mode: 'foot' })
    expect(from(50, -200, 'foot')).toBeNull()
  })
})

describe('what is usual', () => {
  it('is looked at every quarter of an hour by the clock, up to what is known', () => {
    const spans = [{ fromSeconds: 600, toSeconds: 2700 }, { fromSeconds: 7200, toSeconds: 9000 }] // prettier-ignore
    expect(sampledMoments(spans, 1e6)).toEqual([900, 1800, 7200, 8100])
    expect(sampledMoments(spans, 7200)).toEqual([900, 1800, 7200])
  })

  it('is the value in the middle', () => {
    expect([median([3, 1, 2]), median([4, 1, 2, 3]), median([])]).toEqual([2, 2.5, null])
  })
})
