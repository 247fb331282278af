import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { stopNativeCluster } from './native-cluster.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** Folder of this run's throwaway databases. */
    sceneFolder: string
  }
}

/** Gives the run a folder for throwaway databases, made when the first test asks for one; leaves nothing behind. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'xunge-scenes-'))
  project.provide('sceneFolder', folder)
  return async () => {
    await stopNativeCluster(folder)
    if (existsSync(folder)) await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}
