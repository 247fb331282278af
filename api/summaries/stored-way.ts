import type { StreetPath } from '../coverage/cleaned-track.ts'

const headerBytes = 8
const doubles = 3
const isConnected = 1
const isOnStreet = 2

/**
 * A way as bytes: the number of vertices (uint32, then four bytes of nothing), all times, all eastings and all northings as doubles, then a byte for
 * each segment. Numbers are little-endian.
 */
export function storedWay({ timeSeconds, x, y, connected, onStreet }: StreetPath): Buffer {
  const count = timeSeconds.length
  const bytes = Buffer.alloc(headerBytes + doubles * 8 * count + connected.length)
  bytes.writeUInt32LE(count)
  ;[timeSeconds, x, y].forEach((values, column) => {
    Buffer.from(values.buffer, values.byteOffset, values.byteLength).copy(
      bytes,
      headerBytes + column * 8 * count,
    )
  })
  const flags = bytes.subarray(headerBytes + doubles * 8 * count)
  for (let i = 0; i < connected.length; i++)
    flags[i] = connected[i]! * isConnected + onStreet[i]! * isOnStreet
  return bytes
}

/** What `storedWay` was given, equal to the bit; sums and bounds are added up again in the same order. */
export function readWay(bytes: Buffer): StreetPath {
  const count = bytes.readUInt32LE()
  // A copy: doubles must begin at a multiple of eight bytes.
  const { buffer } = new Uint8Array(bytes)
  const column = (index: number) => new Float64Array(buffer, headerBytes + index * 8 * count, count)
  const [timeSeconds, x, y] = [column(0), column(1), column(2)]
  const flags = new Uint8Array(buffer, headerBytes + doubles * 8 * count)
  const connected = flags.map((flag) => flag & isConnected)
  const onStreet = flags.map((flag) => (flag & isOnStreet) >> 1)
  const bounds = { minX: Infinity, minY: Infinity, maxX: -Infinity, maxY: -Infinity }
  let [segmentCount, observedSeconds, unobservedSeconds, lengthMeters] = [0, 0, 0, 0]
  for (let i = 0; i < count; i++) {
    bounds.minX = Math.min(bounds.minX, x[i]!)
    bounds.minY = Math.min(bounds.minY, y[i]!)
    bounds.maxX = Math.max(bounds.maxX, x[i]!)
    bounds.maxY = Math.max(bounds.maxY, y[i]!)
    if (i === 0) continue
    const passed = timeSeconds[i]! - timeSeconds[i - 1]!
    if (connected[i - 1] === 0) {
      unobservedSeconds += passed
    } else {
      segmentCount++
      observedSeconds += passed
      lengthMeters += Math.hypot(x[i]! - x[i - 1]!, y[i]! - y[i - 1]!)
    }
  }
  return {
    timeSeconds,
    x,
    y,
    connected,
    onStreet,
    segmentCount,
    observedSeconds,
    unobservedSeconds,
    lengthMeters,
    bounds,
  }
}
