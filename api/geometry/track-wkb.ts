import type { Fixes } from '../coverage/cleaned-track.ts'

const multiLineStringM = 2005
const lineStringM = 2002
const bytesPerPosition = 24

/**
 * Reads the ISO WKB of a MULTILINESTRING M whose M is seconds since 1970 (as `ST_AsBinary` gives it) into parallel arrays, in the order of
 * the file, in the coordinates of the file.
 *
 * @throws RangeError when it is another geometry.
 */
export function fixesOfTrackWkb(wkb: Buffer): Fixes {
  const view = new DataView(wkb.buffer, wkb.byteOffset, wkb.byteLength)
  const read = { offset: 0 }
  const parts = readHeader(view, read, multiLineStringM)
  const capacity = Math.floor(wkb.byteLength / bytesPerPosition)
  const timeSeconds = new Float64Array(capacity)
  const x = new Float64Array(capacity)
  const y = new Float64Array(capacity)
  let count = 0
  for (let part = 0; part < parts.count; part++) {
    const line = readHeader(view, read, lineStringM)
    for (let position = 0; position < line.count; position++) {
      x[count] = view.getFloat64(read.offset, line.littleEndian)
      y[count] = view.getFloat64(read.offset + 8, line.littleEndian)
      timeSeconds[count] = view.getFloat64(read.offset + 16, line.littleEndian)
      read.offset += bytesPerPosition
      count++
    }
  }
  return { timeSeconds: timeSeconds.slice(0, count), x: x.slice(0, count), y: y.slice(0, count) }
}

function readHeader(view: DataView, read: { offset: number }, expectedType: number) {
  const littleEndian = view.getUint8(read.offset) === 1
  const type = view.getUint32(read.offset + 1, littleEndian)
  if (type !== expectedType) throw new RangeError(`WKB type ${type} where ${expectedType} was expected`)
  const count = view.getUint32(read.offset + 5, littleEndian)
  read.offset += 9
  return { littleEndian, count }
}
