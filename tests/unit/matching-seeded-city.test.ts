import { expect, it } from 'vitest'
import { cleanTrack } from '../../api/coverage/cleaned-track.ts'
import { matchGround } from '../../api/matching/match-ground.ts'
import { matchTrack } from '../../api/matching/match-track.ts'
import { buildEdgeGrid } from '../../api/streets/edge-grid.ts'
import { buildStreetGraph } from '../../api/streets/street-graph.ts'
import { generateCity } from '../../seed/city.ts'
import { trackOf } from '../../seed/load-patrols.ts'

/** Outings of a generated city: on foot, by bike and by car, with errors that carry over from fix to fix and silences between tasks. */
it('hardly any metre is matched that was not gone, and hardly any is left unmatched', () => {
  const city = generateCity({ seed: 5, anchorDay: '2026-11-21', size: 'small' })
  const graph = buildStreetGraph(
    city.network.roads.map(({ kind, oneway, points }, id) => ({
      id,
      kind,
      oneway,
      x: points.map(({ x }) => x),
      y: points.map(({ y }) => y),
    })),
  )
  const ground = matchGround(graph, buildEdgeGrid(graph))
  const sum = { matched: 0, notGone: 0, observedSeconds: 0, unmatchedSeconds: 0 }
  for (const [index, { mode, steps }] of city.outings.slice(0, 80).entries()) {
    const gone = new Map<number, number>()
    const pointRoads = new Set<number>()
    for (const step of steps) {
      if (step.kind === 'point') pointRoads.add(step.road)
      else for (const { road } of step.segments) gone.set(road, (gone.get(road) ?? 0) + lengthOf(road))
    }
    const track = cleanTrack(trackOf(city, index))
    const { intervals, unmatched } = matchTrack(ground, track, mode)
    const found = new Map<number, number>()
    for (const { edge, fromOffsetMeters, toOffsetMeters } of intervals) {
      const road = graph.edgeRoad[edge]!
      found.set(road, (found.get(road) ?? 0) + Math.abs(toOffsetMeters - fromOffsetMeters))
    }
    for (const [road, meters] of found) {
      sum.matched += meters
      // How far into the road of a point an outing goes is not written down.
      if (!pointRoads.has(road)) sum.notGone += Math.max(0, meters - (gone.get(road) ?? 0))
    }
    sum.observedSeconds += track.observedSeconds
    for (const { fromSeconds, toSeconds } of unmatched) sum.unmatchedSeconds += toSeconds - fromSeconds
  }
  expect(sum.matched).toBeGreaterThan(100_000)
  expect(sum.notGone / sum.matched).toBeLessThan(0.005)
  expect(sum.unmatchedSeconds / sum.observedSeconds).toBeLessThan(0.005)

  function lengthOf(road: number): number {
    return city.network.roads[road]!.lengthMeters
  }
})
