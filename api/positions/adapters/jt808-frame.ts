/**
 * Frames of JT/T 808 (2011 and 2013 with a number of 6 bytes BCD, 2019 with a version byte and 10 bytes): 0x7e, header, body, checksum, 0x7e. Between
 * the marks 0x7e is written 0x7d 0x02 and 0x7d is written 0x7d 0x01; the checksum is the exclusive or of header and body.
 */
const mark = 0x7e
const escape = 0x7d

const bodyLengthMask = 0x03ff
const encryptionMask = 0x1c00
const partsFlag = 0x2000
const versionFlag = 0x4000

/** The longest frame of the standard is 1,023 bytes of body, header and checksum, every byte escaped. */
const longestFrame = 2 * (1023 + 21 + 1)

export interface Jt808Message {
  id: number
  /** The terminal's number, all digits as sent. */
  number: string
  /** Header of 2019, with its protocol version; null is the header before. */
  protocolVersion: number | null
  serial: number
  body: Buffer
  /** Body that this server cannot read: encrypted, or one part of several. */
  unsupported: boolean
}

/** Cuts what arrives into frames, however the network has cut it. */
export class FrameReader {
  #pending: Buffer[] = []
  #length = 0

  /** @returns the content of every frame that is complete now, without marks, still escaped; what is too long for a frame comes as it is */
  push(chunk: Buffer): Buffer[] {
    const frames: Buffer[] = []
    let start = 0
    for (let end = chunk.indexOf(mark); end !== -1; end = chunk.indexOf(mark, start)) {
      this.#keep(chunk.subarray(start, end))
      this.#flush(frames)
      start = end + 1
    }
    this.#keep(chunk.subarray(start))
    if (this.#length > longestFrame) this.#flush(frames)
    return frames
  }

  #keep(part: Buffer): void {
    if (part.length === 0) return
    this.#pending.push(part)
    this.#length += part.length
  }

  #flush(frames: Buffer[]): void {
    if (this.#length > 0) frames.push(Buffer.concat(this.#pending))
    this.#pending = []
    this.#length = 0
  }
}

/** The message of a frame's content; null when escape, length, number or checksum are wrong. */
export function messageOfFrame(content: Buffer): Jt808Message | null {
  const bytes = unescaped(content)
  if (bytes === null || bytes.length < 13 || checksum(bytes) !== 0) return null
  const attributes = bytes.readUInt16BE(2)
  const isOf2019 = (attributes & versionFlag) !== 0
  const hasParts = (attributes & partsFlag) !== 0
  const numberStart = isOf2019 ? 5 : 4
  const numberEnd = numberStart + (isOf2019 ? 10 : 6)
  const bodyStart = numberEnd + 2 + (hasParts ? 4 : 0)
  if (bytes.length !== bodyStart + (attributes & bodyLengthMask) + 1) return null
  const number = bytes.toString('hex', numberStart, numberEnd)
  if (!/^\d+$/.test(number)) return null
  return {
    id: bytes.readUInt16BE(0),
    number,
    protocolVersion: isOf2019 ? bytes[4]! : null,
    serial: bytes.readUInt16BE(numberEnd),
    body: bytes.subarray(bodyStart, -1),
    unsupported: hasParts || (attributes & encryptionMask) !== 0,
  }
}

/** The frame of a message, marks and all, in the header of the terminal it goes to. */
export function frameOfMessage({
  id,
  number,
  protocolVersion,
  serial,
  body,
}: Omit<Jt808Message, 'unsupported'>): Buffer {
  const isOf2019 = protocolVersion !== null
  const header = Buffer.alloc(isOf2019 ? 17 : 12)
  header.writeUInt16BE(id, 0)
  header.writeUInt16BE(body.length | (isOf2019 ? versionFlag : 0), 2)
  if (isOf2019) header[4] = protocolVersion
  header.write(number, isOf2019 ? 5 : 4, 'hex')
  header.writeUInt16BE(serial, header.length - 2)
  const content = Buffer.concat([header, body])
  const escaped = [mark]
  for (const byte of [...content, checksum(content)]) {
    if (byte === mark) escaped.push(escape, 0x02)
    else if (byte === escape) escaped.push(escape, 0x01)
    else escaped.push(byte)
  }
  return Buffer.from([...escaped, mark])
}

function unescaped(content: Buffer): Buffer | null {
  const bytes = Buffer.alloc(content.length)
  let length = 0
  for (let i = 0; i < content.length; i++) {
    if (content[i] !== escape) bytes[length++] = content[i]!
    else {
      const code = content[++i]
      if (code !== 0x01 && code !== 0x02) return null
      bytes[length++] = code === 0x01 ? escape : mark
    }
  }
  return bytes.subarray(0, length)
}

function checksum(bytes: Buffer): number {
  return bytes.reduce((sum, byte) => sum ^ byte, 0)
}
