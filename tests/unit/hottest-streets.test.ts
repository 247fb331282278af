import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cleanTrack } from '../../api/coverage/cleaned-track.ts'
import { busiestHours, heldShare, hotspotThreshold } from '../../api/hotspot-gaps/hottest-streets.ts'
import { timeNearStreet } from '../../api/hotspot-gaps/time-near-street.ts'

/** Reports at hours of weekdays: `[weekday, hour, count]`. */
function week(...reports: [weekday: number, hour: number, count: number][]): number[][] {
  const matrix = Array.from({ length: 7 }, () => Array.from({ length: 24 }, () => 0))
  for (const [weekday, hour, count] of reports) matrix[weekday - 1]![hour]! += count
  return matrix
}

describe('a hotspot', () => {
  it('is a street of the top share; those that tie at the border are all left out', () => {
    expect(hotspotThreshold([9, 7, 5, 5, 4], 60, 0.05, 3)).toBe(7)
    expect(hotspotThreshold([9, 7, 6, 5, 4], 60, 0.05, 3)).toBe(6)
    expect(hotspotThreshold([4, 4, 4, 4], 60, 0.05, 3)).toBeNull()
  })

  it('has never fewer reports than may be shown', () => {
    expect(hotspotThreshold([2, 2, 1], 1000, 0.05, 3)).toBeNull()
    expect(hotspotThreshold([3, 2, 1], 1000, 0.05, 3)).toBe(3)
  })

  it('is never one of more than the share, and no street with more reports is left out', () => {
    const counts = fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 80 })
    fc.assert(
      fc.property(counts, fc.integer({ min: 80, max: 400 }), (reports, streets) => {
        const threshold = hotspotThreshold(reports, streets, 0.05, 3)
        const hot = threshold === null ? 0 : reports.filter((count) => count >= threshold).length
        expect(hot).toBeLessThanOrEqual(0.05 * streets)
        if (threshold !== null) expect(threshold).toBeGreaterThanOrEqual(3)
      }),
    )
  })
})

describe('the hours of a hotspot', () => {
  it('are the shortest run that holds half of the reports, round midnight too', () => {
    const matrix = week([1, 23, 2], [2, 0, 2], [5, 12, 1], [6, 18, 1])
    expect(busiestHours(matrix, 0.5)).toEqual({ fromHour: 23, toHour: 1, share: 4 / 6 })
    expect(busiestHours(week(), 0.5)).toBeNull()
  })

  it('are held by the slots in which something is required: hours after midnight belong to the next day', () => {
    const night = { hours: [22, 23, 0, 1], weekdays: [5], dayKind: 'any' }
    expect(heldShare(week([5, 22, 1], [6, 1, 1], [5, 1, 2]), [night])).toBe(0.5)
    const sunday = { ...night, weekdays: [7] }
    expect(heldShare(week([1, 0, 3], [2, 0, 1]), [sunday])).toBe(0.75)
    const workdays = { hours: [12], weekdays: [1, 2, 3, 4, 5, 6, 7], dayKind: 'workday' }
    expect(heldShare(week([5, 12, 1], [6, 12, 1]), [workdays])).toBe(0.5)
    expect(heldShare(week([1, 0, 3]), [])).toBe(0)
  })
})

describe('time near a street', () => {
  const street = { x: [0, 100], y: [0, 0] }
  const crossing = cleanTrack({
    timeSeconds: Float64Array.of(0, 100, 200, 260),
    x: Float64Array.of(50, 50, 50, 50),
    y: Float64Array.of(-100, 0, 0, 60),
  })

  it('is what of a track lies within the distance, standing still too, and in the window', () => {
    const all = timeNearStreet(crossing, street, 25, { fromSeconds: 0, toSeconds: 1000 })
    expect(all.seconds).toBeCloseTo(25 + 100 + 25, -0.7)
    expect(all.lastSeconds).toBeCloseTo(225, -1)
    const some = timeNearStreet(crossing, street, 25, { fromSeconds: 120, toSeconds: 150 })
    expect(some.seconds).toBeCloseTo(30, 6)
    const none = timeNearStreet(crossing, street, 25, { fromSeconds: 240, toSeconds: 300 })
    expect(none).toEqual({ seconds: 0, lastSeconds: null })
  })
})
