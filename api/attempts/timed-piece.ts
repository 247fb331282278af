import type { CleanedTrack } from '../coverage/cleaned-track.ts'
import type { Positions } from '../geometry/along-line.ts'

/** Steps between times written along a piece: round ones. */
const roundSteps = [10, 30, 60, 120, 300, 600, 1800, 3600]
const mostMarks = 12

/** What of a track lies in `[fromSeconds, toSeconds]`, its ends interpolated: one list of positions for every run between breaks. */
export function pieceOfTrack(track: CleanedTrack, fromSeconds: number, toSeconds: number): Positions[] {
  const parts: Positions[] = []
  let part: Positions = []
  const end = () => {
    if (part.length > 1) parts.push(part)
    part = []
  }
  const { timeSeconds, connected } = track
  for (let i = 0; i < connected.length; i++) {
    const from = Math.max(fromSeconds, timeSeconds[i]!)
    const to = Math.min(toSeconds, timeSeconds[i + 1]!)
    if (connected[i] === 0 || to <= from) {
      end()
      continue
    }
    if (part.length === 0) part.push(placeBetween(track, i, from))
    part.push(placeBetween(track, i, to))
  }
  end()
  return parts
}

/** Where the track was at an instant; null where nobody knows. */
export function placeAt(track: CleanedTrack, seconds: number): [x: number, y: number] | null {
  const { timeSeconds, connected } = track
  let [low, high] = [0, timeSeconds.length - 1]
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (timeSeconds[middle]! <= seconds) low = middle
    else high = middle - 1
  }
  if (timeSeconds[low] === seconds) return [track.x[low]!, track.y[low]!]
  if (!(timeSeconds[low]! < seconds) || connected[low] !== 1) return null
  return placeBetween(track, low, seconds)
}

function placeBetween(
  { timeSeconds, x, y }: CleanedTrack,
  i: number,
  seconds: number,
): [x: number, y: number] {
  const share = (seconds - timeSeconds[i]!) / (timeSeconds[i + 1]! - timeSeconds[i]!)
  return [x[i]! + share * (x[i + 1]! - x[i]!), y[i]! + share * (y[i + 1]! - y[i]!)]
}

/** Round instants to be written along a piece of this time, first and last included: a dozen at most in between. */
export function timesAlong(fromSeconds: number, toSeconds: number): number[] {
  const step =
    roundSteps.find((seconds) => (toSeconds - fromSeconds) / seconds <= mostMarks) ?? roundSteps.at(-1)!
  const times = [fromSeconds]
  // A round time right beside an end would only cover its words.
  for (let at = Math.ceil((fromSeconds + step / 2) / step) * step; at <= toSeconds - step / 2; at += step) {
    times.push(at)
  }
  if (toSeconds > fromSeconds) times.push(toSeconds)
  return times
}
