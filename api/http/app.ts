import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import compression from 'compression'
import express, { type ErrorRequestHandler, type Express } from 'express'
import helmet from 'helmet'
import { identify, requireOwnOrigin } from '../auth/identify.ts'
import { apiRoutes } from '../routes.ts'
import { forgetVersionsAfterWrites } from '../../tiles/layer-versions.ts'
import { tileRoutes } from '../../tiles/router.ts'
import type { ApiContext } from './context.ts'
import { problemOfDatabaseError } from './database-problem.ts'
import { healthRoutes } from './health.ts'
import { notFound, Problem } from './problem.ts'
import { languageOf, requestIdOf } from './serve.ts'
import { problemEvents } from './serve-with-progress.ts'

/** The whole HTTP application: health, API, tiles and the built client. */
export function createApp(context: ApiContext, clientFolder: string): Express {
  const app = express()
  app.disable('x-powered-by')
  app.set('trust proxy', context.environment.trustProxy ?? false)
  app.set('query parser', 'simple')
  app.set('etag', 'strong')

  app.use((req, res, next) => {
    const requestId = randomUUID()
    res.locals['requestId'] = requestId
    res.setHeader('X-Request-Id', requestId)
    const startedAt = performance.now()
    res.on('finish', () => {
      context.log.debug(
        {
          requestId,
          method: req.method,
          path: req.path,
          status: res.statusCode,
          milliseconds: Math.round(performance.now() - startedAt),
        },
        'request',
      )
    })
    next()
  })
  app.use(
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'self'"],
          scriptSrc: ["'self'"],
          styleSrc: ["'self'"],
          imgSrc: ["'self'", 'data:', 'blob:'],
          fontSrc: ["'self'"],
          connectSrc: ["'self'"],
          workerSrc: ["'self'"],
          objectSrc: ["'none'"],
          baseUri: ["'self'"],
          formAction: ["'self'"],
          frameAncestors: ["'none'"],
        },
      },
      strictTransportSecurity: context.environment.tlsCert !== undefined,
      crossOriginOpenerPolicy: context.environment.tlsCert !== undefined && { policy: 'same-origin' },
      referrerPolicy: { policy: 'same-origin' },
    }),
  )
  app.use((_req, res, next) => {
    res.setHeader('Permissions-Policy', 'camera=(), microphone=(), geolocation=(self)')
    next()
  })
  app.use(healthRoutes(context))

  app.use(['/api', '/tiles'], identify(context.sessions))
  // Tiles answer with their own compression and caching.
  app.use('/tiles', tileRoutes(context))

  // Nearly as small as the default level, in a third of the time.
  app.use(compression({ level: 3 }))
  app.use('/api', (_req, res, next) => {
    res.setHeader('Cache-Control', 'private, no-cache')
    res.vary('Cookie')
    res.vary('Authorization')
    res.vary('Accept-Language')
    next()
  })
  app.use('/api', forgetVersionsAfterWrites(context.database))
  app.use('/api', requireOwnOrigin(), express.json({ limit: '2mb' }), apiRoutes(context))
  app.use(['/api', '/tiles'], () => {
    throw notFound()
  })

  const indexFile = join(clientFolder, 'index.html')
  if (existsSync(indexFile)) {
    app.use(
      '/assets',
      express.static(join(clientFolder, 'assets'), { immutable: true, maxAge: '1y', index: false }),
    )
    app.use(express.static(clientFolder, { index: false, maxAge: 0 }))
    app.get(/^\/(?!assets\/).*/, (_req, res) => {
      res.setHeader('Cache-Control', 'no-cache')
      res.sendFile(indexFile)
    })
  }
  app.use(answerProblem(context))
  return app
}

/** Every error ends here: known problems as they are, the rest logged once and shown without detail. */
function answerProblem(context: ApiContext): ErrorRequestHandler {
  return (error: unknown, req, res, next) => {
    const events = problemEvents(res)
    if (res.headersSent && !events) {
      next(error)
      return
    }
    const requestId = requestIdOf(res)
    const problem =
      error instanceof Problem ? error : (problemOfDatabaseError(error) ?? problemOfHttpError(error))
    if (!problem)
      context.log.error({ requestId, method: req.method, path: req.path, err: error }, 'request failed')
    const shown = problem ?? unexpected
    const details = shown.toDetails(languageOf(req), requestId)
    if (events) {
      events.send('problem', details)
      events.end()
      return
    }
    res
      .status(shown.options.status)
      .set(shown.options.headers ?? {})
      .set('Cache-Control', 'private, no-cache')
      .type('application/problem+json')
      .send(JSON.stringify(details))
  }
}

const unexpected = new Problem({
  status: 500,
  name: 'unexpected',
  title: { zh: '服务器出错了', en: 'Something went wrong on the server' },
  detail: {
    zh: '请重试；若仍出错，请把请求编号告诉管理员。',
    en: 'Try again; if it persists, give the request id to the administrator.',
  },
})

/** Errors of the body parser and the router carry a status of their own. */
function problemOfHttpError(error: unknown): Problem | undefined {
  const status = error instanceof Error && 'status' in error ? Number(error.status) : undefined
  if (status === 413) {
    return new Problem({
      status,
      name: 'too-large',
      title: { zh: '内容太大', en: 'Too large' },
      detail: { zh: '请分成几次发送。', en: 'Send it in several parts.' },
    })
  }
  if (status === undefined || status < 400 || status >= 500) return undefined
  return new Problem({
    status,
    name: 'bad-request',
    title: { zh: '请求无法读取', en: 'The request could not be read' },
    detail: { zh: '请检查内容是否为有效的 JSON。', en: 'Check that it is valid JSON.' },
  })
}
