import type { Request, RequestHandler, Response, Router } from 'express'
import { z } from 'zod'
import type { Viewer } from '../auth/viewer.ts'
import type { Language, Operation } from './contract.ts'
import { notSignedIn, Problem } from './problem.ts'

/** What a handler is given: input parsed by the contract, and who asks. */
export interface Call<P, Q, B> {
  params: P
  query: Q
  body: B
  /** The signed-in viewer; on public operations reading it throws 401. */
  viewer: Viewer
  language: Language
  requestId: string
  /** The account or token name, for audit. */
  actor: string
  req: Request
  res: Response
}

/** Language of the answer: `Accept-Language`, Chinese unless English comes first. */
export function languageOf(req: Request): Language {
  return req.acceptsLanguages('zh', 'en') === 'en' ? 'en' : 'zh'
}

export function requestIdOf(res: Response): string {
  return res.locals['requestId'] as string
}

export function viewerOf(res: Response): Viewer {
  const viewer = res.locals['viewer'] as Viewer | undefined
  if (!viewer) throw notSignedIn()
  return viewer
}

/** The schema library's own words in both languages. */
const schemaMessages = { zh: z.locales.zhCN().localeError, en: z.locales.en().localeError }

function parse<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
  where: string,
  language: Language,
): z.infer<Schema> {
  const result = schema.safeParse(input, { error: schemaMessages[language] })
  if (result.success) return result.data
  const errors = result.error.issues.map((issue) => ({
    field: issue.path.join('.') || where,
    message: issue.message,
  }))
  const field = errors[0]?.field ?? where
  throw new Problem({
    status: 400,
    name: 'invalid-input',
    title: { zh: `“${field}”的值不正确`, en: `The value of "${field}" is not acceptable` },
    detail: {
      zh: `请检查后重试：${errors.map((error) => `${error.field}：${error.message}`).join('；')}`,
      en: `Check it and try again: ${errors.map((error) => `${error.field}: ${error.message}`).join('; ')}`,
    },
    field,
    extra: { errors },
  })
}

/** Express route path of an operation: `/grids/{id}` becomes `/grids/:id`. */
function expressPath(path: string): string {
  return path.replace(/\{(\w+)\}/g, ':$1')
}

/**
 * Serves one operation: parses the input by its contract, requires a viewer unless public, sends the result as JSON.
 * A handler that has answered by itself (a file, a stream) returns undefined after `res.end`.
 */
export function serve<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType>(
  router: Router,
  operation: Operation<P, Q, B, R>,
  handle: (call: Call<z.infer<P>, z.infer<Q>, z.infer<B>>) => Promise<z.input<R>>,
): void {
  const hasParams = !isEmptySchema(operation.params)
  const hasQuery = !isEmptySchema(operation.query)
  const hasBody = !isEmptySchema(operation.body)
  const handler: RequestHandler = async (req, res) => {
    if (!operation.public && !operation.unitToken) viewerOf(res)
    const language = languageOf(req)
    const result = await handle({
      params: parse(operation.params, hasParams ? req.params : undefined, 'path', language),
      query: parse(operation.query, hasQuery ? req.query : undefined, 'query', language),
      body: parse(operation.body, hasBody ? req.body : undefined, 'body', language),
      get viewer() {
        return viewerOf(res)
      },
      language,
      requestId: requestIdOf(res),
      get actor() {
        return res.locals['actor'] as string
      },
      req,
      res,
    })
    if (res.headersSent || res.writableEnded) return
    res.status(operation.status)
    if (operation.status === 204) res.end()
    else res.json(result)
  }
  router[operation.method](expressPath(operation.path), handler)
}

function isEmptySchema(schema: z.ZodType): boolean {
  return schema.safeParse(undefined).success && !schema.safeParse({}).success
}
