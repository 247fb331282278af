import { shareWithinOfLine } from '../geometry/within-distance.ts'
import type { StreetPath } from './cleaned-track.ts'
import type { MetricLine } from './line-index.ts'
import { type Stay, StayRun } from './stay-run.ts'
import type { VisitOptions } from './visits.ts'

/** A key section in metres. */
export interface Section {
  readonly line: MetricLine
  /** For what was recorded. */
  readonly toleranceMeters: number
  /** For what was matched to a street, as of `PassOptions`. */
  readonly streetToleranceMeters: number
}

/**
 * The stays of one patrol along a key section, in the order of time: on its way along the streets, within the tolerance of the section. Standing still
 * counts; outside or unobserved for less than the tolerated time does not end a stay.
 */
export function staysAlongSection(path: StreetPath, section: Section, options: VisitOptions): Stay[] {
  const { line, toleranceMeters } = section
  const nearStreet = Math.min(toleranceMeters, section.streetToleranceMeters)
  const box = boxAround(line, toleranceMeters)
  const { timeSeconds, x, y, connected, onStreet, bounds } = path
  if (bounds.minX > box.maxX || bounds.maxX < box.minX || bounds.minY > box.maxY || bounds.maxY < box.minY) {
    return []
  }
  const run = new StayRun(options.toleratedExitSeconds)
  for (let i = 0; i < connected.length; i++) {
    if (connected[i] === 0) continue
    const [x0, y0] = [x[i]!, y[i]!]
    const [dx, dy] = [x[i + 1]! - x0, y[i + 1]! - y0]
    const start = timeSeconds[i]!
    const seconds = timeSeconds[i + 1]! - start
    const meters = Math.hypot(dx, dy)
    const isStill = meters < options.stillMetersPerSecond * seconds
    const isFar =
      Math.min(x0, x0 + dx) > box.maxX ||
      Math.max(x0, x0 + dx) < box.minX ||
      Math.min(y0, y0 + dy) > box.maxY ||
      Math.max(y0, y0 + dy) < box.minY
    const near = isFar
      ? []
      : sharesNear(x0, y0, dx, dy, line, onStreet[i] === 1 ? nearStreet : toleranceMeters)
    let reached = 0
    for (const [enter, leave] of near) {
      run.addOutside((enter - reached) * seconds, isStill)
      run.addInside(start + enter * seconds, start + leave * seconds, (leave - enter) * meters, isStill)
      reached = leave
    }
    run.addOutside((1 - reached) * seconds, isStill)
  }
  run.finish()
  return run.stays
}

/** The shares of a segment near any part of the line, ascending and disjoint. */
function sharesNear(
  x: number,
  y: number,
  dx: number,
  dy: number,
  line: MetricLine,
  meters: number,
): [enter: number, leave: number][] {
  const near: [number, number][] = []
  for (let v = 0; v + 1 < line.x.length; v++) {
    const [ax, ay, bx, by] = [line.x[v]!, line.y[v]!, line.x[v + 1]!, line.y[v + 1]!]
    if (ax === bx && ay === by) continue
    const [enter, leave] = shareWithinOfLine(x, y, dx, dy, [ax, ay, bx, by], meters)
    if (leave > enter) near.push([enter, leave])
  }
  near.sort((a, b) => a[0] - b[0])
  const union: [number, number][] = []
  for (const [enter, leave] of near) {
    const last = union.at(-1)
    if (last && enter <= last[1]) last[1] = Math.max(last[1], leave)
    else union.push([enter, leave])
  }
  return union
}

function boxAround({ x, y }: MetricLine, meters: number) {
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity]
  for (let v = 0; v < x.length; v++) {
    minX = Math.min(minX, x[v]! - meters)
    minY = Math.min(minY, y[v]! - meters)
    maxX = Math.max(maxX, x[v]! + meters)
    maxY = Math.max(maxY, y[v]! + meters)
  }
  return { minX, minY, maxX, maxY }
}
