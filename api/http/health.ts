import { Router } from 'express'
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client'
import { missingMigrations } from '../database/migrate.ts'
import type { ApiContext } from './context.ts'

/** `/healthz` the process, `/readyz` the database, `/metrics` for Prometheus. */
export function healthRoutes(context: ApiContext): Router {
  const router = Router()
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const durations = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time to answer, by method, first path segment and status',
    labelNames: ['method', 'area', 'status'],
    buckets: [0.005, 0.02, 0.1, 0.3, 1, 3, 10],
    registers: [registry],
  })
  router.use((req, res, next) => {
    const end = durations.startTimer({ method: req.method, area: areaOf(req.path) })
    res.on('finish', () => end({ status: String(res.statusCode) }))
    next()
  })
  router.get('/healthz', (_req, res) => {
    res.json({ status: 'ok' })
  })
  router.get('/readyz', async (_req, res) => {
    try {
      const missing = await missingMigrations(context.database.write)
      if (missing.length === 0) res.json({ status: 'ready', engine: context.database.engine })
      else res.status(503).json({ status: 'migrations missing', missing })
    } catch {
      res.status(503).json({ status: 'database unreachable' })
    }
  })
  router.get('/metrics', async (_req, res) => {
    res.type(registry.contentType).send(await registry.metrics())
  })
  return router
}

/** A small fixed set, so that made-up paths cannot grow the metrics. */
function areaOf(path: string): string {
  const first = path.split('/')[1] ?? ''
  return ['api', 'tiles', 'assets', 'healthz', 'readyz', 'metrics'].includes(first) ? first : 'page'
}
