import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { frameOfMessage, FrameReader, messageOfFrame } from '../../api/positions/adapters/jt808-frame.ts'
import { readLocation, readLocationBatch } from '../../api/positions/adapters/jt808-location.ts'

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex')
const contentsOf = (...chunks: Buffer[]) => {
  const reader = new FrameReader()
  return chunks.flatMap((chunk) => reader.push(chunk))
}
const messagesOf = (...chunks: Buffer[]) => contentsOf(...chunks).map(messageOfFrame)

/** A heartbeat, its checksum added up by hand. */
const heartbeat2013 = hex('7e 0002 0000 013800138000 0001 a9 7e')
const heartbeat2019 = hex('7e 0002 4000 01 00000000013800138000 0001 e8 7e')

describe('frames of JT/T 808', () => {
  it('are read in both headers', () => {
    expect(messagesOf(heartbeat2013)).toEqual([
      {
        id: 2,
        number: '013800138000',
        protocolVersion: null,
        serial: 1,
        body: Buffer.alloc(0),
        unsupported: false,
      },
    ])
    expect(messagesOf(heartbeat2019)).toMatchObject([
      { id: 2, number: '00000000013800138000', protocolVersion: 1, serial: 1 },
    ])
  })

  it('are written byte by byte as the standard says', () => {
    const answer = { id: 0x8001, number: '013800138000', protocolVersion: null, serial: 0 }
    expect(frameOfMessage({ ...answer, body: hex('0001 0002 00') })).toEqual(
      hex('7e 8001 0005 013800138000 0000 0001 0002 00 2d 7e'),
    )
  })

  it('write 0x7e and 0x7d escaped, as in the example of the standard', () => {
    const frame = frameOfMessage({
      id: 0x8001,
      number: '013800138000',
      protocolVersion: null,
      serial: 0,
      body: hex('30 7e 08 7d 55'),
    })
    expect(frame.toString('hex')).toContain('307d02087d0155')
    expect(frame.subarray(1, -1).includes(0x7e)).toBe(false)
    expect(messagesOf(frame)[0]!.body).toEqual(hex('30 7e 08 7d 55'))
  })

  it('escape a checksum too', () => {
    // 0x7e as the body makes the checksum a9 ^ 01 (length) ^ d6 = 7e.
    const frame = frameOfMessage({
      id: 2,
      number: '013800138000',
      protocolVersion: null,
      serial: 1,
      body: hex('d6'),
    })
    expect(frame.subarray(-3)).toEqual(hex('7d 02 7e'))
    expect(messagesOf(frame)[0]!.body).toEqual(hex('d6'))
  })

  it('come in pieces, several at once, and with one mark between two', () => {
    const both = Buffer.concat([heartbeat2013, heartbeat2019])
    expect(messagesOf(both)).toHaveLength(2)
    expect(messagesOf(...[...both].map((byte) => Buffer.from([byte])))).toEqual(messagesOf(both))
    const shared = Buffer.concat([heartbeat2013, heartbeat2019.subarray(1)])
    expect(messagesOf(shared)).toEqual(messagesOf(both))
  })

  it.each([
    ['a wrong checksum', '7e 0002 0000 013800138000 0001 a8 7e'],
    ['a wrong escape', '7e 0002 0000 01380013807d03 0001 a9 7e'],
    ['an escape at the end', '7e 0002 0000 013800138000 0001 a97d 7e'],
    ['a wrong length', '7e 0002 0001 013800138000 0001 a8 7e'],
    ['a number that is no BCD', '7e 0002 0000 0a3800138000 0001 a2 7e'],
    ['too few bytes', '7e 0002 7e'],
  ])('with %s are none, and the next is read', (_, text) => {
    expect(messagesOf(hex(text), heartbeat2013)).toMatchObject([null, { id: 2 }])
  })

  it('without an end are given up', () => {
    const reader = new FrameReader()
    const contents = [0x7e, ...Array<number>(2000).fill(1)].flatMap((byte) =>
      reader.push(Buffer.alloc(2, byte)),
    )
    expect(contents.map(messageOfFrame)).toEqual([null])
    expect(reader.push(heartbeat2013).map(messageOfFrame).at(-1)).toMatchObject({ id: 2 })
  })

  it('say what this server cannot read: encrypted, or one of several parts', () => {
    const encrypted = '0002 0400 013800138000 0001'
    const part = '0002 2000 013800138000 0001 0002 0001'
    for (const text of [encrypted, part]) {
      const bytes = hex(text)
      const sum = bytes.reduce((all, byte) => all ^ byte, 0)
      expect(messageOfFrame(Buffer.concat([bytes, Buffer.from([sum])]))).toMatchObject({ unsupported: true })
    }
  })

  it('come back as they were, whatever the bytes and the pieces', () => {
    const message = fc.record({
      id: fc.nat({ max: 0xffff }),
      number: fc.constantFrom('013800138000', '00000000013800138000'),
      serial: fc.nat({ max: 0xffff }),
      body: fc.uint8Array({ maxLength: 1023 }).map((bytes) => Buffer.from(bytes)),
    })
    fc.assert(
      fc.property(fc.array(message, { maxLength: 4 }), fc.integer({ min: 1, max: 50 }), (sent, size) => {
        const full = sent.map((one) => ({ ...one, protocolVersion: one.number.length === 20 ? 1 : null }))
        const bytes = Buffer.concat(full.map(frameOfMessage))
        const chunks: Buffer[] = []
        for (let start = 0; start < bytes.length; start += size)
          chunks.push(bytes.subarray(start, start + size))
        expect(messagesOf(...chunks)).toEqual(full.map((one) => ({ ...one, unsupported: false })))
      }),
    )
  })
})

describe('location reports', () => {
  // Located; 43.8 north, 126.5 east; 36.0 km/h; 90 degrees; 2026-11-21 08:30:15 in GMT+8.
  const report = '00000000 00000002 029c55c0 078a3ca0 00c8 0168 005a 261121083015'

  it('are read with their time in GMT+8', () => {
    expect(readLocation(hex(report))).toEqual({
      time: '2026-11-21T08:30:15+08:00',
      lat: expect.closeTo(43.8, 9),
      lon: expect.closeTo(126.5, 9),
      speed: expect.closeTo(10, 9),
      bearing: 90,
    })
    expect(readLocation(hex(`${report} 0104 00000064`))).toMatchObject({ bearing: 90 })
  })

  it('in the south and west are below zero; without reception there is no position', () => {
    expect(readLocation(hex(report.replace('00000002', '0000000e')))).toMatchObject({
      lat: expect.closeTo(-43.8, 9),
      lon: expect.closeTo(-126.5, 9),
    })
    expect(readLocation(hex(report.replace('00000002', '00000000')))).toBe('no-fix')
    expect(readLocation(hex(report).subarray(0, 27))).toBeNull()
  })

  it('come in batches, each with its length', () => {
    const batch = hex(`0002 01 001c ${report} 0022 ${report} 0104 00000064`)
    expect(readLocationBatch(batch)).toHaveLength(2)
    expect(readLocationBatch(batch.subarray(0, -1))).toBeNull()
    expect(readLocationBatch(Buffer.concat([batch, hex('00')]))).toBeNull()
    expect(readLocationBatch(hex('00'))).toBeNull()
  })
})
