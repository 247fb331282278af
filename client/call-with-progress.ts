import type { z } from 'zod'
import type { Operation } from '../api/http/contract.ts'
import { ApiError, errorOfProblem, type RequestOptions, send } from './api.ts'
import { eventsOf } from './event-stream.ts'
import { t } from './i18n/index.ts'

/**
 * Asks a reading operation that may take seconds and tells `report` the share that is done, 0 to 1. Aborting the signal ends the work on the server too.
 * @throws {ApiError}
 */
export async function callWithProgress<Response extends z.ZodType>(
  operation: Operation<z.ZodType, z.ZodType, z.ZodType, Response>,
  {
    query,
    signal,
    report,
  }: { query: RequestOptions['query']; signal: AbortSignal; report: (share: number) => void },
): Promise<z.infer<Response>> {
  const path = `/api/v1${operation.path}`
  const response = await send(path, {
    query,
    signal,
    headers: { accept: 'text/event-stream, application/json;q=0.9' },
  })
  const checked = (body: unknown): z.infer<Response> => {
    const answer = operation.response.safeParse(body)
    if (answer.success) return answer.data
    console.error(`${path}: the answer does not follow its contract`, answer.error.issues)
    throw new ApiError(t.frame.errors.shape, { status: response.status, type: 'client:contract' })
  }
  if (!response.headers.get('content-type')?.startsWith('text/event-stream')) {
    return checked(await response.json())
  }
  for await (const { name, data } of eventsOf(response)) {
    const body: unknown = JSON.parse(data)
    if (name === 'progress') report((body as { share: number }).share)
    if (name === 'answer') return checked(body)
    if (name === 'problem') throw errorOfProblem(body, (body as { status?: number }).status ?? 500)
  }
  signal.throwIfAborted()
  throw new ApiError(t.frame.errors.network, { status: 0 })
}
