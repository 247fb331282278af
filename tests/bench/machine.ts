import { execFile } from 'node:child_process'
import { cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { findNativeServer } from '../database/native-cluster.ts'

/** Where the figures come from. */
export interface Machine {
  cpu: string
  cores: number
  memoryGigabytes: number
  node: string
  /** The database server of the native figures. */
  engine: string
}

export async function describeMachine(): Promise<Machine> {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGigabytes: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    engine: await nativeServerVersion(),
  }
}

async function nativeServerVersion(): Promise<string> {
  const bin = findNativeServer()
  if (!bin) return 'embedded (PGlite); no native PostgreSQL with PostGIS found'
  const { stdout } = await promisify(execFile)(join(bin, 'postgres'), ['--version'])
  return stdout.trim()
}
