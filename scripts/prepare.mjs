import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** What start, test and dev have in common: dependencies installed, client and server built, progress in plain words. */

export const root = dirname(dirname(fileURLToPath(import.meta.url)))

const oldestNode = 20
const builtFrom = [
  'client',
  'api',
  'tiles',
  'migrations',
  'seed',
  'package.json',
  'package-lock.json',
  'vite.config.ts',
  'vite.server.config.ts',
  'svelte.config.js',
  'tsconfig.json',
]
const installedStamp = join(root, 'node_modules', '.xunge-installed')
const builtStamp = join(root, 'dist', 'built-from')

/** Says in both languages why it cannot go on, and ends with code 1. */
export function giveUp(zh, en) {
  console.error(`\n无法继续：${zh}\nCannot go on: ${en}\n`)
  process.exit(1)
}

/** Ends with a clear sentence on a Node.js that is too old. */
export function requireNode() {
  const major = Number(process.versions.node.split('.')[0])
  if (major >= oldestNode) return
  giveUp(
    `Node.js 版本是 ${process.versions.node}，需要 ${oldestNode} 或更高：请从 https://nodejs.org 安装。`,
    `Node.js is ${process.versions.node}, ${oldestNode} or later is needed: install it from https://nodejs.org.`,
  )
}

/** Runs a command; its output appears only if it fails. Answers whether it succeeded. */
async function runQuietly(command, args, options = {}) {
  const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], ...options })
  const output = []
  child.stdout.on('data', (data) => output.push(data))
  child.stderr.on('data', (data) => output.push(data))
  const code = await new Promise((resolve) => {
    child.once('error', (error) => {
      output.push(Buffer.from(String(error)))
      resolve(1)
    })
    child.once('close', resolve)
  })
  if (code !== 0) process.stderr.write(Buffer.concat(output))
  return code === 0
}

/** Prints what is being done and how long it took. */
async function step(zh, en, work) {
  process.stdout.write(`${zh} … / ${en} … `)
  const start = Date.now()
  const succeeded = await work()
  console.log(succeeded ? `${((Date.now() - start) / 1000).toFixed(1)} s` : '')
  return succeeded
}

/** Installs the locked dependencies if they are missing or older than the lock file. */
export async function install() {
  const lock = readFileSync(join(root, 'package-lock.json'))
  const wanted = createHash('sha256').update(lock).digest('hex')
  if (isInstalled(wanted)) return
  const installed = await step('正在安装依赖', 'Installing packages', () =>
    runQuietly('npm', ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'], {
      shell: process.platform === 'win32',
    }),
  )
  if (!installed) {
    giveUp(
      '依赖安装失败：请检查网络，或用 npm config set registry 设置可访问的镜像后重试。',
      'Installing packages failed: check the network, or set a reachable registry with npm config set registry, and try again.',
    )
  }
  writeFileSync(installedStamp, wanted)
}

function isInstalled(wanted) {
  if (existsSync(installedStamp) && readFileSync(installedStamp, 'utf8') === wanted) return true
  const byHand = join(root, 'node_modules', '.package-lock.json')
  return existsSync(byHand) && statSync(byHand).mtimeMs >= statSync(join(root, 'package-lock.json')).mtimeMs
}

/** Builds client and server if any source differs from what they were built from. */
export async function build() {
  const wanted = fingerprintOf(builtFrom)
  if (existsSync(builtStamp) && readFileSync(builtStamp, 'utf8') === wanted) return
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js')
  const built = await step('正在构建程序', 'Building the application', async () => {
    const results = await Promise.all([
      runQuietly(process.execPath, [vite, 'build']),
      runQuietly(process.execPath, [vite, 'build', '--config', 'vite.server.config.ts']),
    ])
    return results.every(Boolean)
  })
  if (!built) {
    giveUp(
      '构建失败：原因见上面的输出。请确认源码完整（git status），再重试。',
      'The build failed: the reason is in the output above. Make sure the sources are complete (git status) and try again.',
    )
  }
  mkdirSync(dirname(builtStamp), { recursive: true })
  writeFileSync(builtStamp, wanted)
}

function fingerprintOf(paths) {
  const hash = createHash('sha256')
  const add = (path) => {
    const full = join(root, path)
    if (!existsSync(full)) return
    if (statSync(full).isDirectory()) for (const name of readdirSync(full).sort()) add(join(path, name))
    else hash.update(path).update('\0').update(readFileSync(full))
  }
  for (const path of paths) add(path)
  return hash.digest('hex')
}
