import { describe, expect, it } from 'vitest'
import { type Reviewed, pointsChanged, sentencesOf } from '../../api/reviews/in-words.ts'
import { missedByAll, plannedWork } from '../../api/reviews/plan-against-done.ts'
import { firstWeekSince, isoWeek, lastWholeWeek, weeksLater } from '../../api/reviews/iso-week.ts'

const timeZone = 'Asia/Shanghai'

describe('ISO weeks in the time zone of the district', () => {
  it('begin on Monday at local midnight and end with the next', () => {
    expect(isoWeek('2026-W47', timeZone)).toMatchObject({
      code: '2026-W47',
      from: new Date('2026-11-15T16:00:00Z'),
      to: new Date('2026-11-22T16:00:00Z'),
      firstDay: '2026-11-16',
      lastDay: '2026-11-22',
    })
  })

  it('belong to the year of their Thursday, and there is a 53rd only in long years', () => {
    expect(isoWeek('2026-W53', timeZone)?.lastDay).toBe('2027-01-03')
    expect(isoWeek('2027-W53', timeZone)).toBeNull()
    for (const wrong of ['2026-W00', '2026-47', '2026-W7', '']) expect(isoWeek(wrong, timeZone)).toBeNull()
    expect(weeksLater(isoWeek('2026-W53', timeZone)!, 1, timeZone).code).toBe('2027-W01')
  })

  it('the last whole one has ended: not on its Sunday, but from the Monday after', () => {
    expect(lastWholeWeek(new Date('2026-11-22T15:59:59Z'), timeZone).code).toBe('2026-W46')
    expect(lastWholeWeek(new Date('2026-11-22T16:00:00Z'), timeZone).code).toBe('2026-W47')
  })

  it('the first that is whole after a moment', () => {
    expect(firstWeekSince(new Date('2026-11-15T16:00:00Z'), timeZone).code).toBe('2026-W47')
    expect(firstWeekSince(new Date('2026-11-15T16:00:01Z'), timeZone).code).toBe('2026-W48')
  })
})

describe('the week in words', () => {
  const figures = { coverage: 0.832, required: 120, completed: 100, targets: 40, gaps: 9 }
  const review: Reviewed = {
    week: {
      code: '2026-W47',
      firstDay: '2026-11-16',
      lastDay: '2026-11-22',
      from: '',
      to: '',
      previous: null,
      next: null,
    },
    area: { code: '1', name: '北山街道' },
    total: figures,
    before: { ...figures, coverage: 0.801 },
    gapTargets: 3,
    gaps: [
      {
        layer: 'patrol-lines',
        id: 1,
        code: 'BX-1',
        name: '北山路',
        center: [0, 0],
        severity: 50,
        required: 7,
        done: 5,
        gapCount: 2,
        reasons: [{ reason: 'tooFar', count: 2 }],
      },
    ],
    hotspots: [],
    plans: {
      total: { outings: 0, unmeasured: 0, plannedKilometers: 0, shares: null },
      areas: [],
      units: [],
      routes: [],
    },
    hours: {
      looked: 168,
      withoutPatrol: 12,
      longest: [{ from: '2026-11-17T18:00:00Z', to: '2026-11-17T23:00:00Z', hours: 5 }],
    },
  }

  it('says the coverage against the week before, the worst gap and the hours nobody was out', () => {
    const { zh, en } = sentencesOf(review, timeZone)
    expect(zh).toEqual([
      '北山街道 2026 年第 47 周（2026-11-16 – 2026-11-22）覆盖率 83.2%，应完成 120，已完成 100，比前一周高 3.1 个百分点。',
      '3 个对象有缺口，最严重的是必巡线“北山路”（2 个时段无人靠近）。',
      '168 小时里有 12 小时没有巡逻，最长一段从 2026-11-18 02:00 起共 5 小时。',
    ])
    expect(en[0]).toContain('coverage 83.2%, 120 required, 100 done; 3.1 percentage points more')
  })

  it('says how much of the planned routes was walked, where any was', () => {
    const shares = { done: 0.8, late: 0.05, missed: 0.15 }
    const total = { outings: 14, unmeasured: 0, plannedKilometers: 30, shares }
    const { zh, en } = sentencesOf({ ...review, plans: { ...review.plans, total } }, timeZone)
    expect(zh[3]).toBe('14 次巡逻按计划路线走，按时走完 80.0%，迟到 5.0%，漏走 15.0%。')
    expect(en[3]).toContain('14 outings followed a planned route: 80.0% done in time')
  })

  it('says so where nothing was required, nothing compares, nothing fell short or nothing was recorded', () => {
    const bare = sentencesOf(
      {
        ...review,
        total: { coverage: null, required: 0, completed: 0, targets: 0, gaps: 0 },
        gaps: [],
        gapTargets: 0,
        hours: { looked: 0, withoutPatrol: 0, longest: [] },
      },
      timeZone,
    )
    expect(bare.zh).toEqual([
      '北山街道 2026 年第 47 周（2026-11-16 – 2026-11-22）没有巡防要求。',
      '没有缺口。',
      '这一周没有轨迹。',
    ])
    expect(sentencesOf({ ...review, before: null }, timeZone).zh[0]).toContain('没有可比的数字')
  })

  it('compares only what is known, and knows no minus zero', () => {
    expect(pointsChanged(0.5, null)).toBeNull()
    expect(pointsChanged(null, 0.5)).toBeNull()
    expect(Object.is(pointsChanged(0.5, 0.50001), 0)).toBe(true)
    expect(pointsChanged(0.4, 0.5)).toBe(-10)
  })
})

describe('planned routes against what was done in a week', () => {
  const part = (state: 'done' | 'late' | 'missed', fromMeters: number, toMeters: number) => ({
    state,
    fromMeters,
    toMeters,
  })
  const outing = (lengthMeters: number, ...stretches: ReturnType<typeof part>[]) => ({
    unitCode: 'XL-1',
    lengthMeters,
    stretches: stretches.length > 0 ? stretches : null,
  })
  const first = outing(1000, part('done', 0, 400), part('missed', 400, 1000))
  const second = outing(1000, part('missed', 0, 300), part('late', 300, 700), part('missed', 700, 1000))
  const untimed = outing(5000)

  it('adds outings up by the length of what they were to walk', () => {
    const long = outing(3000, part('done', 0, 3000))
    const { shares, ...work } = plannedWork([first, long, untimed])
    expect(work).toEqual({ outings: 3, unmeasured: 1, plannedKilometers: 4 })
    expect(shares).toEqual({ done: 3400 / 4000, late: 0, missed: 600 / 4000 })
    expect(plannedWork([untimed])).toMatchObject({ outings: 1, unmeasured: 1, shares: null })
  })

  it('has missed what no outing went along, late or not', () => {
    expect(missedByAll([first, second, untimed], 1000)).toEqual([[700, 1000]])
    expect(missedByAll([second], 1000)).toEqual([
      [0, 300],
      [700, 1000],
    ])
    expect(missedByAll([outing(1000, part('missed', 0, 1000))], 1000)).toEqual([[0, 1000]])
    expect(missedByAll([outing(1000, part('done', 0, 1000))], 1000)).toEqual([])
    expect(missedByAll([untimed], 1000)).toBeNull()
  })
})
