import { wkbReader } from './wkb.ts'

const pointType = 1
const polygonType = 3
const bytesPerPosition = 16

/** Vertices in order; of a polygon's ring the last is the first again. */
export interface Ring {
  readonly x: Float64Array
  readonly y: Float64Array
}

/**
 * Reads the ISO WKB of a POLYGON, outer ring first, or of a POINT as one ring of one vertex, in the coordinates of the file.
 *
 * @throws RangeError when it is another geometry.
 */
export function ringsOfWkb(wkb: Buffer): Ring[] {
  const reader = wkbReader(wkb)
  const { view } = reader
  const littleEndian = view.getUint8(0) === 1
  const type = view.getUint32(1, littleEndian)
  reader.offset = 5
  const readRing = (count: number): Ring => {
    const x = new Float64Array(count)
    const y = new Float64Array(count)
    for (let vertex = 0; vertex < count; vertex++) {
      x[vertex] = view.getFloat64(reader.offset, littleEndian)
      y[vertex] = view.getFloat64(reader.offset + 8, littleEndian)
      reader.offset += bytesPerPosition
    }
    return { x, y }
  }
  const readCount = (): number => {
    const count = view.getUint32(reader.offset, littleEndian)
    reader.offset += 4
    return count
  }
  if (type === pointType) return [readRing(1)]
  if (type !== polygonType) throw new RangeError(`WKB type ${type} where a polygon or point was expected`)
  return Array.from({ length: readCount() }, () => readRing(readCount()))
}
