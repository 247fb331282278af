import type { Fixes } from '../coverage/cleaned-track.ts'
import { toCompactLine } from '../live/compact-line.ts'
import type { PlayedOuting } from './contract.ts'

/** A track of which longitude is `x` and latitude `y`. */
export interface PlayedTrack {
  outing: Omit<PlayedOuting, 'runs'>
  runs: Fixes[]
}

export interface Played {
  everySeconds: number
  outings: PlayedOuting[]
}

/** As much as a browser plays smoothly; 24 hours of 12 units at a fix in 10 s are half of it. */
export const mostPlaces = 250_000

/** Cuts tracks to `[fromSeconds, toSeconds]`, and leaves out places evenly where there are more than `most`. Outings without a run are left out. */
export function playedRuns(
  tracks: readonly PlayedTrack[],
  fromSeconds: number,
  toSeconds: number,
  most = mostPlaces,
): Played {
  const cut = tracks.map(({ outing, runs }) => ({
    outing,
    runs: runs.map((run) => within(run, fromSeconds, toSeconds)).filter((run) => run.timeSeconds.length > 1),
  }))
  const count = cut.reduce(
    (sum, { runs }) => sum + runs.reduce((inRuns, run) => inRuns + run.timeSeconds.length, 0),
    0,
  )
  const observedSeconds = cut.reduce(
    (sum, { runs }) =>
      sum + runs.reduce((inRuns, run) => inRuns + run.timeSeconds.at(-1)! - run.timeSeconds[0]!, 0),
    0,
  )
  const everySeconds = count > most ? Math.ceil(observedSeconds / most) : 0
  return {
    everySeconds,
    outings: cut
      .filter(({ runs }) => runs.length > 0)
      .map(({ outing, runs }) => ({
        ...outing,
        runs: runs.map(({ timeSeconds, x, y }) => {
          const kept = keptPlaces(timeSeconds, everySeconds)
          const of = (values: Float64Array) => kept.map((i) => values[i]!)
          return toCompactLine({ timeSeconds: of(timeSeconds), lon: of(x), lat: of(y) })
        }),
      })),
  }
}

function within({ timeSeconds, x, y }: Fixes, fromSeconds: number, toSeconds: number): Fixes {
  const start = timeSeconds.findIndex((time) => time >= fromSeconds)
  const after = timeSeconds.findIndex((time) => time > toSeconds)
  const from = start < 0 ? timeSeconds.length : start
  const to = after < 0 ? timeSeconds.length : after
  return { timeSeconds: timeSeconds.slice(from, to), x: x.slice(from, to), y: y.slice(from, to) }
}

/** The first and last place, and between them none sooner than `everySeconds` after the one before. */
function keptPlaces(timeSeconds: Float64Array, everySeconds: number): number[] {
  const kept: number[] = []
  for (let i = 0; i < timeSeconds.length; i++) {
    const isEnd = i === 0 || i === timeSeconds.length - 1
    if (isEnd || timeSeconds[i]! - timeSeconds[kept.at(-1)!]! >= everySeconds) kept.push(i)
  }
  return kept
}
