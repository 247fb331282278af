import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { divisionsOf, groupIntoPatrols, planOutings } from '../../api/tracks/outings.ts'

const zone = 'Asia/Shanghai'
/** Seconds of a time in Shanghai on days of November 2026. */
const at = (day: number, hour: number, minute = 0) => Date.UTC(2026, 10, day, hour - 8, minute) / 1000
const minutes = (from: number, to: number, step: number) =>
  Array.from({ length: Math.floor((to - from) / (step * 60)) + 1 }, (_, i) => from + i * step * 60)

describe('outings', () => {
  it('end with half an hour of silence, unless the sender numbers them', () => {
    const times = [at(2, 9), at(2, 9, 30), at(2, 10, 1)]
    expect(planOutings([], times, null, zone)).toEqual([
      { fromSeconds: at(2, 9), toSeconds: at(2, 9, 30), memberIds: [] },
      { fromSeconds: at(2, 10, 1), toSeconds: at(2, 10, 1), memberIds: [] },
    ])
    expect(planOutings([], times, 'A1', zone)).toHaveLength(1)
  })

  it('of one number on two days are two', () => {
    const times = [at(2, 9), at(2, 11), at(3, 9)]
    expect(planOutings([], times, 'car', zone).map(({ fromSeconds }) => fromSeconds)).toEqual([
      at(2, 9),
      at(3, 9),
    ])
  })

  it('join when what comes late lies between them; what it does not touch stays', () => {
    const known = [
      { id: 7, fromSeconds: at(2, 9), toSeconds: at(2, 10) },
      { id: 8, fromSeconds: at(2, 10, 40), toSeconds: at(2, 11) },
      { id: 9, fromSeconds: at(2, 15), toSeconds: at(2, 16) },
    ]
    expect(planOutings(known, [at(2, 10, 20)], null, zone)).toEqual([
      { fromSeconds: at(2, 9), toSeconds: at(2, 11), memberIds: [7, 8] },
    ])
  })

  it('of over 24 hours are cut at every change of shift', () => {
    const plan = planOutings([], minutes(at(2, 20), at(4, 9), 10), null, zone)
    expect(plan.map(({ fromSeconds, toSeconds }) => [fromSeconds, toSeconds])).toEqual([
      [at(2, 20), at(3, 5, 50)],
      [at(3, 6), at(4, 5, 50)],
      [at(4, 6), at(4, 9)],
    ])
    expect(planOutings([], minutes(at(2, 20), at(3, 20), 10), null, zone)).toHaveLength(1)
  })

  it('say where a known one must be divided first', () => {
    const known = [{ id: 7, fromSeconds: at(2, 20), toSeconds: at(3, 8) }]
    expect(divisionsOf(known, [at(3, 8, 10)], null, zone)).toEqual([])
    const fresh = minutes(at(3, 8, 10), at(3, 21), 10)
    expect(divisionsOf(known, fresh, null, zone)).toEqual([{ id: 7, atSeconds: [at(3, 6)] }])
  })

  it('are the same groups whatever the order of the fixes', () => {
    const fix = fc.record({
      unitCode: fc.constantFrom('A', 'B'),
      patrolKey: fc.constantFrom(null, 'x'),
      timeSeconds: fc.integer({ min: 0, max: 400 }).map((step) => at(2, 0) + step * 600),
    })
    fc.assert(
      fc.property(
        fc.uniqueArray(fix, { selector: (one) => JSON.stringify(one) }),
        fc.infiniteStream(fc.nat()),
        (fixes, keys) => {
          const keyed = fixes.map((one) => ({ one, key: keys.next().value as number }))
          const shuffled = keyed.sort((a, b) => a.key - b.key).map(({ one }) => one)
          const groups = (list: typeof fixes) =>
            groupIntoPatrols(list, zone)
              .map((group) => JSON.stringify(group))
              .sort()
          expect(groups(shuffled)).toEqual(groups(fixes))
        },
      ),
    )
  })
})
