import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build, install, requireNode, root } from './prepare.mjs'

// `npm start`: everything from a fresh clone to a running application.
requireNode()
await install()
await build()
process.env['NODE_ENV'] ||= 'production'
// In this process, so that Ctrl+C and SIGTERM reach the application itself.
await import(pathToFileURL(join(root, 'dist', 'server', 'api', 'main.js')).href)
