import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { alone, type BenchArea, besideReach, notRun } from './figure.ts'

/** What Vite's manifest tells of a chunk. */
interface Chunk {
  file: string
  isEntry?: boolean
  /** Chunks that are loaded with this one. */
  imports?: string[]
  /** Chunks that are loaded when asked for. */
  dynamicImports?: string[]
}

const reachKilobytes = 400
const firstView = { name: 'budget.firstViewScript', unit: 'kB gzipped', better: 'lower' } as const
const worker = { name: 'budget.mapWorker', unit: 'kB gzipped', better: 'lower' } as const
const wholeScript = { name: 'budget.allScript', unit: 'kB gzipped', better: 'lower' } as const
const built = fileURLToPath(new URL('../../dist/client/', import.meta.url))

/** The script that the first picture of the map needs, as built: the entry, what it imports, and what it asks for at once. */
export const benchBudget: BenchArea = async () => {
  const manifestFile = join(built, '.vite', 'manifest.json')
  if (!existsSync(manifestFile)) {
    const reason = 'the client is not built: npm run build'
    return [firstView, worker, wholeScript].map((figure) => notRun(figure, reason))
  }
  const manifest = JSON.parse(await readFile(manifestFile, 'utf8')) as Record<string, Chunk>
  const entries = Object.keys(manifest).filter((name) => manifest[name]?.isEntry)
  // Workers are built beside the chunks of the manifest.
  const files = (await readdir(join(built, 'assets'))).map((file) => `assets/${file}`)
  const isScript = (file: string): boolean => /\.m?js$/.test(file)
  const isWorker = (file: string): boolean => /worker/.test(file)
  const needed = [...filesOf(manifest, entries)].filter((file) => isScript(file) && !isWorker(file))
  return [
    besideReach(firstView, await gzippedKilobytes(needed), reachKilobytes),
    alone(worker, await gzippedKilobytes(files.filter((file) => isScript(file) && isWorker(file)))),
    alone(wholeScript, await gzippedKilobytes(files.filter(isScript))),
  ]
}

function filesOf(manifest: Record<string, Chunk>, names: string[]): Set<string> {
  const seen = new Set<string>()
  const visit = (name: string): void => {
    const chunk = manifest[name]
    if (!chunk || seen.has(name)) return
    seen.add(name)
    chunk.imports?.forEach(visit)
  }
  names.forEach(visit)
  return new Set([...seen].map((name) => manifest[name]?.file ?? ''))
}

async function gzippedKilobytes(files: string[]): Promise<number> {
  let bytes = 0
  for (const file of files) bytes += gzipSync(await readFile(join(built, file))).length
  return bytes / 1000
}
