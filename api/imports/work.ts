import { Problem } from '../http/problem.ts'
import type { ImportDetail } from './contract.ts'

type Progress = NonNullable<ImportDetail['progress']>

/** The long work under way on each import of this process: one at a time, with a figure to show. */
export class ImportWork {
  readonly #running = new Map<number, Progress>()

  progressOf(importId: number): Progress | null {
    return this.#running.get(importId) ?? null
  }

  /** @throws Problem 409 while other work on the same import is under way */
  async run<T>(
    importId: number,
    step: Progress['step'],
    totalCount: number,
    work: (onProgress: (doneCount: number) => void) => Promise<T>,
  ): Promise<T> {
    if (this.#running.has(importId)) {
      throw new Problem({
        status: 409,
        name: 'import-busy',
        title: { zh: '这次导入正在处理中', en: 'This import is being worked on' },
        detail: { zh: '请等它完成后再试。', en: 'Wait until it is done, then try again.' },
      })
    }
    const progress = { step, doneCount: 0, totalCount }
    this.#running.set(importId, progress)
    try {
      return await work((doneCount) => {
        progress.doneCount = Math.min(doneCount, totalCount)
      })
    } finally {
      this.#running.delete(importId)
    }
  }
}
