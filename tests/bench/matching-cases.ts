import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Fixes } from '../../api/coverage/cleaned-track.ts'
import { metricProjection, suggestMetricCrs } from '../../api/geometry/metric-projection.ts'
import type { MatchedTrack } from '../../api/matching/match-track.ts'
import { buildStreetGraph, type RoadLine, type StreetGraph } from '../../api/streets/street-graph.ts'

/** A rest shorter than this is the scatter of one fix. */
const leastRestMeters = 5

/** A recorded drive whose true route is known, in the form of Kubicka et al. (2015). */
export interface MatchingCase {
  name: string
  graph: StreetGraph
  fixes: Fixes
  /** The arc a half-edge stands for. */
  arcOfHalfEdge: Map<number, number>
  /** Metres of each arc. Equal arcs (same ends, same direction) are counted as the first of them. */
  arcLength: Float64Array
  route: number[]
}

export interface MatchingScore {
  trueMeters: number
  foundMeters: number
  spuriousMeters: number
}

/** The folder of such cases: the given one or its `mapmatch`; undefined when neither holds any. */
export function matchingFolder(dataFolder: string | undefined): string | undefined {
  if (!dataFolder) return undefined
  return [dataFolder, join(dataFolder, 'mapmatch')].find(
    (folder) => existsSync(folder) && caseNames(folder).length > 0,
  )
}

/**
 * Reads every case of a folder: `*.nodes` with `lon lat` per row, `*.arcs` with `from to` (rows count from 0), `*.track` with `lon lat t`,
 * `*.route` with the arcs driven, in order.
 */
export function readMatchingCases(folder: string): MatchingCase[] {
  return caseNames(folder).map((name) => readCase(folder, name))
}

/**
 * Recall and excess in metres, with multiplicity: an arc counts as matched as often as its matched stretches together are as long as it, and
 * once more for a rest of at least 5 m, since routes list the arcs they begin and end on as a whole. Divide by `trueMeters`, pooled over cases.
 */
export function scoreMatch(drive: MatchingCase, matched: MatchedTrack): MatchingScore {
  const covered = new Float64Array(drive.arcLength.length)
  for (const { edge, direction, fromOffsetMeters, toOffsetMeters } of matched.intervals) {
    const arc = drive.arcOfHalfEdge.get(2 * edge + (direction === 'forward' ? 0 : 1))!
    covered[arc] = covered[arc]! + Math.abs(toOffsetMeters - fromOffsetMeters)
  }
  const timesDriven = new Float64Array(drive.arcLength.length)
  for (const arc of drive.route) timesDriven[arc] = timesDriven[arc]! + 1
  const score: MatchingScore = { trueMeters: 0, foundMeters: 0, spuriousMeters: 0 }
  for (const [arc, meters] of drive.arcLength.entries()) {
    const matchedTimes = meters > 0 ? timesTravelled(covered[arc]!, meters) : 0
    const trueTimes = timesDriven[arc]!
    score.trueMeters += trueTimes * meters
    score.foundMeters += Math.min(trueTimes, matchedTimes) * meters
    score.spuriousMeters += Math.max(0, matchedTimes - trueTimes) * meters
  }
  return score
}

function timesTravelled(coveredMeters: number, arcMeters: number): number {
  const whole = Math.floor(coveredMeters / arcMeters + 1e-6)
  return coveredMeters - whole * arcMeters >= leastRestMeters ? whole + 1 : whole
}

function caseNames(folder: string): string[] {
  const files = new Set(readdirSync(folder))
  return [...files]
    .filter((file) => file.endsWith('.track'))
    .map((file) => file.slice(0, -'.track'.length))
    .filter((name) => ['nodes', 'arcs', 'route'].every((kind) => files.has(`${name}.${kind}`)))
    .sort()
}

function readCase(folder: string, name: string): MatchingCase {
  const rows = (kind: string): number[][] =>
    readFileSync(join(folder, `${name}.${kind}`), 'utf8')
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => line.trim().split(/\s+/).map(Number))
  const track = rows('track')
  if (track.length === 0) throw new Error(`${name}.track is empty`)
  const { forward } = metricProjection(suggestMetricCrs(track[0]![0]!, track[0]![1]!))
  const nodes = rows('nodes').map(([lon, lat]) => forward(lon!, lat!))
  const arcs = rows('arcs').map(([from, to]) => ({ from: from!, to: to! }))
  if (arcs.some(({ from, to }) => !nodes[from] || !nodes[to]))
    throw new Error(`${name}.arcs names a node that is not there`)

  const firstArc = new Map<string, number>()
  for (const [arc, { from, to }] of arcs.entries()) {
    const key = `${from} ${to}`
    if (!firstArc.has(key)) firstArc.set(key, arc)
  }
  const roads: RoadLine[] = []
  const arcLength = new Float64Array(arcs.length)
  for (const arc of firstArc.values()) {
    const { from, to } = arcs[arc]!
    const [a, b] = [nodes[from]!, nodes[to]!]
    arcLength[arc] = Math.hypot(b[0] - a[0], b[1] - a[1])
    const back = firstArc.get(`${to} ${from}`)
    if (back !== undefined && back < arc) continue
    roads.push({ id: arc, kind: 'street', oneway: back === undefined, x: [a[0], b[0]], y: [a[1], b[1]] })
  }
  const graph = buildStreetGraph(roads)
  const arcOfHalfEdge = new Map<number, number>()
  for (let edge = 0; edge < graph.edgeCount; edge++) {
    const along = graph.edgeRoad[edge]!
    const { from, to } = arcs[along]!
    arcOfHalfEdge.set(2 * edge, along)
    const against = firstArc.get(`${to} ${from}`)
    if (against !== undefined) arcOfHalfEdge.set(2 * edge + 1, against)
  }

  const places = track.map(([lon, lat]) => forward(lon!, lat!))
  const fixes = {
    timeSeconds: Float64Array.from(track, (row) => row[2]!),
    x: Float64Array.from(places, (place) => place[0]),
    y: Float64Array.from(places, (place) => place[1]),
  }
  const route = rows('route').map(([id]) => {
    const arc = arcs[id!]
    if (!arc) throw new Error(`${name}.route names arc ${id}, which is not there`)
    return firstArc.get(`${arc.from} ${arc.to}`)!
  })
  return { name, graph, fixes, arcOfHalfEdge, arcLength, route }
}
