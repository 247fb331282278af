import { describe, expect, it } from 'vitest'
import { verticesOfLineWkb } from '../../api/geometry/line-wkb.ts'
import { fixesOfTrackWkb } from '../../api/geometry/track-wkb.ts'
import { readWkbHeader, wkbReader } from '../../api/geometry/wkb.ts'

type Numbers = number[]

/** Byte order, type, count, and what follows. */
function geometry(
  littleEndian: boolean,
  type: number,
  count: number,
  ...parts: (Buffer | Numbers)[]
): Buffer {
  const header = Buffer.alloc(9)
  header.writeUInt8(littleEndian ? 1 : 0)
  if (littleEndian) {
    header.writeUInt32LE(type, 1)
    header.writeUInt32LE(count, 5)
  } else {
    header.writeUInt32BE(type, 1)
    header.writeUInt32BE(count, 5)
  }
  const body = parts.map((part) => {
    if (Buffer.isBuffer(part)) return part
    const numbers = Buffer.alloc(8 * part.length)
    for (const [i, value] of part.entries()) {
      if (littleEndian) numbers.writeDoubleLE(value, 8 * i)
      else numbers.writeDoubleBE(value, 8 * i)
    }
    return numbers
  })
  return Buffer.concat([header, ...body])
}

describe.each([
  ['little', true],
  ['big', false],
])('well-known binary, %s end first', (_, little) => {
  it('gives the type check and the count of a header, and stands behind it', () => {
    const reader = wkbReader(geometry(little, 2, 7))
    expect(readWkbHeader(reader, 2)).toEqual({ littleEndian: little, count: 7 })
    expect(reader.offset).toBe(9)
    expect(() => readWkbHeader(wkbReader(geometry(little, 1, 7)), 2)).toThrow(RangeError)
  })

  it('gives the vertices of a line', () => {
    const { x, y } = verticesOfLineWkb(geometry(little, 2, 3, [466_600.5, 4_829_100, 1, 2, -3, 4.25]))
    expect([...x]).toEqual([466_600.5, 1, -3])
    expect([...y]).toEqual([4_829_100, 2, 4.25])
    expect(verticesOfLineWkb(geometry(little, 2, 0)).x).toHaveLength(0)
  })

  it('refuses another geometry as a line', () => {
    expect(() => verticesOfLineWkb(geometry(little, 2002, 1, [1, 2, 3]))).toThrow(
      new RangeError('WKB type 2002 where 2 was expected'),
    )
  })

  it('gives the fixes of a track, run after run', () => {
    const runs = [geometry(little, 2002, 2, [1, 2, 100, 3, 4, 110]), geometry(little, 2002, 1, [5, 6, 300])]
    const { timeSeconds, x, y, resumed } = fixesOfTrackWkb(geometry(little, 2005, 2, ...runs))
    expect([...resumed!]).toEqual([1, 0, 1])
    expect([...timeSeconds]).toEqual([100, 110, 300])
    expect([...x]).toEqual([1, 3, 5])
    expect([...y]).toEqual([2, 4, 6])
    expect(fixesOfTrackWkb(geometry(little, 2005, 0)).x).toHaveLength(0)
  })

  it('refuses a track without times, or with another part', () => {
    expect(() => fixesOfTrackWkb(geometry(little, 5, 0))).toThrow(RangeError)
    expect(() => fixesOfTrackWkb(geometry(little, 2005, 1, geometry(little, 2, 1, [1, 2])))).toThrow(
      RangeError,
    )
  })
})
