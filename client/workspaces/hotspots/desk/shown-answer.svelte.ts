import type { AnalysisReport } from '../../../../api/analyses/report/contract.ts'

export interface ShownAnswer {
  /** The result in plain words, then what the reader has to keep in mind. */
  sentences: readonly string[]
  tables?: AnalysisReport['tables']
}

/** What the question that is open now says, for whoever saves it as a file. */
class ShownAnswerState {
  #answer = $state.raw<ShownAnswer | null>(null)

  get current(): ShownAnswer | null {
    return this.#answer
  }

  put(answer: ShownAnswer | null): void {
    this.#answer = answer
  }
}

export const shownAnswer = new ShownAnswerState()
