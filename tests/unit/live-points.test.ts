import { describe, expect, it } from 'vitest'
import type { TargetCoverage } from '../../api/coverage/contract.ts'
import { type LiveVisit, pointTicks } from '../../api/live/point-ticks.ts'

const at = (hour: number, minute = 0) => Date.UTC(2026, 10, 20, hour, minute) / 1000
const iso = (seconds: number) => new Date(seconds * 1000).toISOString()

interface Slot {
  code: string
  from: number
  to: number
  required?: number
  done?: number
}

function target(slots: Slot[], lastDoneAt: number | null = null): TargetCoverage {
  return {
    layer: 'patrol-points',
    id: 7,
    code: 'D-7',
    name: '校门',
    center: [126.5, 43.8],
    lastDoneAt: lastDoneAt === null ? null : iso(lastDoneAt),
    occurrences: slots.map(({ code, from, to, required = 1, done = 0 }) => ({
      day: '2026-11-20',
      slotCode: code,
      from: iso(from),
      to: iso(to),
      state: 'due',
      measure: 'visits',
      required,
      done,
      reason: null,
    })),
  } as unknown as TargetCoverage
}

const visit = (fromSeconds: number, counts = true): LiveVisit => ({
  fromSeconds,
  midSeconds: fromSeconds + 150,
  counts,
})
const ticks = (one: TargetCoverage, now: number, visits: LiveVisit[] = []) =>
  pointTicks([one], new Map([['late', '深夜']]), () => visits, now).map(
    ({ slotCode, slotName, state, done }) => ({ slotCode, slotName, state, done }),
  )

const late = { code: 'late', from: at(14), to: at(18) }

describe('a must-arrive point', () => {
  it('is due while its slot runs, done once it was visited, missed when the slot is over', () => {
    const due = { slotCode: 'late', slotName: '深夜', state: 'due', done: 0 }
    expect(ticks(target([late]), at(15))).toEqual([due])
    expect(ticks(target([{ ...late, done: 1 }]), at(15))).toEqual([{ ...due, state: 'done', done: 1 }])
    expect(ticks(target([late]), at(18))).toEqual([{ ...due, state: 'missed' }])
  })

  it('ticks by a visit of an outing under way, if its dwell counts and its middle lies in the slot', () => {
    const [ticked] = ticks(target([late]), at(15), [visit(at(14, 30))])
    expect(ticked).toMatchObject({ state: 'done', done: 1 })
    expect(ticks(target([late]), at(15), [visit(at(14, 30), false)])[0]!.state).toBe('due')
    expect(ticks(target([late]), at(15), [visit(at(13, 50))])[0]!.state).toBe('due')
  })

  it('counts a visit once, also after its track was written', () => {
    const twice = { ...late, required: 2, done: 1 }
    const written = target([twice], at(14, 40))
    expect(ticks(written, at(15), [visit(at(14, 30))])[0]).toMatchObject({ state: 'due', done: 1 })
    expect(ticks(written, at(15), [visit(at(14, 30)), visit(at(14, 50))])[0]).toMatchObject({
      state: 'done',
      done: 2,
    })
  })

  it('tells the slot that runs, else the last one for twelve hours, and none before it began', () => {
    const day = { code: 'day', from: at(1), to: at(9) }
    expect(ticks(target([day, late]), at(15)).map(({ slotCode }) => slotCode)).toEqual(['late'])
    expect(ticks(target([day, late]), at(12)).map(({ slotCode }) => slotCode)).toEqual(['day'])
    expect(ticks(target([day, late]), at(23)).map(({ slotCode }) => slotCode)).toEqual(['late'])
    expect(ticks(target([late]), at(13))).toEqual([])
    expect(ticks(target([late]), at(30, 1))).toEqual([])
  })
})
