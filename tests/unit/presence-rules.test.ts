import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildPolygonSet } from '../../api/geometry/polygon-set.ts'
import { askedHoursOfWeek, hoursOfWindow, runsOfHours } from '../../api/presence/hours-of-window.ts'
import { leastPatrolled, shortHours } from '../../api/presence/presence-against-cases.ts'
import { streetMetersIn } from '../../api/presence/street-length.ts'
import { ring } from './presence-scene.ts'

describe('the hours of a window', () => {
  it('are those that begin in it, by the local hour of the week', () => {
    // Monday 2 November 2026, 00:00 to 03:00 in Shanghai.
    const window = hoursOfWindow(
      new Date('2026-11-01T16:00:00Z'),
      new Date('2026-11-01T19:00:00Z'),
      'Asia/Shanghai',
    )
    expect(window.map(({ hourOfWeek }) => hourOfWeek)).toEqual([0, 1, 2])
    expect(window[0]!.hour).toBe(Date.parse('2026-11-01T16:00:00Z') / 3_600_000)
  })

  it('leave out an hour begun before, and read the local hour an hour begins in where zones are off by half of one', () => {
    const window = hoursOfWindow(
      new Date('2026-11-01T18:10:00Z'),
      new Date('2026-11-01T20:00:00Z'),
      'Asia/Kolkata',
    )
    expect(window.map(({ hourOfWeek }) => hourOfWeek)).toEqual([0])
  })

  it('join to runs', () => {
    expect(runsOfHours([1, 2, 3, 7, 9, 10])).toEqual([
      { from: 1, to: 4 },
      { from: 7, to: 8 },
      { from: 9, to: 11 },
    ])
    expect(runsOfHours([])).toEqual([])
  })
})

describe('the hours asked for', () => {
  const hoursOf = (asked: number[] | null) => asked?.flatMap((is, index) => (is ? [index] : []))

  it('are all of them when nothing is asked', () => {
    expect(askedHoursOfWeek({ hours: null, weekdays: null, slots: null })).toBeNull()
  })

  it('go on into the next day, on Sunday into Monday', () => {
    const slots = [{ startTime: '22:00', endTime: '02:00', weekdays: [5, 7] }]
    expect(hoursOf(askedHoursOfWeek({ hours: null, weekdays: null, slots }))).toEqual([
      0, 1, 118, 119, 120, 121, 166, 167,
    ])
  })

  it('are those that hours, weekdays and slots have in common', () => {
    const slots = [{ startTime: '08:30', endTime: '10:00', weekdays: [1, 2] }]
    expect(hoursOf(askedHoursOfWeek({ hours: [9, 10], weekdays: [2, 3], slots }))).toEqual([33])
  })
})

describe('presence against cases', () => {
  const week = (values: Record<number, number>, otherwise = 0) =>
    Array.from({ length: 168 }, (_, index) => values[index] ?? otherwise)

  it('names the hours where cases have more than their share of patrol, most first', () => {
    const short = shortHours(week({ 8: 7200, 9: 3600, 10: 3600 }), week({ 9: 5, 10: 3, 20: 2 }))
    expect(short.map(({ hourOfWeek }) => hourOfWeek)).toEqual([9, 20, 10])
    expect(short[0]).toEqual({ hourOfWeek: 9, caseShare: 0.5, presenceShare: 0.25 })
  })

  it('names none where there is no case, and all of a week nobody patrolled', () => {
    expect(shortHours(week({}, 60), week({}))).toEqual([])
    expect(shortHours(week({}), week({ 3: 4 }))).toEqual([{ hourOfWeek: 3, caseShare: 1, presenceShare: 0 }])
  })

  it('says what share of cases falls into the quarter of the week with least patrol', () => {
    const seconds = week(Object.fromEntries(Array.from({ length: 126 }, (_, index) => [index, 100])))
    const cases = week({ 0: 3, 150: 1 })
    expect(leastPatrolled(seconds, cases, week({}, 4))).toEqual({
      hours: 42,
      caseShare: 0.25,
      presenceShare: 0,
    })
  })

  it('takes all hours with as little patrol, not those with few cases', () => {
    const seconds = week({ 8: 60, 9: 60 })
    const cases = week({ 2: 3, 8: 1 })
    expect(leastPatrolled(seconds, cases, week({}, 1))).toEqual({
      hours: 166,
      caseShare: 0.75,
      presenceShare: 0,
    })
  })

  it('leaves out hours of the week that the window does not hold', () => {
    const held = week({ 8: 1, 9: 1, 10: 1, 11: 1 })
    expect(leastPatrolled(week({ 8: 60, 9: 30, 10: 90, 11: 90 }), week({ 9: 1, 10: 4 }), held)).toEqual({
      hours: 1,
      caseShare: 0.2,
      presenceShare: 30 / 270,
    })
  })
})

describe('the length of streets in grids', () => {
  const square = (west: number) => [ring([west, 0], [west + 100, 0], [west + 100, 100], [west, 100])]
  const set = buildPolygonSet([square(0), square(100)])
  const street = (...vertices: [number, number][]) => ring(...vertices)
  const open = ({ x, y }: ReturnType<typeof ring>) => ({ x: x.slice(0, -1), y: y.slice(0, -1) })

  it('is half of each where a street is their border', () => {
    expect([...streetMetersIn(set, [open(street([100, 0], [100, 100]))])]).toEqual([50, 50])
  })

  it('is cut where a street crosses the border', () => {
    const [west, east] = streetMetersIn(set, [open(street([70, 50], [170, 50]))])
    expect(west).toBeCloseTo(30, 9)
    expect(east).toBeCloseTo(70, 9)
  })

  it('adds up to the length of the streets whichever way they run', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            fc.double({ min: 10, max: 190, noNaN: true }),
            fc.double({ min: 10, max: 90, noNaN: true }),
          ),
          {
            minLength: 2,
            maxLength: 12,
          },
        ),
        (vertices) => {
          const line = open(street(...vertices))
          let length = 0
          for (let v = 0; v + 1 < vertices.length; v++) {
            length += Math.hypot(line.x[v + 1]! - line.x[v]!, line.y[v + 1]! - line.y[v]!)
          }
          const [west, east] = streetMetersIn(set, [line])
          expect(west! + east!).toBeCloseTo(length, 6)
        },
      ),
    )
  })
})
