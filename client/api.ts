import { z } from 'zod'
import type { Operation } from '../api/http/contract.ts'
import { t } from './i18n/index.ts'
import { language } from './state/language.svelte.ts'

const problemSchema = z.object({
  type: z.string().default('about:blank'),
  title: z.string().default(''),
  detail: z.string().optional(),
  status: z.number().optional(),
  field: z.string().optional(),
  requestId: z.string().optional(),
  errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
  current: z.unknown().optional(),
})

/** What went wrong, in one sentence a person can act on. */
export class ApiError extends Error {
  readonly status: number
  readonly type: string
  /** The field at fault, for forms. */
  readonly field: string | undefined
  /** What the administrator needs to find the log line. */
  readonly requestId: string | undefined
  /** Every field at fault with its message, where the input did not follow its contract. */
  readonly errors: readonly { field: string; message: string }[]
  /** After an edit conflict: the record as somebody else left it. */
  readonly current: unknown
  /** Whether the same request may succeed when sent again. */
  readonly retryable: boolean

  constructor(
    message: string,
    facts: {
      status: number
      type?: string
      field?: string
      requestId?: string
      errors?: readonly { field: string; message: string }[]
      current?: unknown
    },
  ) {
    super(message)
    this.name = 'ApiError'
    this.status = facts.status
    this.type = facts.type ?? 'about:blank'
    this.field = facts.field
    this.requestId = facts.requestId
    this.errors = facts.errors ?? []
    this.current = facts.current
    this.retryable = facts.status === 0 || facts.status === 429 || facts.status >= 500
  }
}

export interface RequestOptions {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Sent as JSON; a `FormData`, `Blob` or `string` goes as it is. */
  body?: unknown
  /** Left out where `undefined`, `null` or empty; lists are joined with commas. */
  query?: Record<string, string | number | boolean | readonly (string | number)[] | null | undefined>
  headers?: Record<string, string>
  signal?: AbortSignal
}

let signedOutListener: () => void = () => undefined

/** Called when the server says the session is over. */
export function onSignedOut(listener: () => void): void {
  signedOutListener = listener
}

/** `/api/v1/cases` + `{ from, category }` -> `/api/v1/cases?from=…&category=…`. */
export function addressOf(path: string, query: RequestOptions['query'] = {}): string {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || value === null || value === '') continue
    if (Array.isArray(value) && value.length === 0) continue
    parameters.set(name, Array.isArray(value) ? value.join(',') : String(value))
  }
  const text = parameters.toString()
  return text ? `${path}?${text}` : path
}

/** The error of a problem that the server told, in an answer or in an event. */
export function errorOfProblem(body: unknown, status: number, requestId?: string): ApiError {
  const parsed = problemSchema.safeParse(body)
  const problem = parsed.success ? parsed.data : undefined
  return new ApiError(problem?.detail || problem?.title || t.frame.errors.server, {
    status,
    type: problem?.type,
    field: problem?.field,
    requestId: problem?.requestId ?? requestId,
    errors: problem?.errors,
    current: problem?.current,
  })
}

async function problemFrom(response: Response): Promise<ApiError> {
  const requestId = response.headers.get('x-request-id') ?? undefined
  return errorOfProblem(await response.json().catch(() => null), response.status, requestId)
}

/**
 * Sends one request to the own server.
 * @throws {ApiError} for every answer that is not a success, and when the server cannot be reached
 * @throws {DOMException} `AbortError` when `signal` ends it
 */
export async function send(path: string, options: RequestOptions = {}): Promise<Response> {
  const { method = 'GET', body, query, headers, signal } = options
  const raw =
    body === undefined || body instanceof FormData || body instanceof Blob || typeof body === 'string'
  let response: Response
  try {
    response = await fetch(addressOf(path, query), {
      method,
      body: raw ? (body as BodyInit | undefined) : JSON.stringify(body),
      headers: {
        accept: 'application/json',
        'accept-language': language.tag,
        ...(raw ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      signal,
      credentials: 'same-origin',
    })
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new ApiError(t.frame.errors.network, { status: 0 })
  }
  if (response.ok) return response
  const problem = await problemFrom(response)
  if (response.status === 401 && path !== '/api/v1/sessions') signedOutListener()
  throw problem
}

/** Sends a request and reads the JSON answer by a schema. Prefer `call` where there is an operation. */
export async function request<Schema extends z.ZodType>(
  schema: Schema,
  path: string,
  options?: RequestOptions,
): Promise<z.infer<Schema>> {
  const response = await send(path, options)
  const answer = schema.safeParse(response.status === 204 ? undefined : await response.json())
  if (answer.success) return answer.data
  console.error(`${path}: the answer does not follow its contract`, answer.error.issues)
  throw new ApiError(t.frame.errors.shape, { status: response.status, type: 'client:contract' })
}

/**
 * Calls an operation of `api/<concept>/contract.ts`, typed from the same object the server serves:
 * `await call(readGrid, { params: { id: 7 } })`. Query values are sent as text; lists joined with commas.
 * @throws {ApiError}
 */
export async function call<
  Params extends z.ZodType,
  Query extends z.ZodType,
  Body extends z.ZodType,
  Response extends z.ZodType,
>(
  operation: Operation<Params, Query, Body, Response>,
  input: {
    params?: Record<string, string | number>
    query?: RequestOptions['query']
    body?: z.input<Body>
    headers?: Record<string, string>
    signal?: AbortSignal
  } = {},
): Promise<z.infer<Response>> {
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String(input.params?.[name] ?? '')),
  )
  return request(operation.response, `/api/v1${path}`, {
    method: operation.method.toUpperCase() as RequestOptions['method'],
    query: input.query,
    body: input.body,
    headers: input.headers,
    signal: input.signal,
  })
}

/** The message to show for anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof ApiError ? error.message : t.frame.errors.server
}
