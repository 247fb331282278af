import { describe, expect, it } from 'vitest'
import type { TargetCoverage } from '../../api/coverage/contract.ts'
import { slotInFocus, statusToday, todayItems } from '../../client/workspaces/my-grid/today.ts'

const today = '2026-11-21'
const at = (time: string) => new Date(`${today}T${time}:00+08:00`)

/** An occurrence of one pass, hours of the day (24 and more = the next day). */
function occurrence(day: string, slotCode: string, fromHour: number, toHour: number, done: number) {
  const start = Date.parse(`${day}T00:00:00+08:00`)
  const instant = (hour: number) => new Date(start + hour * 3_600_000).toISOString()
  return (now: Date) => ({
    day,
    slotCode,
    from: instant(fromHour),
    to: instant(toHour),
    state:
      Date.parse(instant(toHour)) <= now.getTime()
        ? ('over' as const)
        : Date.parse(instant(fromHour)) <= now.getTime()
          ? ('due' as const)
          : ('upcoming' as const),
    measure: 'passes',
    required: 1,
    done,
    reason: null,
  })
}

function itemsAt(now: Date, occurrences: ReturnType<typeof occurrence>[]) {
  const target = { layer: 'patrol-lines', id: 1, code: 'L1', occurrences: occurrences.map((of) => of(now)) }
  return todayItems([target as unknown as TargetCoverage], today, now)
}

const lastNight = occurrence('2026-11-20', 'night', 22, 26, 0)
const daytime = occurrence(today, 'daytime', 9, 16, 0)
const evening = occurrence(today, 'evening', 18, 22, 1)
const night = occurrence(today, 'night', 22, 26, 0)

describe('what is due in a grid today', () => {
  it('counts last night while it runs, and forgets it afterwards', () => {
    expect(itemsAt(at('01:00'), [lastNight, night]).map(({ standing }) => standing)).toEqual(['now', 'later'])
    expect(itemsAt(at('03:00'), [lastNight, night]).map(({ standing }) => standing)).toEqual(['later'])
  })

  it('calls missed only what has ended', () => {
    const noon = itemsAt(at('12:00'), [daytime, night])
    expect(noon.map(({ standing }) => standing)).toEqual(['now', 'later'])
    expect(statusToday(noon)).toBe('due')
    const later = itemsAt(at('17:00'), [daytime, night])
    expect(later.map(({ standing }) => standing)).toEqual(['missed', 'later'])
    expect(statusToday(later)).toBe('missed')
    expect(slotInFocus(later, at('17:00'))).toMatchObject({ runningSlot: null, nextSlot: 'night' })
  })

  it('tells what is required later today from what is not required today', () => {
    expect(statusToday(itemsAt(at('12:00'), [evening, night]))).toBe('later')
    expect(statusToday(itemsAt(at('12:00'), [night]))).toBe('later')
    expect(statusToday([])).toBe('not_required')
  })

  it('is done when everything of today is, and names the slot that runs', () => {
    const items = itemsAt(at('19:00'), [evening])
    expect(statusToday(items)).toBe('done')
    expect(slotInFocus(items, at('19:00'))).toMatchObject({ open: [], runningSlot: 'evening' })
    expect(statusToday(itemsAt(at('19:00'), [evening, night]))).toBe('later')
    expect(statusToday([])).toBe('not_required')
  })
})
