import { describe, expect, it } from 'vitest'
import { FixStream, type Measured } from '../../client/workspaces/record/fix-stream.ts'

const start = Date.parse('2026-11-20T14:00:00Z')
const measured = (seconds: number, more: Partial<Measured> = {}): Measured => ({
  timestamp: start + seconds * 1000,
  longitude: 126.5,
  latitude: 43.8,
  accuracy: 5,
  speed: null,
  heading: NaN,
  ...more,
})
const take = (stream: FixStream, seconds: number) => stream.take(measured(seconds), start + seconds * 1000)

describe('fixes of what the receiver measures', () => {
  it('are later than the one before; a position told twice is one fix', () => {
    const stream = new FixStream(0, null)
    expect(take(stream, 10)).toMatchObject({ fix: { resumed: false, bearing: null }, hiddenSeconds: 0 })
    expect(take(stream, 10)).toBeNull()
    expect(take(stream, 4)).toBeNull()
    expect(take(stream, 11)).not.toBeNull()
  })

  it('break the track after a pause and after the page was closed', () => {
    const stream = new FixStream(0, null)
    take(stream, 0)
    stream.break()
    expect(take(stream, 5)!.fix.resumed).toBe(true)
    expect(take(stream, 6)!.fix.resumed).toBe(false)
    expect(take(new FixStream(0, start), 5)!.fix.resumed).toBe(true)
  })

  it('break the track where the screen was off and nothing was seen, not where fixes went on', () => {
    const stream = new FixStream(0, null)
    take(stream, 0)
    stream.hide()
    expect(take(stream, 10)).toMatchObject({ fix: { resumed: false }, hiddenSeconds: 0 })
    stream.hide()
    expect(take(stream, 50)).toMatchObject({ fix: { resumed: true }, hiddenSeconds: 40 })
    expect(take(stream, 90), 'a receiver that was silent while the page was seen').toMatchObject({
      fix: { resumed: false },
      hiddenSeconds: 0,
    })
  })

  it('carry the time of the server, and of the device where the receiver names another day', () => {
    const stream = new FixStream(120_000, null)
    expect(take(stream, 0)!.fix.time).toBe(start + 120_000)
    const strange = stream.take(measured(0, { timestamp: 5000 }), start + 9000)
    expect(strange!.fix.time).toBe(start + 129_000)
  })
})
