/** Places with their time, in order; longitude and latitude in degrees. */
export interface TimedLine {
  timeSeconds: ArrayLike<number>
  lon: ArrayLike<number>
  lat: ArrayLike<number>
}

const microdegrees = (degrees: number) => Math.round(degrees * 1e6)

/**
 * A line as `compactLine` of the contract has it: a third of the size of coordinates, and rounding does not add up.
 *
 * @param toIndex half open
 */
export function toCompactLine(line: TimedLine, fromIndex = 0, toIndex = line.timeSeconds.length): number[] {
  const numbers: number[] = []
  let before = [0, 0, 0]
  for (let i = fromIndex; i < toIndex; i++) {
    const place = [Math.round(line.timeSeconds[i]!), microdegrees(line.lon[i]!), microdegrees(line.lat[i]!)]
    numbers.push(...place.map((value, axis) => value - before[axis]!))
    before = place
  }
  return numbers
}
