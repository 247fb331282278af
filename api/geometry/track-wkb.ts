import type { Fixes } from '../coverage/cleaned-track.ts'
import { readWkbHeader, wkbReader } from './wkb.ts'

const multiLineStringM = 2005
const lineStringM = 2002
const bytesPerPosition = 24

/**
 * Reads the ISO WKB of a MULTILINESTRING M whose M is seconds since 1970 (as `ST_AsBinary` gives it) into parallel arrays, in the order of
 * the file, in the coordinates of the file. `resumed` is 1 where a line begins: what was written apart, for a pause too, stays apart.
 *
 * @throws RangeError when it is another geometry.
 */
export function fixesOfTrackWkb(wkb: Buffer): Fixes {
  const reader = wkbReader(wkb)
  const { view } = reader
  const parts = readWkbHeader(reader, multiLineStringM)
  const capacity = Math.floor(wkb.byteLength / bytesPerPosition)
  const timeSeconds = new Float64Array(capacity)
  const x = new Float64Array(capacity)
  const y = new Float64Array(capacity)
  const resumed = new Uint8Array(capacity)
  let count = 0
  for (let part = 0; part < parts.count; part++) {
    const line = readWkbHeader(reader, lineStringM)
    resumed[count] = 1
    for (let position = 0; position < line.count; position++) {
      x[count] = view.getFloat64(reader.offset, line.littleEndian)
      y[count] = view.getFloat64(reader.offset + 8, line.littleEndian)
      timeSeconds[count] = view.getFloat64(reader.offset + 16, line.littleEndian)
      reader.offset += bytesPerPosition
      count++
    }
  }
  return {
    timeSeconds: timeSeconds.slice(0, count),
    x: x.slice(0, count),
    y: y.slice(0, count),
    resumed: resumed.slice(0, count),
  }
}

/**
 * The same with each line string by itself: the unbroken runs of the track.
 *
 * @throws RangeError when it is another geometry.
 */
export function runsOfTrackWkb(wkb: Buffer): Fixes[] {
  const reader = wkbReader(wkb)
  const parts = readWkbHeader(reader, multiLineStringM)
  return Array.from({ length: parts.count }, () => {
    const line = readWkbHeader(reader, lineStringM)
    const run: Fixes = {
      timeSeconds: new Float64Array(line.count),
      x: new Float64Array(line.count),
      y: new Float64Array(line.count),
    }
    for (let i = 0; i < line.count; i++, reader.offset += bytesPerPosition) {
      run.x[i] = reader.view.getFloat64(reader.offset, line.littleEndian)
      run.y[i] = reader.view.getFloat64(reader.offset + 8, line.littleEndian)
      run.timeSeconds[i] = reader.view.getFloat64(reader.offset + 16, line.littleEndian)
    }
    return run
  })
}
