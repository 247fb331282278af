import express, { Router } from 'express'
import { absolutePath } from 'swagger-ui-dist'

const page = `<!doctype html>
<html lang="zh">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>巡格 API</title>
    <link rel="stylesheet" href="/api/docs/swagger-ui.css" />
    <link rel="icon" href="/favicon.svg" />
  </head>
  <body>
    <div id="swagger-ui"></div>
    <script src="/api/docs/swagger-ui-bundle.js"></script>
    <script src="/api/docs/start.js"></script>
  </body>
</html>
`

const start = `window.SwaggerUIBundle({
  url: '/api/v1/openapi.json',
  dom_id: '#swagger-ui',
  deepLinking: true,
  filter: true,
  docExpansion: 'none',
  validatorUrl: null,
})
`

/** The readable OpenAPI page at `/api/docs`, served whole from this server. */
export function documentationPage(): Router {
  const router = Router()
  router.get('/', (_req, res) => {
    res.type('html').send(page)
  })
  router.get('/start.js', (_req, res) => {
    res.type('text/javascript').send(start)
  })
  router.use(express.static(absolutePath(), { index: false, maxAge: '1d' }))
  return router
}
