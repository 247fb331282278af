import type { CoverageLayer } from '../coverage/contract.ts'
import type { CleanedTrack, StreetPath } from '../coverage/cleaned-track.ts'
import { type CoveredInterval, lengthOf } from '../coverage/covered-intervals.ts'
import { type Positions, stretchOfLine } from '../geometry/along-line.ts'
import type { MetricProjection } from '../geometry/metric-projection.ts'
import type { AttemptAnswer, AttemptPart } from './contract.ts'
import { pieceOfTrack, placeAt, timesAlong } from './timed-piece.ts'

type Feature = AttemptAnswer['features'][number]

interface MetricLine {
  readonly x: ArrayLike<number>
  readonly y: ArrayLike<number>
}

/** Arrows along a piece, at equal times. */
const arrowCount = 3
/** A step so short has no direction worth an arrow. */
const leastArrowMeters = 2

export interface Shown {
  layer: CoverageLayer
  /** Of the target: its line, its place, or the border of its area. */
  outline: MetricLine
  covered: readonly CoveredInterval[]
  track: CleanedTrack
  /** Null where the target is held against the track as recorded. */
  path: StreetPath | null
  /** What is shown of the outing; the attempt lies in it. */
  fromSeconds: number
  toSeconds: number
}

/** An attempt as the map draws it, in longitude and latitude: bottom to top. */
export function attemptFeatures(shown: Shown, projection: MetricProjection): Feature[] {
  const { layer, outline, covered, track, path, fromSeconds, toSeconds } = shown
  const features: Feature[] = []
  const place = ([x, y]: [x: number, y: number]) => rounded(projection.inverse(x, y))
  const add = (part: AttemptPart, geometry: Feature['geometry'], more: Partial<Feature['properties']> = {}) =>
    features.push({
      type: 'Feature',
      id: features.length + 1,
      geometry,
      properties: { part, ...more },
    })
  const addLines = (part: AttemptPart, lines: Positions[]) => {
    if (lines.length === 0) return
    add(part, { type: 'MultiLineString', coordinates: lines.map((line) => line.map(place)) })
  }
  const addPoint = (part: AttemptPart, at: [number, number], more: Partial<Feature['properties']>) =>
    add(part, { type: 'Point', coordinates: place(at) }, more)

  if (layer === 'patrol-points') addPoint('target', [outline.x[0]!, outline.y[0]!], {})
  else addLines('line', [Array.from(outline.x, (x, i): [number, number] => [x, outline.y[i]!])])
  if (layer === 'patrol-lines') {
    addLines('uncovered', stretches(outline, gapsBetween(covered, lengthOfLine(outline))))
    addLines('covered', stretches(outline, covered))
  }
  addLines('recorded', pieceOfTrack(track, fromSeconds, toSeconds))
  if (path) addLines('way', pieceOfTrack(path, fromSeconds, toSeconds))
  for (let arrow = 1; arrow <= arrowCount; arrow++) {
    const found = arrowAt(path ?? track, fromSeconds + ((toSeconds - fromSeconds) * arrow) / (arrowCount + 1))
    if (found) addPoint('direction', found.at, { bearing: found.bearing })
  }
  for (const seconds of timesAlong(fromSeconds, toSeconds)) {
    const at = placeAt(track, seconds)
    if (at) addPoint('time', at, { at: new Date(seconds * 1000).toISOString() })
  }
  return features
}

function rounded([longitude, latitude]: [number, number]): [number, number] {
  return [Math.round(longitude * 1e7) / 1e7, Math.round(latitude * 1e7) / 1e7]
}

function lengthOfLine({ x, y }: MetricLine): number {
  let meters = 0
  for (let i = 0; i + 1 < x.length; i++) meters += Math.hypot(x[i + 1]! - x[i]!, y[i + 1]! - y[i]!)
  return meters
}

function stretches(line: MetricLine, intervals: readonly CoveredInterval[]): Positions[] {
  return intervals.map(([from, to]) => stretchOfLine(line, from, to)).filter(({ length }) => length > 1)
}

/** What disjoint ascending intervals leave of `[0, length]`; slivers of rounding apart. */
export function gapsBetween(covered: readonly CoveredInterval[], length: number): CoveredInterval[] {
  const gaps: CoveredInterval[] = []
  let reached = 0
  for (const [from, to] of covered) {
    if (lengthOf([[reached, from]]) > 0.01) gaps.push([reached, from])
    reached = Math.max(reached, to)
  }
  if (length - reached > 0.01) gaps.push([reached, length])
  return gaps
}

/** Where the track was, and where it went in degrees clockwise from north; null where it stood or nobody knows. */
function arrowAt(track: CleanedTrack, seconds: number): { at: [number, number]; bearing: number } | null {
  const [before, at, after] = [
    placeAt(track, seconds - 5),
    placeAt(track, seconds),
    placeAt(track, seconds + 5),
  ]
  if (!before || !at || !after) return null
  const [east, north] = [after[0] - before[0], after[1] - before[1]]
  if (Math.hypot(east, north) < leastArrowMeters) return null
  return { at, bearing: Math.round(((Math.atan2(east, north) * 180) / Math.PI + 360) % 360) }
}
