import { describe, expect, it } from 'vitest'
import {
  assessTarget,
  type Evidence,
  type PatrolTrack,
  type RequiredOccurrence,
} from '../../api/coverage/assessment.ts'
import { cleanTrack } from '../../api/coverage/cleaned-track.ts'

const nothing = new Float64Array()
const by: PatrolTrack = {
  patrolId: 1,
  unitCode: 'XL-1',
  plainClothes: false,
  track: cleanTrack({ timeSeconds: nothing, x: nothing, y: nothing }),
}
const minute = 60

/** From the first minute of the occurrence to the second. */
const times = (from: number, to: number) => ({
  by,
  fromSeconds: from * minute,
  toSeconds: to * minute,
  midSeconds: ((from + to) / 2) * minute,
})

const pass = (from: number, to: number, complete: boolean) => ({
  ...times(from, to),
  direction: 'forward' as const,
  coveredShare: complete ? 1 : 0.5,
  coveredIntervals: [],
  complete,
})

const visit = (from: number, to: number) => ({
  ...times(from, to),
  dwellSeconds: (to - from) * minute,
  insideSeconds: (to - from) * minute,
  stillSeconds: 0,
  counts: true,
})

/** What one hour, long over, counts of the evidence. */
function done(measure: string, evidence: Partial<Evidence>): number {
  const hour: RequiredOccurrence = {
    day: '1970-01-01',
    slotCode: 'night',
    fromSeconds: 0,
    toSeconds: 60 * minute,
    measure,
    required: 30,
  }
  const all: Evidence = { passes: [], visits: [], rejected: [], ...evidence }
  return assessTarget([hour], all, 120 * minute).occurrences[0]!.done
}

describe('what an occurrence counts', () => {
  const together = [visit(0, 10), visit(5, 15), visit(20, 30)]

  it('adds up the dwell of every unit at a point', () => {
    expect(done('dwellMinutes', { visits: together })).toBe(30)
  })

  it('counts two units that are present together once', () => {
    expect(done('presenceMinutes', { visits: together })).toBe(25)
  })

  it('takes the time along a line for presence, also of passes that are not complete', () => {
    expect(done('presenceMinutes', { passes: [pass(0, 12, true), pass(10, 16, false)] })).toBe(16)
  })

  it('counts complete passes only, by the middle of their time', () => {
    expect(done('passes', { passes: [pass(0, 12, true), pass(20, 30, false), pass(58, 70, true)] })).toBe(1)
  })
})
