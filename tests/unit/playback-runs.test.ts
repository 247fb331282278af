import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toCompactLine } from '../../api/live/compact-line.ts'
import { type PlayedTrack, playedRuns } from '../../api/playback/played-runs.ts'

function run(times: number[]) {
  return {
    timeSeconds: Float64Array.from(times),
    x: Float64Array.from(times, (time) => 126.5 + time / 1e6),
    y: Float64Array.from(times, () => 43.8),
  }
}
const track = (...runs: number[][]) => ({ outing: {}, runs: runs.map(run) }) as unknown as PlayedTrack
const timesOf = (line: number[]) => {
  let time = 0
  return line.filter((_, i) => i % 3 === 0).map((difference) => (time += difference))
}

describe('a line in whole numbers', () => {
  it('has the first place, then the differences', () => {
    const line = { timeSeconds: [100, 110], lon: [126.5, 126.50001], lat: [43.8, 43.79999] }
    expect(toCompactLine(line)).toEqual([100, 126_500_000, 43_800_000, 10, 10, -10])
  })

  it('is read back to a millionth of a degree, however long', () => {
    const places = fc.array(fc.record({ lon: fc.double({ min: 73, max: 135, noNaN: true }) }), {
      minLength: 1,
    })
    fc.assert(
      fc.property(places, (rows) => {
        const line = {
          timeSeconds: rows.map((_, i) => i),
          lon: rows.map(({ lon }) => lon),
          lat: rows.map(() => 40),
        }
        let lon = 0
        const numbers = toCompactLine(line)
        rows.forEach((row, i) => {
          lon += numbers[i * 3 + 1]!
          expect(Math.abs(lon / 1e6 - row.lon)).toBeLessThan(6e-7)
        })
      }),
    )
  })
})

describe('what is played back', () => {
  it('is cut to the window, run by run; what has no segment in it is left out', () => {
    const { outings, everySeconds } = playedRuns(
      [track([0, 10, 20, 30], [100, 110]), track([0, 10]), track([25, 200])],
      15,
      105,
    )
    expect(everySeconds).toBe(0)
    expect(outings.map(({ runs }) => runs.map(timesOf))).toEqual([[[20, 30]]])
  })

  it('keeps ends and an even rhythm where there is more than can be played', () => {
    const times = Array.from({ length: 101 }, (_, i) => i * 10)
    const { outings, everySeconds } = playedRuns([track(times)], 0, 2000, 20)
    expect(everySeconds).toBe(50)
    expect(timesOf(outings[0]!.runs[0]!)).toEqual(Array.from({ length: 21 }, (_, i) => i * 50))
  })
})
