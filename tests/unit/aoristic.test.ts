import { describe, expect, it } from 'vitest'
import { aoristicMatrix } from '../../api/cases/aoristic.ts'

const hour = 3600

describe('the hour × weekday matrix', () => {
  it('puts a known moment whole into its hour, the start of an hour into that hour', () => {
    const matrix = aoristicMatrix([
      { startSecondOfWeek: 2 * hour, durationSeconds: 0, count: 3 },
      { startSecondOfWeek: 2 * hour - 1, durationSeconds: 0, count: 1 },
    ])
    expect(matrix[0]?.[2]).toBe(3)
    expect(matrix[0]?.[1]).toBe(1)
  })

  it('spreads 22:30 to 01:00 as 1/5, 2/5, 2/5 over the hours, into the next day', () => {
    const matrix = aoristicMatrix([{ startSecondOfWeek: 22.5 * hour, durationSeconds: 2.5 * hour, count: 1 }])
    expect(matrix[0]?.[22]).toBeCloseTo(0.2)
    expect(matrix[0]?.[23]).toBeCloseTo(0.4)
    expect(matrix[1]?.[0]).toBeCloseTo(0.4)
    expect(matrix[1]?.[1]).toBe(0)
  })

  it('runs from Sunday night into Monday', () => {
    const matrix = aoristicMatrix([
      { startSecondOfWeek: (6 * 24 + 23) * hour, durationSeconds: 2 * hour, count: 2 },
    ])
    expect(matrix[6]?.[23]).toBeCloseTo(1)
    expect(matrix[0]?.[0]).toBeCloseTo(1)
  })

  it('spreads a window of weeks evenly and keeps the sum', () => {
    const matrix = aoristicMatrix([{ startSecondOfWeek: 5 * hour, durationSeconds: 169 * hour, count: 169 }])
    expect(matrix[0]?.[5]).toBeCloseTo(2)
    expect(matrix[3]?.[7]).toBeCloseTo(1)
    expect(matrix.flat().reduce((sum, value) => sum + value, 0)).toBeCloseTo(169)
  })
})
