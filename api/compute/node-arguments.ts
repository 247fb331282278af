import { createRequire } from 'node:module'
import { extname } from 'node:path'
import { pathToFileURL } from 'node:url'

/** What Node needs on the command line of a child process or a worker that begins at this file: from sources a loader, built nothing. */
export function nodeArgumentsFor(entry: string): string[] {
  if (extname(entry) !== '.ts') return []
  return ['--import', pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href]
}
