import { describe, expect, it } from 'vitest'
import { dayOf, readWrittenTime } from '../../api/imports/written-time.ts'

const shanghai = { timeZone: 'Asia/Shanghai', dateOrder: 'month-first' } as const

function read(text: string, reading: Parameters<typeof readWrittenTime>[1] = shanghai) {
  const time = readWrittenTime(text, reading)
  return time && [new Date(time.from).toISOString(), new Date(time.to).toISOString(), time.precision]
}

describe('times as files write them', () => {
  it('a wall clock without offset is the time of the zone, one with offset is its own', () => {
    const expected = ['2024-03-05T00:30:00.000Z', '2024-03-05T00:30:00.000Z', 'minute']
    const spellings = [
      '2024-03-05 08:30',
      '2024-03-05T08:30:00',
      '2024/3/5 8:30',
      '2024年3月5日 8时30分',
      '2024年3月5日8点30分',
      '20240305083000',
      '03/05/2024 08:30:00 AM',
      '2024-03-05T00:30:00Z',
      '2024-03-05T08:30:00+0800',
      '2024-03-04T19:30:00-05:00',
      '1709598600',
      '1709598600000',
    ]
    for (const text of spellings) expect(read(text), text).toEqual(expected)
  })

  it('a bare date is the whole day, a bare hour the whole hour', () => {
    expect(read('2024-03-05')).toEqual(['2024-03-04T16:00:00.000Z', '2024-03-05T16:00:00.000Z', 'day'])
    expect(read('20240305')?.[2]).toBe('day')
    expect(read('2024年3月5日')?.[2]).toBe('day')
    expect(read('2024年3月5日 22时')).toEqual([
      '2024-03-05T14:00:00.000Z',
      '2024-03-05T15:00:00.000Z',
      'hour',
    ])
  })

  it('a day of the change to summer time has 23 hours', () => {
    const [from, to] = read('2024-03-10', { ...shanghai, timeZone: 'America/Chicago' })!
    expect(Date.parse(to!) - Date.parse(from!)).toBe(23 * 3_600_000)
  })

  it('day and month are told apart by the chosen order, a number over 12 is always the day', () => {
    expect(read('03/04/2024')?.[0]).toBe('2024-03-03T16:00:00.000Z')
    expect(read('03/04/2024', { ...shanghai, dateOrder: 'day-first' })?.[0]).toBe('2024-04-02T16:00:00.000Z')
    expect(read('25/04/2024')?.[0]).toBe('2024-04-24T16:00:00.000Z')
    expect(read('12/31/2024 12:15:00 AM')?.[0]).toBe('2024-12-30T16:15:00.000Z')
  })

  it('what is no time is none', () => {
    for (const text of [
      '',
      '昨天',
      '2024-02-30',
      '2024-13-01',
      '25:00',
      '13/13/2024',
      '03/05/2024 13:00 PM',
    ]) {
      expect(read(text), text).toBeUndefined()
    }
  })

  it('zeros that stand for no time make a day', () => {
    const time = readWrittenTime('2024-03-05 00:00:00', shanghai)!
    expect(time.midnight).toBe(true)
    expect(dayOf(time, 'Asia/Shanghai')).toMatchObject({ precision: 'day', to: Date.UTC(2024, 2, 5, 16) })
  })
})
