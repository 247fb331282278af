import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cleanTrack, type CleanedTrack } from '../../api/coverage/cleaned-track.ts'
import { cellKey, columnOfCell, rowOfCell } from '../../api/presence/cell-key.ts'
import { HourTally } from '../../api/presence/hour-tally.ts'
import { type CellGrid, stretchesInCells } from '../../api/presence/stretches-in-cells.ts'
import { liverpoolIsHere, liverpoolReference, liverpoolTrips } from './liverpool-tracks.ts'
import { pieced, totals, track, wildTrack } from './presence-scene.ts'

const grid: CellGrid = { cellMeters: 100, originX: 0, originY: 0 }
const rules = { toleratedExitSeconds: 0, effectiveStaySeconds: 600 }

function tallyOf(walked: CleanedTrack, cells = grid, options = rules) {
  const tally = new HourTally(walked, options)
  stretchesInCells(walked, cells, tally.add)
  return totals(tally.finish())
}

describe('a key of a cell', () => {
  it('gives column and row back, and orders by column, then row', () => {
    for (const [column, row] of [
      [0, 0],
      [-1, -1],
      [455_000, 99_999],
      [33_554_431, -33_554_432],
    ] as const) {
      const key = cellKey(column, row)
      expect(Number.isSafeInteger(key)).toBe(true)
      expect([columnOfCell(key), rowOfCell(key)]).toEqual([column, row])
    }
    expect(cellKey(1, -5)).toBeGreaterThan(cellKey(0, 5))
  })
})

describe('time in square cells', () => {
  it('is split where a segment crosses a border', () => {
    // 150 m in 100 s: 50 m and a third of the time in cell 0, the rest in cell 1.
    const cells = tallyOf(
      track([
        [0, 50, 10],
        [100, 200, 10],
      ]),
    )
    expect(cells.get(cellKey(0, 0))).toMatchObject({ lengthMeters: 50, stays: 1 })
    expect(cells.get(cellKey(0, 0))!.dwellSeconds).toBeCloseTo(33.3333, 4)
    expect(cells.get(cellKey(1, 0))!.dwellSeconds).toBeCloseTo(66.6667, 4)
    expect(cells.size).toBe(2)
  })

  it('counts standing still, and what stands on a border in the cell above and to the right', () => {
    const cells = tallyOf(
      track([
        [0, 100, 200],
        [60, 100, 200],
      ]),
    )
    expect([...cells]).toEqual([
      [cellKey(1, 2), { dwellSeconds: 60, lengthMeters: 0, stays: 1, effectiveStays: 0 }],
    ])
  })

  it('lies along a border in one of the two cells, whichever way it is walked', () => {
    for (const [from, to] of [
      [0, 99],
      [99, 0],
    ] as const) {
      const cells = tallyOf(
        track([
          [0, from, 100],
          [60, to, 100],
        ]),
      )
      expect([...cells.keys()]).toEqual([cellKey(0, 1)])
    }
  })

  it('passes a corner without a visit of a third cell', () => {
    const cells = tallyOf(
      track([
        [0, 50, 50],
        [100, 150, 150],
      ]),
    )
    expect([...cells.keys()]).toEqual([cellKey(0, 0), cellKey(1, 1)])
  })

  it('counts a visit for every time a cell is entered, and for none that only goes on', () => {
    const cells = tallyOf(
      track([
        [0, 50, 50],
        [10, 90, 50],
        [20, 110, 50],
        [30, 90, 50],
        [40, 50, 50],
      ]),
    )
    expect(cells.get(cellKey(0, 0))!.stays).toBe(2)
    expect(cells.get(cellKey(1, 0))!.stays).toBe(1)
  })

  it('makes a stay effective from ten minutes inside, and once however long it lasts', () => {
    const standing = (seconds: number) =>
      track(Array.from({ length: seconds / 60 + 1 }, (_, i) => [i * 60, 50, 50] as const))
    expect(tallyOf(standing(540)).get(cellKey(0, 0))).toMatchObject({ stays: 1, effectiveStays: 0 })
    expect(tallyOf(standing(600)).get(cellKey(0, 0))).toMatchObject({ stays: 1, effectiveStays: 1 })
    expect(tallyOf(standing(6000)).get(cellKey(0, 0))).toMatchObject({ stays: 1, effectiveStays: 1 })
  })

  it('is split at the full hour; a stay belongs to the hour it began in', () => {
    const walked = track(Array.from({ length: 31 }, (_, i) => [3600 - 870 + i * 60, 50, 50] as const))
    const tally = new HourTally(walked, rules)
    stretchesInCells(walked, grid, tally.add)
    const { hours } = tally.finish()
    expect([...hours].map(([hour, cells]) => [hour, [...cells.values()]])).toEqual([
      [0, [{ dwellSeconds: 870, lengthMeters: 0, stays: 1, effectiveStays: 1 }]],
      [1, [{ dwellSeconds: 930, lengthMeters: 0, stays: 0, effectiveStays: 0 }]],
    ])
  })

  it("adds up to the track's time and length for any size and origin", () => {
    fc.assert(
      fc.property(
        wildTrack,
        fc.double({ min: 3, max: 700, noNaN: true }),
        fc.double({ min: -1000, max: 1000, noNaN: true }),
        (walked, cellMeters, origin) => {
          const cells = tallyOf(walked, { cellMeters, originX: origin, originY: -origin })
          let seconds = 0
          let meters = 0
          for (const cell of cells.values()) {
            seconds += cell.dwellSeconds
            meters += cell.lengthMeters
          }
          expect(Math.abs(seconds - walked.observedSeconds)).toBeLessThan(1e-6)
          expect(Math.abs(meters - walked.lengthMeters)).toBeLessThanOrEqual(1e-6 * walked.lengthMeters)
        },
      ),
    )
  })

  it('is the same when a segment is recorded in pieces', () => {
    fc.assert(
      fc.property(wildTrack, (walked) => {
        const whole = tallyOf(walked)
        const parts = tallyOf(pieced(walked))
        for (const key of new Set([...whole.keys(), ...parts.keys()])) {
          expect(parts.get(key)?.dwellSeconds ?? 0).toBeCloseTo(whole.get(key)?.dwellSeconds ?? 0, 5)
          expect(parts.get(key)?.lengthMeters ?? 0).toBeCloseTo(whole.get(key)?.lengthMeters ?? 0, 5)
        }
      }),
    )
  })
})

describe.skipIf(!liverpoolIsHere)('Liverpool bus tracks', () => {
  it('reach the reference in every cell of 250 m: seconds, metres, visits', () => {
    const cells = new Map<number, { dwellSeconds: number; lengthMeters: number; stays: number }>()
    for (const trip of liverpoolTrips()) {
      const found = tallyOf(cleanTrack(trip), { cellMeters: 250, originX: 500_000, originY: 5_910_000 })
      for (const [key, { dwellSeconds, lengthMeters, stays }] of found) {
        const sum = cells.get(key) ?? { dwellSeconds: 0, lengthMeters: 0, stays: 0 }
        sum.dwellSeconds += dwellSeconds
        sum.lengthMeters += lengthMeters
        sum.stays += stays
        cells.set(key, sum)
      }
    }
    const reference = liverpoolReference()
    expect(cells.size).toBe(reference.length)
    for (const { row, column, dwellSeconds, lengthMeters, visits } of reference) {
      const cell = cells.get(cellKey(column, row))!
      expect(cell.dwellSeconds).toBeCloseTo(dwellSeconds, 4)
      expect(cell.lengthMeters).toBeCloseTo(lengthMeters, 4)
      expect(cell.stays).toBe(visits)
    }
  })
})
