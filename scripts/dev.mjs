import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { install, requireNode, root } from './prepare.mjs'

// `npm run dev`: the API starts anew on every change (port API_PORT), the client is served by Vite and asks it.
requireNode()
await install()
const apiPort = process.env['API_PORT'] || '8081'
const tool = (...path) => join(root, 'node_modules', ...path)
const run = (args, env) =>
  spawn(process.execPath, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } })
const children = [
  run([tool('tsx', 'dist', 'cli.mjs'), 'watch', '--clear-screen=false', 'api/main.ts'], { PORT: apiPort }),
  run([tool('vite', 'bin', 'vite.js')], { API_PORT: apiPort }),
]
const stop = () => {
  for (const child of children) child.kill('SIGTERM')
}
process.once('SIGINT', stop)
process.once('SIGTERM', stop)
for (const child of children) {
  child.once('exit', (code) => {
    process.exitCode ||= code ?? 0
    stop()
  })
}
