import { describe, expect, it } from 'vitest'
import { cleanTrack } from '../../api/coverage/cleaned-track.ts'
import { matchGround } from '../../api/matching/match-ground.ts'
import { matchTrack } from '../../api/matching/match-track.ts'
import { buildEdgeGrid } from '../../api/streets/edge-grid.ts'
import { matchingFolder, readMatchingCases, scoreMatch } from '../bench/matching-cases.ts'

const folder = matchingFolder(process.env['XUNGE_DATA'] || '../shared/data')

describe.skipIf(!folder)('drives with a known route (Kubicka et al. 2015)', () => {
  it('are found to 99 %, with at most 2 % that was not driven', () => {
    const pooled = { trueMeters: 0, foundMeters: 0, spuriousMeters: 0 }
    for (const drive of readMatchingCases(folder!)) {
      const ground = matchGround(drive.graph, buildEdgeGrid(drive.graph))
      const score = scoreMatch(drive, matchTrack(ground, cleanTrack(drive.fixes), 'vehicle'))
      pooled.trueMeters += score.trueMeters
      pooled.foundMeters += score.foundMeters
      pooled.spuriousMeters += score.spuriousMeters
    }
    expect(pooled.foundMeters / pooled.trueMeters).toBeGreaterThanOrEqual(0.99)
    expect(pooled.spuriousMeters / pooled.trueMeters).toBeLessThanOrEqual(0.02)
  })
})
