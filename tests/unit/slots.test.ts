import fc from 'fast-check'
import { DateTime } from 'luxon'
import { describe, expect, it } from 'vitest'
import {
  chinaWorkdays,
  indexOfOccurrenceHolding,
  occurrenceHolding,
  occurrenceState,
  slotOccurrences,
  type TimeSlot,
} from '../../api/coverage/slots.ts'

const everyDay = [1, 2, 3, 4, 5, 6, 7]
const shanghai = 'Asia/Shanghai'

function at(text: string, zone = shanghai): number {
  return DateTime.fromISO(text, { zone }).toSeconds()
}

function local(seconds: number, zone = shanghai): string {
  return DateTime.fromSeconds(seconds, { zone }).toFormat("yyyy-MM-dd'T'HH:mm")
}

function slot(startTime: string, endTime: string, change: Partial<TimeSlot> = {}): TimeSlot {
  return { startTime, endTime, weekdays: everyDay, dayKind: 'any', ...change }
}

describe('slotOccurrences', () => {
  it('belongs to the day it starts on when it crosses midnight', () => {
    const night = slot('22:00', '02:00', { weekdays: [5] })
    const occurrences = slotOccurrences(night, at('2026-03-01T00:00'), at('2026-03-15T00:00'))
    expect(occurrences.map((o) => [o.day, local(o.fromSeconds), local(o.toSeconds)])).toEqual([
      ['2026-03-06', '2026-03-06T22:00', '2026-03-07T02:00'],
      ['2026-03-13', '2026-03-13T22:00', '2026-03-14T02:00'],
    ])
  })

  it('holds the occurrences that start in a half-open window', () => {
    const morning = slot('08:00', '10:00')
    const days = (from: string, to: string) =>
      slotOccurrences(morning, at(from), at(to)).map((occurrence) => occurrence.day)
    expect(days('2026-03-02T08:00', '2026-03-04T08:00')).toEqual(['2026-03-02', '2026-03-03'])
    expect(days('2026-03-02T08:01', '2026-03-03T08:01')).toEqual(['2026-03-03'])
    expect(days('2026-03-02T08:00', '2026-03-02T08:00')).toEqual([])
  })

  it('lasts a whole day when it ends as it starts, and 24:00 is midnight', () => {
    const [whole] = slotOccurrences(slot('08:00', '08:00'), at('2026-03-02T00:00'), at('2026-03-03T00:00'))
    expect(whole!.toSeconds - whole!.fromSeconds).toBe(86_400)
    for (const end of ['00:00', '24:00', '24:00:00']) {
      const [evening] = slotOccurrences(slot('20:00', end), at('2026-03-02T00:00'), at('2026-03-03T00:00'))
      expect(local(evening!.toSeconds)).toBe('2026-03-03T00:00')
    }
  })

  it('keeps to the wall clock where clocks change', () => {
    const berlin = 'Europe/Berlin'
    const lengths = (start: string, end: string, day: string) =>
      slotOccurrences(slot(start, end), at(`${day}T00:00`, berlin), at(`${day}T23:00`, berlin), {
        timeZone: berlin,
      }).map((o) => [local(o.fromSeconds, berlin).slice(11), (o.toSeconds - o.fromSeconds) / 60])
    // 2026-03-29 jumps from 02:00 to 03:00
    expect(lengths('01:00', '04:00', '2026-03-29')).toEqual([['01:00', 120]])
    expect(lengths('02:30', '04:00', '2026-03-29')).toEqual([['03:00', 60]])
    expect(lengths('01:00', '02:30', '2026-03-29')).toEqual([['01:00', 60]])
    expect(lengths('02:10', '02:50', '2026-03-29')).toEqual([])
    // 2026-10-25 repeats 02:00-03:00
    expect(lengths('01:00', '04:00', '2026-10-25')).toEqual([['01:00', 240]])
    expect(lengths('01:00', '02:30', '2026-10-25')).toEqual([['01:00', 90]])
    expect(lengths('02:30', '04:00', '2026-10-25')).toEqual([['02:30', 150]])
  })

  it("takes workdays and holidays from China's calendar", () => {
    const days = (dayKind: TimeSlot['dayKind']) =>
      slotOccurrences(
        slot('08:00', '10:00', { dayKind }),
        at('2025-09-27T00:00'),
        at('2025-10-13T00:00'),
      ).map((occurrence) => occurrence.day.slice(5))
    // 2025: 28 September and 11 October (weekend) are worked; 1 to 8 October is off
    expect(days('workday')).toEqual([...['09-28', '09-29', '09-30'], ...['10-09', '10-10', '10-11']])
    expect(days('holiday')).toEqual([
      '09-27',
      ...['10-01', '10-02', '10-03', '10-04', '10-05', '10-06', '10-07', '10-08'],
      '10-12',
    ])
    expect(chinaWorkdays.isWorkday('2040-10-10')).toBe(true) // a Wednesday of a year without notice
    expect(chinaWorkdays.isWorkday('2040-10-13')).toBe(false)
  })

  it('takes another calendar when given one', () => {
    const calendar = { isWorkday: (day: string) => day === '2026-03-01' }
    const workdays = slotOccurrences(
      slot('08:00', '10:00', { dayKind: 'workday' }),
      at('2026-02-20T00:00'),
      at('2026-03-20T00:00'),
      { calendar },
    )
    expect(workdays.map((occurrence) => occurrence.day)).toEqual(['2026-03-01'])
  })

  it('refuses times, weekdays and zones that do not exist', () => {
    const read = (broken: TimeSlot, timeZone = shanghai) => slotOccurrences(broken, 0, 1, { timeZone })
    expect(() => read(slot('8:00', '10:00'))).toThrow(RangeError)
    expect(() => read(slot('08:60', '10:00'))).toThrow(RangeError)
    expect(() => read(slot('24:00', '10:00'))).toThrow(RangeError)
    expect(() => read(slot('08:00', '24:01'))).toThrow(RangeError)
    expect(() => read(slot('08:00', '10:00', { weekdays: [0] }))).toThrow(RangeError)
    expect(() => read(slot('08:00', '10:00'), 'Mars/Olympus')).toThrow(RangeError)
  })

  it('never overlaps itself, and each instant finds the occurrence that holds it', () => {
    const minute = fc.integer({ min: 0, max: 1439 })
    const clock = (m: number) =>
      `${String(Math.floor(m / 60)).padStart(2, '0')}:${String(m % 60).padStart(2, '0')}`
    fc.assert(
      fc.property(
        minute,
        minute,
        fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
        fc.constantFrom(shanghai, 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe'),
        fc.integer({ min: 0, max: 365 }),
        (start, end, weekdays, timeZone, offset) => {
          const any = slot(clock(start), clock(end), { weekdays })
          const from = at('2026-01-01T00:00') + offset * 86_400
          const occurrences = slotOccurrences(any, from, from + 20 * 86_400, { timeZone })
          for (let i = 0; i < occurrences.length; i++) {
            const occurrence = occurrences[i]!
            expect(occurrence.toSeconds).toBeGreaterThan(occurrence.fromSeconds)
            if (i > 0) {
              expect(occurrence.fromSeconds).toBeGreaterThanOrEqual(occurrences[i - 1]!.toSeconds)
            }
            const middle = (occurrence.fromSeconds + occurrence.toSeconds) / 2
            expect(occurrenceHolding(any, middle, { timeZone })).toEqual(occurrence)
            expect(indexOfOccurrenceHolding(occurrences, middle)).toBe(i)
            expect(indexOfOccurrenceHolding(occurrences, occurrence.fromSeconds)).toBe(i)
          }
        },
      ),
      { numRuns: 200 },
    )
  })
})

describe('an instant and an occurrence', () => {
  it('is held half open, across midnight too', () => {
    const night = slot('22:00', '02:00')
    expect(occurrenceHolding(night, at('2026-03-03T01:59'))?.day).toBe('2026-03-02')
    expect(occurrenceHolding(night, at('2026-03-03T02:00'))).toBeNull()
    expect(occurrenceHolding(night, at('2026-03-03T22:00'))?.day).toBe('2026-03-03')
    expect(indexOfOccurrenceHolding([], 5)).toBe(-1)
  })

  it('is over once ended, due while running, upcoming before', () => {
    const occurrence = { fromSeconds: 100, toSeconds: 200 }
    expect([99, 100, 199, 200].map((now) => occurrenceState(occurrence, now))).toEqual([
      'upcoming',
      'due',
      'due',
      'over',
    ])
  })
})
