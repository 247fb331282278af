import type { RequestHandler } from 'express'
import type { Database } from '../api/database/connect.ts'

/** Well under the second that a copy may be old. */
const freshForMilliseconds = 250

/**
 * How often each layer has changed, remembered for a moment.
 * Read where tiles are read, so that a lagging replica never files old content under a new version.
 */
export class LayerVersions {
  readonly #database: Database
  #versions = new Map<string, number>()
  #readAt = 0
  #reading: Promise<void> | null = null
  /** Counts the calls of `forget`, so that a read begun before one is not taken for fresh after it. */
  #generation = 0

  constructor(database: Database) {
    this.#database = database
  }

  /** True when `versionOf` answers from a fresh copy. */
  get fresh(): boolean {
    return Date.now() - this.#readAt < freshForMilliseconds
  }

  /** Reads the versions anew; several callers share one read. */
  async refresh(): Promise<void> {
    this.#reading ??= this.#read().finally(() => {
      this.#reading = null
    })
    await this.#reading
  }

  /** 0 for a layer that never changed. */
  versionOf(layer: string): number {
    return this.#versions.get(layer) ?? 0
  }

  /** After a write of this process: the next tile sees it. */
  forget(): void {
    this.#generation += 1
    this.#readAt = 0
    this.#reading = null
  }

  async #read(): Promise<void> {
    const generation = this.#generation
    const startedAt = Date.now()
    const rows = await this.#database.read.selectFrom('layerVersions').select(['layer', 'version']).execute()
    if (generation !== this.#generation) return this.#read()
    this.#versions = new Map(rows.map((row) => [row.layer, row.version]))
    this.#readAt = startedAt
  }
}

const known = new WeakMap<Database, LayerVersions>()

/** The one reader of a database's layer versions in this process. */
export function layerVersionsOf(database: Database): LayerVersions {
  let versions = known.get(database)
  if (!versions) {
    versions = new LayerVersions(database)
    known.set(database, versions)
  }
  return versions
}

/** Drops the remembered versions as soon as a write has been answered, so that its author's next tile shows it. */
export function forgetVersionsAfterWrites(database: Database): RequestHandler {
  const versions = layerVersionsOf(database)
  return (req, res, next) => {
    if (req.method !== 'GET' && req.method !== 'HEAD') res.once('finish', () => versions.forget())
    next()
  }
}
