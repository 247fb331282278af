import type { Response } from 'express'

/** A listener that reads so slowly is cut off; it comes back and begins with a snapshot. */
const mostWaitingBytes = 4 * 1024 * 1024

/** Answers with server-sent events. Nothing on the way may gather or compress them, or they come late. */
export class EventStream {
  readonly #res: Response

  constructor(res: Response) {
    this.#res = res
    res.status(200)
    res.setHeader('Content-Type', 'text/event-stream; charset=utf-8')
    res.setHeader('Cache-Control', 'private, no-cache, no-transform')
    res.setHeader('X-Accel-Buffering', 'no')
    res.flushHeaders()
  }

  send(name: string, data: object): void {
    if (this.#res.writableEnded || this.#res.destroyed) return
    if (this.#res.writableLength > mostWaitingBytes) {
      this.#res.destroy()
      return
    }
    this.#res.write(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`)
  }

  end(): void {
    this.#res.end()
  }
}
