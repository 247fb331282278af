import { cleanTrack } from '../../api/coverage/cleaned-track.ts'
import { matchGround } from '../../api/matching/match-ground.ts'
import { matchTrack } from '../../api/matching/match-track.ts'
import { buildEdgeGrid } from '../../api/streets/edge-grid.ts'
import { type BenchArea, besideReach, notRun, quantile } from './figure.ts'
import { matchingFolder, readMatchingCases, scoreMatch } from './matching-cases.ts'

const reach = { recall: 0.99, spurious: 0.02, fixesPerSecond: 80_000 }
const runs = 7

const recall = { name: 'matching.recall', unit: 'of the true length', better: 'higher' } as const
const spurious = { name: 'matching.spurious', unit: 'of the true length', better: 'lower' } as const
const fixesPerSecond = {
  name: 'matching.fixesPerSecond',
  unit: 'raw fixes a second',
  better: 'higher',
} as const

/** Matching of drives with a known route, pooled over all cases; the time is that of cleaning and matching, on one core. */
export const benchMatching: BenchArea = async ({ dataFolder, say }) => {
  const folder = matchingFolder(dataFolder)
  if (!folder) {
    const reason = 'no folder of *.nodes, *.arcs, *.track and *.route given by --data or XUNGE_DATA'
    return [recall, spurious, fixesPerSecond].map((figure) => notRun(figure, reason))
  }
  say(`reading ${folder}`)
  const cases = readMatchingCases(folder).map((drive) => ({
    drive,
    ground: matchGround(drive.graph, buildEdgeGrid(drive.graph)),
  }))
  const fixCount = cases.reduce((sum, { drive }) => sum + drive.fixes.x.length, 0)
  say(`matching ${fixCount} fixes of ${cases.length} cases`)
  const matchAll = () =>
    cases.map(({ drive, ground }) => matchTrack(ground, cleanTrack(drive.fixes), 'vehicle'))

  const pooled = { trueMeters: 0, foundMeters: 0, spuriousMeters: 0 }
  // The first run warms up and is not timed.
  for (const [i, matched] of matchAll().entries()) {
    const score = scoreMatch(cases[i]!.drive, matched)
    pooled.trueMeters += score.trueMeters
    pooled.foundMeters += score.foundMeters
    pooled.spuriousMeters += score.spuriousMeters
  }
  const rates: number[] = []
  for (let run = 0; run < runs; run += 1) {
    const startedAt = performance.now()
    matchAll()
    rates.push(fixCount / ((performance.now() - startedAt) / 1000))
  }
  return [
    besideReach(recall, pooled.foundMeters / pooled.trueMeters, reach.recall),
    besideReach(spurious, pooled.spuriousMeters / pooled.trueMeters, reach.spurious),
    besideReach(fixesPerSecond, quantile(rates, 0.5), reach.fixesPerSecond),
  ]
}
