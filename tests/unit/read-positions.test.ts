import { describe, expect, it } from 'vitest'
import { readPositions, type ReadingRules } from '../../api/positions/read-positions.ts'

const rules: ReadingRules = {
  coordinateSystem: 'wgs84',
  area: { extent: [126.4, 43.7, 126.7, 43.9], marginMeters: 50_000 },
  earliestMilliseconds: Date.UTC(2026, 5, 1),
  latestMilliseconds: Date.UTC(2026, 10, 22, 12, 2),
}
const time = '2026-11-22T12:00:00Z'
const good = { time, lon: 126.5, lat: 43.8 }
const reasonOf = (item: unknown, changes: Partial<ReadingRules> = {}) =>
  readPositions([item], { ...rules, ...changes }).refused[0]?.reason

describe('positions of a batch', () => {
  it('are read with what the device measured; what is below zero is unknown', () => {
    const { fixes } = readPositions([{ ...good, accuracy: 8, speed: -1, bearing: 360 }], rules)
    expect(fixes).toEqual([
      {
        timeMilliseconds: Date.parse(time),
        lon: 126.5,
        lat: 43.8,
        accuracyMeters: 8,
        speedMetersPerSecond: null,
        bearingDegrees: 0,
        resumed: false,
      },
    ])
  })

  it.each([
    ['text', 'not-an-object'],
    [null, 'not-an-object'],
    [{ ...good, time: 1_700_000_000 }, 'time-unreadable'],
    [{ ...good, time: '2026-11-22T12:00:00' }, 'time-unreadable'],
    [{ ...good, time: '2026-13-40T12:00:00Z' }, 'time-unreadable'],
    [{ ...good, time: '2026-11-22T12:02:01Z' }, 'time-in-future'],
    [{ ...good, time: '1970-01-01T00:00:00Z' }, 'time-too-old'],
    [{ ...good, lon: '126.5' }, 'not-a-number'],
    [{ ...good, lat: NaN }, 'not-a-number'],
    [{ ...good, accuracy: 'good' }, 'not-a-number'],
    [{ ...good, lon: 0, lat: 0 }, 'position-missing'],
    [{ ...good, lon: 43.8, lat: 126.5 }, 'position-swapped'],
    [{ ...good, lon: 116.4, lat: 39.9 }, 'position-outside'],
    [{ ...good, lon: 126.5, lat: 44.36 }, 'position-outside'],
  ])('refuse %j: %s', (item, reason) => {
    expect(reasonOf(item)).toBe(reason)
  })

  it('may lie 50 km outside and two minutes ahead, not more', () => {
    expect(reasonOf({ ...good, lat: 44.34 })).toBeUndefined()
    expect(reasonOf({ ...good, time: '2026-11-22T20:02:00+08:00' })).toBeUndefined()
  })

  it('are turned back from GCJ-02', () => {
    const { fixes } = readPositions([good], { ...rules, coordinateSystem: 'gcj02' })
    const meters = Math.hypot((fixes[0]!.lon - 126.5) * 80_000, (fixes[0]!.lat - 43.8) * 111_000)
    expect(meters).toBeGreaterThan(200)
    expect(meters).toBeLessThan(1000)
  })

  it('are in order of time; of two at one time the more accurate counts, whichever came first', () => {
    const early = { ...good, time: '2026-11-22T11:59:00Z' }
    const rough = { ...good, lon: 126.6, accuracy: 30 }
    const exact = { ...good, accuracy: 5 }
    for (const items of [
      [rough, exact, early],
      [exact, early, rough],
    ]) {
      const { fixes, repeatedCount } = readPositions(items, rules)
      expect(repeatedCount).toBe(1)
      expect(fixes.map(({ lon, accuracyMeters }) => [lon, accuracyMeters])).toEqual([
        [126.5, null],
        [126.5, 5],
      ])
    }
  })
})
