import { describe, expect, it } from 'vitest'
import { momentIn, momentRange, momentText } from '../../client/workspaces/gaps/reach/moment-range.ts'

const at = (text: string) => Date.parse(`2026-11-27T${text}:00Z`)

describe('the moments of the reach view', () => {
  it('are the quarters of an hour of the window that are known', () => {
    const range = momentRange('2026-11-27T00:05:00Z', '2026-11-27T02:00:00Z', at('01:50'))!
    expect(range).toEqual({ first: at('00:15'), last: at('01:45') })
    expect(momentRange('2026-11-27T00:00:00Z', '2026-11-27T02:00:00Z', at('23:00'))!.last).toBe(at('01:45'))
    expect(momentRange('2026-11-27T03:00:00Z', '2026-11-27T04:00:00Z', at('01:50'))).toBeNull()
  })

  it('are read from the address, within the range, and written as they are read', () => {
    const range = { first: at('00:15'), last: at('01:45') }
    expect(momentIn(range, null)).toBe(range.last)
    expect(momentIn(range, 'nonsense')).toBe(range.last)
    expect(momentIn(range, '2026-11-27T00:50Z')).toBe(at('00:45'))
    expect(momentIn(range, '2026-11-26T00:00Z')).toBe(range.first)
    expect(momentIn(range, momentText(at('01:00')))).toBe(at('01:00'))
  })
})
