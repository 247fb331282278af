const sslRequest = 80877103
const gssRequest = 80877104
const cancelRequest = 80877102
const syncType = 0x53
const flushType = 0x48
const queryType = 0x51
const functionCallType = 0x46
const terminateType = 0x58
const readyType = 0x5a
const headLength = 5

/** What a client sent, as far as the embedded server must tell it apart. `batch` holds one or more whole messages. */
export type WireMessage =
  | { kind: 'encryptionRequest' }
  | { kind: 'cancelRequest' }
  | { kind: 'terminate' }
  | { kind: 'startup'; bytes: Uint8Array }
  | { kind: 'batch'; bytes: Uint8Array; lastType: number }

/** Cuts the bytes of a PostgreSQL client (protocol 3.0) into batches that end with Sync, Flush, a simple query or a function call. */
export class WireReader {
  #chunks: Buffer[] = []
  #length = 0
  #started = false
  /** Bytes at the front that are whole messages of a batch not ended yet. */
  #batchLength = 0

  push(chunk: Buffer): void {
    this.#chunks.push(chunk)
    this.#length += chunk.length
  }

  /** The next complete batch, or nothing until more bytes arrive. */
  next(): WireMessage | undefined {
    return this.#started ? this.#nextBatch() : this.#nextStartup()
  }

  #nextStartup(): WireMessage | undefined {
    if (this.#length < 8) return undefined
    const head = this.#joined()
    const length = head.readInt32BE(0)
    const code = head.readInt32BE(4)
    if (this.#length < length) return undefined
    const bytes = this.#take(length)
    if (code === sslRequest || code === gssRequest) return { kind: 'encryptionRequest' }
    if (code === cancelRequest) return { kind: 'cancelRequest' }
    this.#started = true
    return { kind: 'startup', bytes }
  }

  #nextBatch(): WireMessage | undefined {
    while (this.#length >= this.#batchLength + 5) {
      const type = this.#byteAt(this.#batchLength)
      const end = this.#batchLength + 1 + this.#int32At(this.#batchLength + 1)
      if (this.#length < end) return undefined
      this.#batchLength = end
      if (type === terminateType) {
        this.#take(end)
        this.#batchLength = 0
        return { kind: 'terminate' }
      }
      if (type === flushType || readyBatchEnd(type)) {
        this.#batchLength = 0
        return { kind: 'batch', bytes: this.#take(end), lastType: type }
      }
    }
    return undefined
  }

  #byteAt(offset: number): number {
    let rest = offset
    for (const chunk of this.#chunks) {
      if (rest < chunk.length) return chunk[rest] ?? 0
      rest -= chunk.length
    }
    return 0
  }

  #int32At(offset: number): number {
    return (
      (this.#byteAt(offset) << 24) |
      (this.#byteAt(offset + 1) << 16) |
      (this.#byteAt(offset + 2) << 8) |
      this.#byteAt(offset + 3)
    )
  }

  #joined(): Buffer {
    const joined = this.#chunks.length === 1 ? this.#chunks[0] : undefined
    if (joined !== undefined) return joined
    const all = Buffer.concat(this.#chunks)
    this.#chunks = [all]
    return all
  }

  #take(length: number): Uint8Array {
    const all = this.#joined()
    this.#chunks = length < all.length ? [all.subarray(length)] : []
    this.#length -= length
    return new Uint8Array(all.subarray(0, length))
  }
}

/**
 * Passes the engine's answer to one batch on, with ReadyForQuery once, at the end of a complete batch.
 *
 * After an error in an extended batch the engine sends it at once and again at Sync. A client would take the second one for the end of
 * its next query and answer that with no rows.
 */
export class AnswerFilter {
  readonly #send: (data: Buffer) => void
  /** The head (type and length) of the message that begins, as far as it arrived. */
  #head: Buffer = Buffer.alloc(0)
  /** Bytes of the message under way that are still to come after its head. */
  #rest = 0
  #isReady = false
  #ready: Buffer = Buffer.alloc(0)

  constructor(send: (data: Buffer) => void) {
    this.#send = send
  }

  push(data: Uint8Array): void {
    const kept: Buffer[] = []
    const bytes = Buffer.from(data)
    let offset = 0
    while (offset < bytes.length) {
      if (this.#rest === 0) {
        const part = bytes.subarray(offset, offset + headLength - this.#head.length)
        offset += part.length
        this.#head = Buffer.concat([this.#head, part])
        if (this.#head.length < headLength) break
        this.#rest = this.#head.readInt32BE(1) - 4
        this.#isReady = this.#head[0] === readyType
        if (this.#isReady) this.#ready = this.#head
        else kept.push(this.#head)
        this.#head = Buffer.alloc(0)
      }
      const part = bytes.subarray(offset, offset + this.#rest)
      offset += part.length
      this.#rest -= part.length
      if (this.#isReady) this.#ready = Buffer.concat([this.#ready, part])
      else kept.push(part)
    }
    if (kept.length > 0) this.#send(Buffer.concat(kept))
  }

  /** Ends the batch: a complete one is answered with the last ReadyForQuery. */
  end(complete: boolean): void {
    if (complete && this.#ready.length > 0) this.#send(this.#ready)
  }
}

/** Whether a message of this type ends a batch so that the server answers ReadyForQuery. */
export function readyBatchEnd(type: number): boolean {
  return type === syncType || type === queryType || type === functionCallType
}

/** Sync: ends an extended batch. */
export const syncMessage = Buffer.from([syncType, 0, 0, 0, 4])

/** A simple query message. */
export function queryMessage(sql: string): Buffer {
  const text = Buffer.from(`${sql}\0`)
  const message = Buffer.alloc(5 + text.length)
  message[0] = queryType
  message.writeInt32BE(4 + text.length, 1)
  text.copy(message, 5)
  return message
}

/** A FATAL error of the class "admin shutdown", as PostgreSQL sends before it closes a connection. */
export function fatalMessage(reason: string): Buffer {
  const fields = Buffer.from(`SFATAL\0VFATAL\0C57P01\0M${reason}\0\0`)
  const head = Buffer.alloc(5)
  head[0] = 0x45
  head.writeInt32BE(4 + fields.length, 1)
  return Buffer.concat([head, fields])
}
