/** Where the reading of a well-known binary stands. */
export interface WkbReader {
  readonly view: DataView
  offset: number
}

export function wkbReader(wkb: Buffer): WkbReader {
  return { view: new DataView(wkb.buffer, wkb.byteOffset, wkb.byteLength), offset: 0 }
}

/**
 * Reads byte order, type and the number of parts or positions.
 *
 * @throws RangeError when it is another geometry than expected.
 */
export function readWkbHeader(
  reader: WkbReader,
  expectedType: number,
): { littleEndian: boolean; count: number } {
  const { view, offset } = reader
  const littleEndian = view.getUint8(offset) === 1
  const type = view.getUint32(offset + 1, littleEndian)
  if (type !== expectedType) throw new RangeError(`WKB type ${type} where ${expectedType} was expected`)
  reader.offset += 9
  return { littleEndian, count: view.getUint32(offset + 5, littleEndian) }
}
