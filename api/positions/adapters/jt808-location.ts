import type { SentPosition } from '../contract.ts'

/** Up to the time; what follows are additional items that are not read. */
const locationLength = 28
const locatedFlag = 0x02
const southFlag = 0x04
const westFlag = 0x08
const degreesPerUnit = 1e-6
const metersPerSecondPerUnit = 0.1 / 3.6

/** A position of a location report, `no-fix` when the terminal has none, null when the report is too short. */
export type ReadLocation = SentPosition | 'no-fix' | null

/**
 * Reads the body of a location report (0x0200): alarm, status, latitude and longitude in millionths of a degree, height, speed in tenths of km/h,
 * direction, and the time as BCD in GMT+8.
 */
export function readLocation(body: Buffer): ReadLocation {
  if (body.length < locationLength) return null
  const status = body.readUInt32BE(4)
  if ((status & locatedFlag) === 0) return 'no-fix'
  const lat = body.readUInt32BE(8) * degreesPerUnit * ((status & southFlag) === 0 ? 1 : -1)
  const lon = body.readUInt32BE(12) * degreesPerUnit * ((status & westFlag) === 0 ? 1 : -1)
  const [year, month, day, hour, minute, second] = body.toString('hex', 22, 28).match(/../g)!
  return {
    time: `20${year}-${month}-${day}T${hour}:${minute}:${second}+08:00`,
    lon,
    lat,
    speed: body.readUInt16BE(18) * metersPerSecondPerUnit,
    bearing: body.readUInt16BE(20),
  }
}

/** The location reports of a batch (0x0704): number, kind, then each with its length; null when lengths do not fit. */
export function readLocationBatch(body: Buffer): ReadLocation[] | null {
  if (body.length < 3) return null
  const count = body.readUInt16BE(0)
  const locations: ReadLocation[] = []
  let offset = 3
  for (let i = 0; i < count; i++) {
    if (offset + 2 > body.length) return null
    const end = offset + 2 + body.readUInt16BE(offset)
    if (end > body.length) return null
    locations.push(readLocation(body.subarray(offset + 2, end)))
    offset = end
  }
  return offset === body.length ? locations : null
}
