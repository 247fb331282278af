import { describe, expect, it } from 'vitest'
import { gapWindow } from '../../client/workspaces/gaps/gap-window.ts'

const zone = 'Asia/Shanghai'
/** 22:34 on 21 November in the district. */
const latest = new Date('2026-11-21T14:34:07Z')

describe('the window of the gaps', () => {
  it('is the last 7 whole days up to the day of the latest data', () => {
    expect(gapWindow(null, latest, zone)).toEqual({
      preset: '7d',
      from: '2026-11-15T00:00:00+08:00',
      to: '2026-11-22T00:00:00+08:00',
      firstDay: '2026-11-15',
      lastDay: '2026-11-21',
    })
    expect(gapWindow('28d', latest, zone)).toMatchObject({ preset: '28d', firstDay: '2026-10-25' })
  })

  it('takes the day of the district, not of the device', () => {
    const afterMidnight = new Date('2026-11-21T16:10:00Z')
    expect(gapWindow(null, afterMidnight, zone).lastDay).toBe('2026-11-22')
  })

  it('ends the last 24 hours with the latest data exactly', () => {
    expect(gapWindow('24h', latest, zone)).toMatchObject({
      preset: '24h',
      from: '2026-11-20T14:34:07.000Z',
      to: '2026-11-21T14:34:07.000Z',
    })
  })

  it('takes chosen days, both included, and nonsense as the usual 7 days', () => {
    expect(gapWindow('2026-11-01/2026-11-03', latest, zone)).toMatchObject({
      preset: null,
      from: '2026-11-01T00:00:00+08:00',
      to: '2026-11-04T00:00:00+08:00',
    })
    for (const text of ['2026-11-03/2026-11-01', '2026-13-01/2026-13-02', '1y', '']) {
      expect(gapWindow(text, latest, zone).preset, text).toBe('7d')
    }
  })
})
