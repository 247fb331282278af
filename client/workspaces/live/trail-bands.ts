import { stretch, type TimedLine } from './timed-line.ts'

/** Shares of the trail's time by age, and how strongly each is drawn: the newest most. */
const BANDS = [
  { from: 0, to: 0.15, opacity: 0.8 },
  { from: 0.15, to: 0.4, opacity: 0.42 },
  { from: 0.4, to: 0.7, opacity: 0.22 },
  { from: 0.7, to: 1, opacity: 0.1 },
] as const

export interface TrailBand {
  opacity: number
  lines: [number, number][][]
}

/** The way of the last `trailSeconds` before a moment, fading with age; runs are never joined over a gap. */
export function trailBands(
  runs: readonly TimedLine[],
  nowSeconds: number,
  trailSeconds: number,
): TrailBand[] {
  return BANDS.map(({ from, to, opacity }) => ({
    opacity,
    lines: runs
      .map((run) => stretch(run, nowSeconds - to * trailSeconds, nowSeconds - from * trailSeconds))
      .filter((line) => line.length > 1),
  })).filter(({ lines }) => lines.length > 0)
}
