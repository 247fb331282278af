import type { Response, Router } from 'express'
import type { z } from 'zod'
import type { Operation } from './contract.ts'
import { EventStream } from './event-stream.ts'
import { type Call, serve } from './serve.ts'

/** Who waits for an answer that takes its time. */
export interface Asker {
  /** Aborted when the asker goes away. */
  readonly signal: AbortSignal
  /** Tells the asker the share that is done, 0 to 1. */
  readonly report: (share: number) => void
}

/**
 * Serves an operation whose answer may take seconds. Whoever accepts `text/event-stream` gets an event `progress` `{ share }` for every step
 * and at the end `answer`, or `problem` with problem details; what is answered before the first step, and everybody else's answer, is plain JSON.
 */
export function serveWithProgress<
  P extends z.ZodType,
  Q extends z.ZodType,
  B extends z.ZodType,
  R extends z.ZodType,
>(
  router: Router,
  operation: Operation<P, Q, B, R>,
  handle: (call: Call<z.infer<P>, z.infer<Q>, z.infer<B>>, asker: Asker) => Promise<z.input<R>>,
): void {
  serve(router, operation, async (call) => {
    const { req, res } = call
    const gone = new AbortController()
    res.on('close', () => gone.abort())
    const mayStream = req.accepts('application/json', 'text/event-stream') === 'text/event-stream'
    let stream: EventStream | undefined
    const report = (share: number): void => {
      if (!mayStream || gone.signal.aborted) return
      stream ??= new EventStream(res)
      stream.send('progress', { share })
    }
    try {
      const answer = await handle(call, { signal: gone.signal, report })
      if (!stream) return answer
      stream.send('answer', answer as object)
      stream.end()
    } catch (error) {
      // When nobody is there to read it, it is no error.
      if (!gone.signal.aborted) {
        res.locals['problemEvents'] = stream
        throw error
      }
    }
    return undefined as z.input<R>
  })
}

/** Where the problem of a request goes that has been answered with progress. */
export function problemEvents(res: Response): EventStream | undefined {
  return res.locals['problemEvents'] as EventStream | undefined
}
