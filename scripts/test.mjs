import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build, giveUp, install, requireNode, root } from './prepare.mjs'

// `npm test [-- path …]`: runs every test, says what it left out, ends with the line `N passed, N failed, N skipped`.
requireNode()
await install()
const { tsImport } = await import('tsx/esm/api')
const { findNativeServer } = await tsImport('../tests/database/native-cluster.ts', import.meta.url)

const chromium = [
  process.env['CHROMIUM_PATH'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((path) => path && existsSync(path))
const leftOut = [
  ...(findNativeServer() === undefined
    ? [{ zh: '原生数据库（PostGIS）测试', en: 'tests on a native PostGIS', pack: 'postgresql-15-postgis-3' }]
    : []),
  ...(chromium === undefined ? [{ zh: '浏览器测试', en: 'browser tests', pack: 'chromium' }] : []),
]
const installCommand = `sudo apt-get install -y --no-install-recommends ${leftOut.map(({ pack }) => pack).join(' ')}`
const requireAll = process.env['REQUIRE_ALL'] === '1'
if (requireAll && leftOut.length > 0) {
  giveUp(
    `REQUIRE_ALL=1，但缺少${leftOut.map(({ zh }) => zh).join('、')}所需的软件：请运行 ${installCommand}`,
    `REQUIRE_ALL=1, but what ${leftOut.map(({ en }) => en).join(' and ')} need is missing: run ${installCommand}`,
  )
}
if (chromium !== undefined) await build()

const folder = await mkdtemp(join(tmpdir(), 'xunge-test-'))
const resultFile = join(folder, 'results.json')
const code = await new Promise((resolve) => {
  const vitest = spawn(
    process.execPath,
    [
      join(root, 'node_modules', 'vitest', 'vitest.mjs'),
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${resultFile}`,
      ...process.argv.slice(2),
    ],
    { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] },
  )
  vitest.once('error', () => resolve(1))
  vitest.once('exit', (exitCode) => resolve(exitCode ?? 1))
})

const counts = await count(resultFile)
await rm(folder, { recursive: true, force: true })
// An error outside any test (an unhandled rejection, a crash) is a failure too.
if (code !== 0 && counts.failed === 0) counts.failed = 1

console.log()
for (const { zh, en } of leftOut) console.log(`未运行：${zh} / Left out: ${en}`)
if (leftOut.length > 0) console.log(`安装后即可运行 / To run them, install: ${installCommand}`)
// The real data sets lie beside a checkout or not; a few tests read them when they are there.
const mayNotSkip = requireAll && existsSync(join(root, '..', 'shared', 'data'))
if (mayNotSkip && counts.skipped > 0) console.log('REQUIRE_ALL=1: 不允许跳过测试 / no test may be skipped')
console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`)
process.exitCode = counts.failed > 0 || (mayNotSkip && counts.skipped > 0) ? 1 : 0

/** Counts tests by their end; a file that could not be run at all is one failure. */
async function count(file) {
  const counted = { passed: 0, failed: 0, skipped: 0 }
  const text = await readFile(file, 'utf8').catch(() => '{"testResults":[]}')
  for (const { status, assertionResults } of JSON.parse(text).testResults) {
    for (const test of assertionResults) {
      if (test.status === 'passed' || test.status === 'failed') counted[test.status] += 1
      else counted.skipped += 1
    }
    if (status === 'failed' && !assertionResults.some((test) => test.status === 'failed')) counted.failed += 1
  }
  return counted
}
