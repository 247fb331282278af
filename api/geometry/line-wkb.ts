import { readWkbHeader, wkbReader } from './wkb.ts'

const lineString = 2
const bytesPerPosition = 16

/**
 * Reads the ISO WKB of a LINESTRING into parallel arrays, in the coordinates of the file.
 *
 * @throws RangeError when it is another geometry.
 */
export function verticesOfLineWkb(wkb: Buffer): { x: Float64Array; y: Float64Array } {
  const reader = wkbReader(wkb)
  const { count, littleEndian } = readWkbHeader(reader, lineString)
  const x = new Float64Array(count)
  const y = new Float64Array(count)
  for (let vertex = 0; vertex < count; vertex++) {
    x[vertex] = reader.view.getFloat64(reader.offset, littleEndian)
    y[vertex] = reader.view.getFloat64(reader.offset + 8, littleEndian)
    reader.offset += bytesPerPosition
  }
  return { x, y }
}
