/** Places with their time in order; parallel arrays. */
export interface TimedLine {
  timeSeconds: Float64Array | number[]
  lon: Float64Array | number[]
  lat: Float64Array | number[]
}

export interface PlaceAt {
  lon: number
  lat: number
  /** Degrees from north, clockwise; null where it stands. */
  bearing: number | null
}

/** Reads the whole numbers of `compactLine` (api/live/contract.ts). */
export function fromCompactLine(numbers: readonly number[]): TimedLine {
  const count = Math.floor(numbers.length / 3)
  const line = {
    timeSeconds: new Float64Array(count),
    lon: new Float64Array(count),
    lat: new Float64Array(count),
  }
  let [time, lon, lat] = [0, 0, 0]
  for (let i = 0; i < count; i++) {
    time += numbers[i * 3]!
    lon += numbers[i * 3 + 1]!
    lat += numbers[i * 3 + 2]!
    line.timeSeconds[i] = time
    line.lon[i] = lon / 1e6
    line.lat[i] = lat / 1e6
  }
  return line
}

/** Index of the last place at or before the moment, -1 when there is none. */
export function indexAt(timeSeconds: ArrayLike<number>, seconds: number): number {
  let low = 0
  let high = timeSeconds.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (timeSeconds[middle]! <= seconds) low = middle + 1
    else high = middle
  }
  return low - 1
}

/** Below this nobody has moved: the receiver scatters. About two metres. */
const stillDegrees = 2e-5

/** Where the line is at a moment, between its places by time; null before its start and after its end. */
export function placeAt({ timeSeconds, lon, lat }: TimedLine, seconds: number): PlaceAt | null {
  const i = indexAt(timeSeconds, seconds)
  if (i < 0 || seconds > timeSeconds[timeSeconds.length - 1]!) return null
  if (i === timeSeconds.length - 1) return { lon: lon[i]!, lat: lat[i]!, bearing: null }
  const share = (seconds - timeSeconds[i]!) / (timeSeconds[i + 1]! - timeSeconds[i]!)
  return {
    lon: lon[i]! + (lon[i + 1]! - lon[i]!) * share,
    lat: lat[i]! + (lat[i + 1]! - lat[i]!) * share,
    bearing: bearingOf([lon[i]!, lat[i]!], [lon[i + 1]!, lat[i + 1]!]),
  }
}

function bearingOf(from: [number, number], to: [number, number]): number | null {
  const east = (to[0] - from[0]) * Math.cos((from[1] * Math.PI) / 180)
  const north = to[1] - from[1]
  if (Math.hypot(east, north) < stillDegrees) return null
  return (Math.atan2(east, north) * 180) / Math.PI
}

/** The places in `[fromSeconds, toSeconds]`, with the moments of both ends between places put in. */
export function stretch(line: TimedLine, fromSeconds: number, toSeconds: number): [number, number][] {
  const { timeSeconds, lon, lat } = line
  const count = timeSeconds.length
  if (count === 0 || toSeconds < timeSeconds[0]! || fromSeconds > timeSeconds[count - 1]!) return []
  const first = placeAt(line, Math.max(fromSeconds, timeSeconds[0]!))
  const last = placeAt(line, Math.min(toSeconds, timeSeconds[count - 1]!))
  const places: [number, number][] = first ? [[first.lon, first.lat]] : []
  for (let i = indexAt(timeSeconds, fromSeconds) + 1; i < count && timeSeconds[i]! < toSeconds; i++) {
    places.push([lon[i]!, lat[i]!])
  }
  if (last) places.push([last.lon, last.lat])
  return places
}
