import type { CoverageAnswer, TargetCoverage } from './contract.ts'
import { coverageOfMeasures } from './coverage-share.ts'

/** What was required of some targets together, and done. */
export function coverageSummary(targets: readonly TargetCoverage[]): CoverageAnswer['summary'] {
  const required = targets.reduce((sum, target) => sum + target.required, 0)
  const done = targets.reduce((sum, target) => sum + target.done, 0)
  const withStatus = (status: TargetCoverage['status']) =>
    targets.filter((target) => target.status === status).length
  return {
    coverage: coverageOfMeasures(
      targets.flatMap(({ occurrences }) => occurrences.filter(({ state }) => state === 'over')),
    ),
    required,
    completed: done,
    targets: targets.length,
    missed: withStatus('missed'),
    partly: withStatus('partly'),
    done: withStatus('done'),
    due: withStatus('due'),
    gaps: targets.reduce((sum, target) => sum + target.gapCount, 0),
  }
}
