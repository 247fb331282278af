import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildEdgeGrid, findNearEdges, nearEdgesOf } from '../../api/streets/edge-grid.ts'
import { minHeap, popHeap, pushHeap } from '../../api/streets/min-heap.ts'
import { buildStreetGraph, placeOnEdge, type StreetGraph } from '../../api/streets/street-graph.ts'
import { modeBit } from '../../api/streets/travel-modes.ts'
import { blocks, type Place, type SceneRoad, sceneRoad } from './street-scene.ts'

const graphOf = (...roads: SceneRoad[]): StreetGraph => buildStreetGraph(roads.map(sceneRoad))

/** Edges as `road from-to length`, with the roads' offsets. */
function edgesOf(graph: StreetGraph): string[] {
  return Array.from({ length: graph.edgeCount }, (_, e) => {
    const [from, to] = [graph.halfEdgeHead[2 * e + 1], graph.halfEdgeHead[2 * e]]
    return `${graph.edgeRoad[e]}@${graph.edgeRoadOffset[e]}: ${from}-${to} ${graph.edgeLength[e]}`
  })
}

describe('buildStreetGraph', () => {
  it('splits two roads where they share a vertex, and keeps the vertices between', () => {
    const graph = graphOf(
      // prettier-ignore
      { id: 7, line: [[0, 0], [30, 40], [60, 80], [60, 100]] },
      // prettier-ignore
      { id: 8, line: [[0, 80], [60, 80], [100, 80]] },
    )
    expect(edgesOf(graph)).toEqual(['7@0: 0-1 100', '7@100: 1-2 20', '8@0: 3-1 60', '8@60: 1-4 40'])
    expect(graph.nodeCount).toBe(5)
    expect([graph.nodeX[1], graph.nodeY[1]]).toEqual([60, 80])
    expect([...graph.vertices.slice(0, 6)]).toEqual([0, 0, 30, 40, 60, 80])
    expect([...graph.vertexOffset.slice(0, 3)]).toEqual([0, 50, 100])
    const leaving = graph.leaving.slice(graph.leavingStart[1], graph.leavingStart[2])
    expect([...leaving]).toEqual([1, 2, 5, 6])
  })

  it('leaves lines that cross without a shared vertex apart', () => {
    // prettier-ignore
    const graph = graphOf({ id: 1, line: [[0, 0], [100, 0]] }, { id: 2, line: [[50, -50], [50, 50]] })
    expect(graph.nodeCount).toBe(4)
    expect(graph.edgeCount).toBe(2)
  })

  it('knows rings, lines that touch themselves, and streets side by side between the same nodes', () => {
    // prettier-ignore
    const ring = graphOf({ id: 1, line: [[0, 0], [10, 0], [10, 10], [0, 0]] })
    expect(edgesOf(ring)).toEqual([`1@0: 0-0 ${20 + Math.hypot(10, 10)}`])
    expect([...ring.leaving]).toEqual([0, 1])
    // prettier-ignore
    const knot = graphOf({ id: 1, line: [[0, 0], [10, 0], [20, 0], [20, 10], [10, 10], [10, 0], [10, -10]] })
    expect(edgesOf(knot)).toEqual(['1@0: 0-1 10', '1@10: 1-1 40', '1@50: 1-2 10'])
    // prettier-ignore
    const pair = graphOf({ id: 1, line: [[0, 0], [10, 0]] }, { id: 2, line: [[0, 0], [5, 5], [10, 0]] })
    expect([pair.nodeCount, pair.edgeCount]).toEqual([2, 2])
  })

  it('takes vertices a centimetre apart for one, drops repetitions and lines without length', () => {
    const graph = graphOf(
      // prettier-ignore
      { id: 1, line: [[0, 0], [0, 0], [10, 0]] },
      // prettier-ignore
      { id: 2, line: [[10.002, 0.001], [10, 10]] },
      // prettier-ignore
      { id: 3, line: [[5, 5], [5, 5]] },
      { id: 4, line: [] },
    )
    expect([graph.nodeCount, graph.edgeCount]).toEqual([3, 2])
    expect(graphOf().edgeCount).toBe(0)
  })

  it('lets feet go everywhere but on motorways, bikes not on stairs, vehicles only along one-way streets', () => {
    // prettier-ignore
    const line: Place[] = [[0, 0], [10, 0]]
    const graph = graphOf(
      { id: 1, line, oneway: true },
      { id: 2, line, kind: 'footway' },
      { id: 3, line, kind: 'steps' },
      { id: 4, line, kind: 'motorway', oneway: true },
    )
    const { foot, bike, vehicle } = modeBit
    expect([...graph.halfEdgeModes]).toEqual([
      foot | bike | vehicle,
      foot | bike,
      foot | bike,
      foot | bike,
      foot,
      foot,
      vehicle,
      0,
    ])
    expect(graph.kinds[graph.edgeKind[2]!]).toBe('steps')
  })

  it('refuses lines whose x and y differ in length and values that are not finite', () => {
    expect(() => buildStreetGraph([{ id: 5, kind: 'alley', oneway: false, x: [1, 2], y: [1] }])).toThrow(
      /road 5/,
    )
    expect(() => buildStreetGraph([{ id: 6, kind: 'alley', oneway: false, x: [1, NaN], y: [1, 2] }])).toThrow(
      /road 6: vertex 1/,
    )
  })

  it('loses no metre, whatever the roads', () => {
    const coordinate = fc.integer({ min: 0, max: 6 })
    const line = fc.array(fc.tuple(coordinate, coordinate), { minLength: 2, maxLength: 8 })
    fc.assert(
      fc.property(fc.array(line, { maxLength: 8 }), (lines) => {
        const graph = graphOf(...lines.map((places, i) => ({ id: i, line: places as Place[] })))
        const meters = lines.flatMap((places) =>
          places.slice(1).map(([x, y], i) => Math.hypot(x - places[i]![0], y - places[i]![1])),
        )
        const sum = (values: Iterable<number>) => [...values].reduce((total, value) => total + value, 0)
        expect(sum(graph.edgeLength)).toBeCloseTo(sum(meters), 9)
        expect(graph.leaving.length).toBe(2 * graph.edgeCount)
        for (let node = 0; node < graph.nodeCount; node++) {
          for (let i = graph.leavingStart[node]!; i < graph.leavingStart[node + 1]!; i++) {
            expect(graph.halfEdgeHead[graph.leaving[i]! ^ 1]).toBe(node)
          }
        }
        const place = new Float64Array(2)
        for (let e = 0; e < graph.edgeCount; e++) {
          placeOnEdge(graph, e, graph.edgeLength[e]!, place)
          const to = graph.halfEdgeHead[2 * e]!
          expect(place[0]).toBeCloseTo(graph.nodeX[to]!, 9)
          expect(place[1]).toBeCloseTo(graph.nodeY[to]!, 9)
        }
      }),
    )
  })
})

describe('findNearEdges', () => {
  it('finds every edge within the radius and its nearest place, as looking at all of them does', () => {
    const coordinate = fc.double({ min: -300, max: 700, noNaN: true })
    const line = fc.array(fc.tuple(coordinate, coordinate), { minLength: 2, maxLength: 5 })
    fc.assert(
      fc.property(
        fc.array(line, { minLength: 1, maxLength: 12 }),
        fc.array(fc.tuple(coordinate, coordinate, fc.integer({ min: 1, max: 200 })), {
          minLength: 1,
          maxLength: 8,
        }),
        (lines, questions) => {
          const graph = graphOf(...lines.map((places, i) => ({ id: i, line: places as Place[] })))
          const grid = buildEdgeGrid(graph)
          const near = nearEdgesOf(graph)
          for (const [x, y, radius] of questions) {
            findNearEdges(graph, grid, x, y, radius, near)
            const found = new Map<number, number>()
            for (let i = 0; i < near.count; i++) {
              expect(found.has(near.edges[i]!)).toBe(false)
              found.set(near.edges[i]!, near.distances[i]!)
              const place = new Float64Array(2)
              placeOnEdge(graph, near.edges[i]!, near.offsets[i]!, place)
              expect(Math.hypot(place[0]! - x, place[1]! - y)).toBeCloseTo(near.distances[i]!, 6)
            }
            for (let e = 0; e < graph.edgeCount; e++) {
              const distance = distanceTo(graph, e, x, y)
              if (distance < radius - 1e-6) expect(found.get(e)).toBeCloseTo(distance, 6)
              if (distance > radius + 1e-6) expect(found.has(e)).toBe(false)
            }
          }
        },
      ),
      { numRuns: 60 },
    )
  })

  it('has nothing to find without streets, or far from them', () => {
    for (const graph of [graphOf(), graphOf(...blocks(2))]) {
      const near = nearEdgesOf(graph)
      findNearEdges(graph, buildEdgeGrid(graph), 5000, -5000, 50, near)
      expect(near.count).toBe(0)
    }
  })

  it('makes its cells larger where there would be too many', () => {
    const graph = graphOf(...blocks(10))
    const grid = buildEdgeGrid(graph, { maximumCells: 16 })
    expect(grid.columns * grid.rows).toBeLessThanOrEqual(25)
    const near = nearEdgesOf(graph)
    findNearEdges(graph, grid, 450, 505, 20, near)
    expect([near.count, near.distances[0], graph.edgeRoad[near.edges[0]!]]).toEqual([1, 5, 205])
  })
})

describe('the heap', () => {
  it('gives back everything, least first', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -50, max: 50 })), (keys) => {
        const heap = minHeap(1)
        for (const [item, key] of keys.entries()) pushHeap(heap, key, item)
        const out: number[] = []
        while (heap.size > 0) {
          const key = heap.keys[0]!
          expect(keys[popHeap(heap)]).toBe(key)
          out.push(key)
        }
        expect(out).toEqual([...keys].sort((a, b) => a - b))
      }),
    )
  })
})

function distanceTo({ vertexStart, vertices }: StreetGraph, edge: number, x: number, y: number): number {
  let least = Infinity
  for (let v = vertexStart[edge]!; v + 1 < vertexStart[edge + 1]!; v++) {
    const [ax, ay, bx, by] = vertices.slice(2 * v, 2 * v + 4) as unknown as [number, number, number, number]
    const [dx, dy] = [bx - ax, by - ay]
    const share = Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)))
    least = Math.min(least, Math.hypot(ax + share * dx - x, ay + share * dy - y))
  }
  return least
}
