import type { Database } from '../database/connect.ts'

/** How far this process has come with what it computes again; tracks are what takes time. */
export interface Progress {
  doneCount: number
  totalCount: number
}

const progresses = new WeakMap<Database, Progress>()

/** Null while this process computes nothing again. */
export function summaryProgress(database: Database): Progress | null {
  return progresses.get(database) ?? null
}

export function reportProgress(database: Database, progress: Progress | null): void {
  if (progress) progresses.set(database, progress)
  else progresses.delete(database)
}
