import { describe, expect, it } from 'vitest'
import { notStarted, type StationSlot } from '../../api/alerts/reasons.ts'

const zone = 'Asia/Shanghai'
/** A time in Shanghai on days of November 2026, in seconds. */
const at = (day: number, hour: number, minute = 0) => Date.UTC(2026, 10, day, hour - 8, minute) / 1000
const late: StationSlot = {
  stationId: 3,
  slotId: 5,
  startTime: '22:00:00',
  endTime: '02:00:00',
  weekdays: [1, 2, 3, 4, 5, 6, 7],
  dayKind: 'any',
  validFrom: '2026-11-01',
  validTo: null,
}
const judged = (now: number, slots = [late], lastOut: [number, number][] = []) =>
  notStarted(slots, new Map(lastOut), 1800, now, zone)
const reason = { stationId: 3, slotId: 5, sinceSeconds: at(20, 22) }

describe('nobody has set out', () => {
  it('half an hour into a slot with requirements, over midnight, until the slot is over', () => {
    expect(judged(at(20, 22, 29))).toEqual([])
    expect(judged(at(20, 22, 30))).toEqual([reason])
    expect(judged(at(21, 1, 59))).toEqual([reason])
    expect(judged(at(21, 2))).toEqual([])
  })

  it('once for several requirements of one slot', () => {
    expect(judged(at(20, 23), [late, { ...late, validFrom: '2026-11-10' }])).toEqual([reason])
  })

  it('is no reason once an outing of the station reached into the slot, nor where it ended before', () => {
    expect(judged(at(20, 23), [late], [[3, at(20, 22)]])).toEqual([])
    expect(judged(at(20, 23), [late], [[3, at(20, 21, 59)]])).toEqual([reason])
    expect(judged(at(20, 23), [late], [[4, at(20, 22, 30)]])).toEqual([reason])
  })

  it('counts the day the slot starts on: a requirement that ends that day still holds after midnight', () => {
    expect(judged(at(21, 1), [{ ...late, validTo: '2026-11-20' }])).toEqual([reason])
    expect(judged(at(20, 23), [{ ...late, validFrom: '2026-11-21' }])).toEqual([])
    // 20 November 2026 is a Friday.
    expect(judged(at(20, 23), [{ ...late, weekdays: [6] }])).toEqual([])
  })
})
