import type { StreetPath } from '../coverage/cleaned-track.ts'
import { type Pass, type PatrolLine, passesAlongLine } from '../coverage/passes.ts'

/** A stretch of a line gone along at an even pace: from the place `fromMeters` at `fromSeconds` to `toMeters`, further along or back. */
export interface TimedStretch {
  readonly fromMeters: number
  readonly toMeters: number
  readonly fromSeconds: number
  readonly toSeconds: number
}

export interface TimedPass {
  readonly pass: Pass
  /** In the order of time; together they cover what the pass does. */
  readonly stretches: TimedStretch[]
}

/** Places of the path are taken this far apart: much less than the 25 m within which they count. */
const sampleMeters = 10

/** The passes of a path along a line, with the time at every place of it. */
export function timedPasses(path: StreetPath, line: PatrolLine): TimedPass[] {
  return passesAlongLine(path, line).passes.map((pass) => ({
    pass,
    stretches: stretchesOf(path, line, pass),
  }))
}

interface Sample {
  along: number
  seconds: number
}

function stretchesOf(path: StreetPath, line: PatrolLine, pass: Pass): TimedStretch[] {
  const stretches: TimedStretch[] = []
  const sign = pass.direction === 'forward' ? 1 : -1
  let furthest = -Infinity
  let before: Sample | null = null
  for (const sample of samplesOf(path, line, pass)) {
    if (before && sample.along * sign > furthest) {
      stretches.push(
        ...clipped(startOfStep(before, sample, furthest * sign), sample, pass, line.lengthMeters),
      )
    }
    furthest = Math.max(furthest, sample.along * sign)
    before = sample
  }
  return stretches
}

/** The moment at which a step passes the furthest place so far: who stood there, or went back a little, is there again only now. */
function startOfStep(before: Sample, sample: Sample, furthest: number): Sample {
  const share = (furthest - before.along) / (sample.along - before.along)
  return { along: furthest, seconds: before.seconds + share * (sample.seconds - before.seconds) }
}

/** Where the path is along the line from the beginning of the pass to its end; unrolled on a closed line. */
function* samplesOf(
  { timeSeconds, x, y }: StreetPath,
  { index, options }: PatrolLine,
  pass: Pass,
): Generator<Sample> {
  let around: number | null = null
  let moved = 0
  for (let i = 0; i + 1 < timeSeconds.length; i++) {
    const [from, to] = [timeSeconds[i]!, timeSeconds[i + 1]!]
    if (to < pass.fromSeconds || from > pass.toSeconds) continue
    const [dx, dy] = [x[i + 1]! - x[i]!, y[i + 1]! - y[i]!]
    const meters = Math.hypot(dx, dy)
    const steps = Math.max(1, Math.ceil(meters / sampleMeters))
    for (let step = 0; step <= steps; step++) {
      const share = step / steps
      const seconds = from + share * (to - from)
      moved += step === 0 ? 0 : meters / steps
      if (seconds < pass.fromSeconds - 1e-6 || seconds > pass.toSeconds + 1e-6) continue
      const [px, py] = [x[i]! + share * dx, y[i]! + share * dy]
      if (around === null) around = beginning(index, pass, px, py)
      if (around === null) continue
      if (!index.nearest(px, py, around, 2 * moved + 2 * options.toleranceMeters)) continue
      around = index.foundAlong
      moved = 0
      yield { along: around, seconds }
    }
  }
}

/** The branch of the line on which the pass begins: of those at the place the one nearest to the first covered place in its direction. */
function beginning(index: PatrolLine['index'], pass: Pass, px: number, py: number): number | null {
  const count = index.branches(px, py)
  const first =
    pass.direction === 'forward' ? pass.coveredIntervals[0]?.[0] : pass.coveredIntervals.at(-1)?.[1]
  let nearest: number | null = null
  for (let branch = 0; branch < count; branch++) {
    const along = index.branchAlong[branch]!
    if (nearest === null || Math.abs(along - first!) < Math.abs(nearest - first!)) nearest = along
  }
  return nearest
}

/** The parts of a step that the pass covers, folded onto the line where that is closed. */
function clipped(from: Sample, to: Sample, { coveredIntervals }: Pass, lengthMeters: number): TimedStretch[] {
  const stretches: TimedStretch[] = []
  const turns = Math.floor(Math.min(from.along, to.along) / lengthMeters)
  const secondsAt = (along: number) =>
    from.seconds + ((along - from.along) / (to.along - from.along)) * (to.seconds - from.seconds)
  const [low, high] = [Math.min(from.along, to.along), Math.max(from.along, to.along)]
  // A step past the end of a closed line is on its next turn.
  for (const turn of [turns, turns + 1]) {
    const shift = turn * lengthMeters
    for (const [start, end] of coveredIntervals) {
      const [a, b] = [Math.max(low, start + shift), Math.min(high, end + shift)]
      if (b <= a) continue
      const [first, last] = to.along > from.along ? [a, b] : [b, a]
      stretches.push({
        fromMeters: first - shift,
        toMeters: last - shift,
        fromSeconds: secondsAt(first),
        toSeconds: secondsAt(last),
      })
    }
  }
  return stretches
}
