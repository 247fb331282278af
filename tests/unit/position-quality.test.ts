import { describe, expect, it } from 'vitest'
import { fixMarks, qualityMarks } from '../../api/positions/quality.ts'
import { isShiftSuspected } from '../../api/positions/shift.ts'

const rules = { maximumSpeedMetersPerSecond: 45, maximumGapSeconds: 120, poorAccuracyMeters: 50 }

/** One fix every ten seconds at the given metres east, or as written. */
function marksOf(
  fixes: { x: number; y?: number; time?: number; accuracy?: number | null; wrongClock?: boolean }[],
): number[] {
  return [
    ...qualityMarks(
      {
        timeSeconds: fixes.map((fix, i) => fix.time ?? i * 10),
        x: fixes.map((fix) => fix.x),
        y: fixes.map((fix) => fix.y ?? 0),
        accuracyMeters: fixes.map((fix) => fix.accuracy ?? null),
        wrongClock: fixes.map((fix) => Number(fix.wrongClock ?? false)),
      },
      rules,
    ),
  ]
}

describe('marks of fixes', () => {
  it('leave a walk alone', () => {
    expect(marksOf([0, 14, 28, 42, 56].map((x) => ({ x })))).toEqual([0, 0, 0, 0, 0])
  })

  it('find a jump away and back, of one fix or of several', () => {
    expect(marksOf([0, 14, 5000, 42, 56].map((x) => ({ x })))).toEqual([0, 0, fixMarks.jump, 0, 0])
    expect(marksOf([0, 14, 5000, 5010, 5020, 70, 84].map((x) => ({ x })))).toEqual([
      0,
      0,
      fixMarks.jump,
      fixMarks.jump,
      fixMarks.jump,
      0,
      0,
    ])
  })

  it('take a place that is never left again for true: the track breaks there', () => {
    expect(marksOf([0, 14, 5000, 5014, 5028, 5042, 5056, 5070].map((x) => ({ x })))).toEqual(Array(8).fill(0))
  })

  it('allow exactly the highest speed', () => {
    expect(marksOf([0, 450, 0].map((x) => ({ x })))).toEqual([0, 0, 0])
    expect(marksOf([0, 451, 0].map((x) => ({ x })))).toEqual([0, fixMarks.jump, 0])
  })

  it('note poor accuracy above the setting only, and nothing where the device does not say', () => {
    expect(marksOf([{ x: 0, accuracy: 50 }, { x: 14, accuracy: 51 }, { x: 28 }])).toEqual([
      0,
      fixMarks.poorAccuracy,
      0,
    ])
  })

  it('keep a wrong clock, and see no neighbour in it', () => {
    const marks = marksOf([{ x: 0 }, { x: 9000, wrongClock: true }, { x: 28 }])
    expect(marks).toEqual([0, fixMarks.clock, 0])
  })

  it('find jitter at rest, not standing still and not a walk within 20 m', () => {
    const wandering = Array.from({ length: 14 }, (_, i) => ({ x: i % 2 === 0 ? 0 : 9, y: (i * 7) % 5 }))
    expect(new Set(marksOf(wandering))).toEqual(new Set([fixMarks.jitter]))
    expect(new Set(marksOf(Array.from({ length: 14 }, () => ({ x: 3 }))))).toEqual(new Set([0]))
    const slow = Array.from({ length: 14 }, (_, i) => ({ x: i * 1.5 }))
    expect(new Set(marksOf(slow))).toEqual(new Set([0]))
  })

  it('need two minutes to call it rest', () => {
    const wandering = Array.from({ length: 12 }, (_, i) => ({ x: i % 2 === 0 ? 0 : 9 }))
    expect(new Set(marksOf(wandering))).toEqual(new Set([0]))
  })
})

describe('a shift to GCJ-02', () => {
  const near = Array.from({ length: 30 }, (_, i) => 3 + (i % 5))
  const anywhere = Array.from({ length: 30 }, (_, i) => 20 + ((i * 37) % 60))

  it('is suspected when fixes lie on streets only once turned back', () => {
    expect(isShiftSuspected(anywhere, near)).toBe(true)
  })
  it('is not when they lie on streets as sent, or nowhere either way', () => {
    expect(isShiftSuspected(near, anywhere)).toBe(false)
    expect(isShiftSuspected(anywhere, anywhere)).toBe(false)
    expect(isShiftSuspected(near, near)).toBe(false)
  })
  it('takes more than a few fixes', () => {
    expect(isShiftSuspected(anywhere.slice(0, 19), near.slice(0, 19))).toBe(false)
  })
})
