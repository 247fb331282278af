import { describe, expect, it } from 'vitest'
import { assessTarget, type RequiredOccurrence } from '../../api/coverage/assessment.ts'
import { foundIn } from '../../api/coverage/found.ts'
import type { Evidence, OutingOf } from '../../api/coverage/evidence.ts'

const by: OutingOf = { patrolId: 1, unitId: 1, plainClothes: false }
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
  lengthMeters: 0,
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
  return assessTarget([hour], foundIn(all), 120 * minute).occurrences[0]!.done
}

/** Nights of an hour each, one a day from day 0; `now` is long after them. */
const nights = (...days: number[]): RequiredOccurrence[] =>
  days.map((day) => ({
    day: `1970-01-0${day + 1}`,
    slotCode: 'night',
    fromSeconds: day * 1440 * minute,
    toSeconds: (day * 1440 + 60) * minute,
    measure: 'passes',
    required: 1,
  }))
const onDay = (day: number, from: number, to: number) => [day * 1440 + from, day * 1440 + to] as const
const muchLater = 10 * 1440 * minute

describe('when it was last done', () => {
  const inNight = pass(...onDay(1, 10, 20), true)
  const atNoon = pass(...onDay(2, 700, 710), true)
  const evidence: Evidence = { passes: [inNight, atNoon], visits: [], rejected: [] }

  it('is the last time in the slots asked for, not at other hours', () => {
    expect(assessTarget(nights(1, 2), foundIn(evidence), muchLater).lastDoneSeconds).toBe(inNight.toSeconds)
    expect(assessTarget(nights(2), foundIn(evidence), muchLater).lastDoneSeconds).toBeNull()
  })

  it('may lie in the same slot before the window, and says nothing of what half runs came to', () => {
    const last = assessTarget(nights(2), foundIn(evidence), muchLater, nights(0, 1)).lastDoneSeconds
    expect(last).toBe(inNight.toSeconds)
    const half = { ...evidence, passes: [pass(...onDay(1, 10, 20), false)] }
    expect(assessTarget(nights(1), foundIn(half), muchLater).lastDoneSeconds).toBeNull()
  })
})

describe('why it fell short', () => {
  const touch = (day: number, reason: 'across' | 'tooShort') => ({ ...times(...onDay(day, 1, 2)), reason })

  it('gives each missed occurrence one reason, its best attempt, and counts occurrences and not runs', () => {
    const evidence: Evidence = {
      passes: [0, 0, 1, 1].map((day, index) => pass(...onDay(day, index, index + 5), false)),
      visits: [],
      rejected: [touch(0, 'across'), touch(2, 'across'), touch(2, 'tooShort')],
    }
    const { reasons, gapCount, occurrences } = assessTarget(
      nights(0, 1, 2, 3, 4, 5),
      foundIn(evidence),
      muchLater,
    )
    expect(reasons).toEqual([
      { reason: 'tooFar', count: 3 },
      { reason: 'partial', count: 2 },
      { reason: 'tooShort', count: 1 },
    ])
    expect(gapCount).toBe(6)
    expect(occurrences.map(({ reason }) => reason)).toEqual([
      'partial',
      'partial',
      'tooShort',
      'tooFar',
      'tooFar',
      'tooFar',
    ])
  })

  it('says so where what was done was not enough, and nothing while it runs', () => {
    const twice = nights(0, 9).map((night) => ({ ...night, required: 2 }))
    const evidence: Evidence = { passes: [pass(10, 20, true)], visits: [], rejected: [] }
    const { reasons, occurrences } = assessTarget(twice, foundIn(evidence), (9 * 1440 + 1) * minute)
    expect(reasons).toEqual([{ reason: 'tooFew', count: 1 }])
    expect(occurrences[1]!.reason).toBeNull()
  })
})

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
