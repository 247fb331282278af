import { cleanTrack, type CleanedTrack } from '../../api/coverage/cleaned-track.ts'
import { matchGround, type MatchGround } from '../../api/matching/match-ground.ts'
import type { MatchedTrack } from '../../api/matching/match-track.ts'
import { buildEdgeGrid } from '../../api/streets/edge-grid.ts'
import { buildStreetGraph } from '../../api/streets/street-graph.ts'

export type Place = [x: number, y: number]

export interface SceneRoad {
  id: number
  kind?: string
  oneway?: boolean
  line: Place[]
}

export function sceneRoad({ id, kind = 'residential', oneway = false, line }: SceneRoad) {
  return { id, kind, oneway, x: line.map(([x]) => x), y: line.map(([, y]) => y) }
}

export function streets(roads: SceneRoad[]): MatchGround {
  const graph = buildStreetGraph(roads.map(sceneRoad))
  return matchGround(graph, buildEdgeGrid(graph))
}

/** Streets every 100 m in both directions: road `100 + i` runs north at x = 100 i, road `200 + j` east at y = 100 j. */
export function blocks(count: number): SceneRoad[] {
  const steps = Array.from({ length: count + 1 }, (_, i) => 100 * i)
  return [
    ...steps.map((x, i) => ({ id: 100 + i, line: steps.map((y): Place => [x, y]) })),
    ...steps.map((y, j) => ({ id: 200 + j, line: steps.map((x): Place => [x, y]) })),
  ]
}

export interface Travel {
  metersPerSecond?: number
  everySeconds?: number
  startSeconds?: number
  /** Standard deviation of a fix, east and north. */
  noiseMeters?: number
  seed?: number
}

type Row = [seconds: number, x: number, y: number]

/** The fixes of somebody who goes along a line at an even pace. */
export function travel(line: Place[], options: Travel = {}): Row[] {
  const { metersPerSecond = 1.3, everySeconds = 5, startSeconds = 0, noiseMeters = 0, seed = 1 } = options
  const scatter = normalNumbers(seed)
  const rows: Row[] = []
  const add = (seconds: number, x: number, y: number) =>
    rows.push([startSeconds + seconds, x + noiseMeters * scatter(), y + noiseMeters * scatter()])
  let passed = 0
  let gone = 0
  for (let i = 1; i < line.length; i++) {
    const [x0, y0] = line[i - 1]!
    const [x1, y1] = line[i]!
    const meters = Math.hypot(x1 - x0, y1 - y0)
    for (; passed * metersPerSecond < gone + meters; passed += everySeconds) {
      const share = (passed * metersPerSecond - gone) / meters
      add(passed, x0 + share * (x1 - x0), y0 + share * (y1 - y0))
    }
    gone += meters
  }
  const [x, y] = line.at(-1)!
  add(gone / metersPerSecond, x, y)
  return rows
}

/** Fixes at one place. */
export function stay([x, y]: Place, seconds: number, options: Travel = {}): Row[] {
  const { everySeconds = 5, startSeconds = 0, noiseMeters = 0, seed = 2 } = options
  const scatter = normalNumbers(seed)
  return Array.from({ length: Math.floor(seconds / everySeconds) + 1 }, (_, i) => [
    startSeconds + i * everySeconds,
    x + noiseMeters * scatter(),
    y + noiseMeters * scatter(),
  ])
}

export function trackOf(...parts: Row[][]): CleanedTrack {
  const rows = parts.flat()
  return cleanTrack({
    timeSeconds: Float64Array.from(rows, (row) => row[0]),
    x: Float64Array.from(rows, (row) => row[1]),
    y: Float64Array.from(rows, (row) => row[2]),
  })
}

/** The same places from the last to the first, with the same times between them. */
export function turnedRound({ timeSeconds, x, y }: CleanedTrack): CleanedTrack {
  const end = timeSeconds.at(-1) ?? 0
  return cleanTrack({
    timeSeconds: timeSeconds.map((seconds) => end - seconds).reverse(),
    x: x.slice().reverse(),
    y: y.slice().reverse(),
  })
}

/** Where a match went, in words: `100: 0→200` is road 100 from its metre 0 to its metre 200; rounded to 5 m, joined over edges. */
export function itinerary({ graph }: MatchGround, { intervals }: MatchedTrack): string[] {
  const runs: { road: number; from: number; to: number; sign: number }[] = []
  for (const { edge, direction, fromOffsetMeters, toOffsetMeters } of intervals) {
    const road = graph.edgeRoad[edge]!
    const offset = graph.edgeRoadOffset[edge]!
    const [from, to] = [offset + fromOffsetMeters, offset + toOffsetMeters]
    const sign = direction === 'forward' ? 1 : -1
    const last = runs.at(-1)
    if (last && last.road === road && last.sign === sign && Math.abs(last.to - from) < 1e-6) last.to = to
    else runs.push({ road, from, to, sign })
  }
  const round = (meters: number) => 5 * Math.round(meters / 5)
  return runs.map(({ road, from, to }) => `${road}: ${round(from)}→${round(to)}`)
}

/** Standard normal numbers from a seed (Box and Muller over a 32-bit generator). */
function normalNumbers(seed: number): () => number {
  let state = seed >>> 0
  const uniform = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return (((mixed ^ (mixed >>> 14)) >>> 0) + 0.5) / 2 ** 32
  }
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform())
}
