import { type RawBuilder, sql } from 'kysely'
import { type StayLayer } from './contract.ts'
import type { CoveredInterval } from './covered-intervals.ts'
import { type Verdict, verdicts } from './derived-passes.ts'
import type { PassFound, Rejected, StayFound } from './evidence.ts'
import type { NoPassReason } from './passes.ts'

/** Rows as text and arrays would take ten times as long to read: many thousands come in one answer. */
export const packedPass: RawBuilder<Buffer> = sql`
  int8send(patrol_line_id) || int8send(patrol_id) || int8send(unit_id) || float8send(from_seconds) || float8send(to_seconds)
  || float8send(coalesce(covered_share, 0))
  || set_byte('\\x00', 0, array_position(${[...verdicts]}::text[], verdict) - 1
    + CASE WHEN direction = 'backward' THEN 8 ELSE 0 END + CASE WHEN plain_clothes THEN 16 ELSE 0 END)
  || int4send(coalesce(cardinality(covered_meters), 0)) || coalesce(array_send(covered_meters), '\\x')`

export const stayLayers = [
  'patrol-points',
  'key-sections',
  'control-areas',
] as const satisfies readonly StayLayer[]

export const packedStay: RawBuilder<Buffer> = sql`
  int8send(target_id) || int8send(patrol_id) || int8send(unit_id) || float8send(from_seconds) || float8send(to_seconds)
  || float8send(dwell_seconds) || float8send(inside_seconds) || float8send(still_seconds) || float8send(length_meters)
  || set_byte('\\x00', 0, array_position(${[...stayLayers]}::text[], layer) - 1 + CASE WHEN plain_clothes THEN 16 ELSE 0 END)`

/** Dimensions, flags, type, size and lower bound before the values of an array; four bytes of length before each. */
const arrayHeaderBytes = 20
const arrayValueBytes = 12

/** Calls back for every pass, and for every touch that is none. */
export function unpackPasses(
  packed: Buffer,
  onPass: (lineId: number, pass: PassFound) => void,
  onTouch: (lineId: number, touch: Rejected) => void,
): void {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength)
  for (let at = 0; at < packed.length;) {
    const lineId = wholeNumber(view, at)
    const fromSeconds = view.getFloat64(at + 24)
    const toSeconds = view.getFloat64(at + 32)
    const coveredShare = view.getFloat64(at + 40)
    const flags = view.getUint8(at + 48)
    const values = view.getInt32(at + 49)
    const by = {
      patrolId: wholeNumber(view, at + 8),
      unitId: wholeNumber(view, at + 16),
      plainClothes: (flags & 16) !== 0,
    }
    const verdict: Verdict = verdicts[flags & 7]!
    at += 53
    const coveredIntervals: CoveredInterval[] = []
    if (values > 0) {
      const first = at + arrayHeaderBytes + 4
      for (let i = 0; i < values; i += 2) {
        const start = view.getFloat64(first + i * arrayValueBytes)
        coveredIntervals.push([start, view.getFloat64(first + (i + 1) * arrayValueBytes)])
      }
      at += arrayHeaderBytes + values * arrayValueBytes
    }
    if (verdict === 'complete' || verdict === 'partial') {
      onPass(lineId, {
        by,
        fromSeconds,
        toSeconds,
        midSeconds: (fromSeconds + toSeconds) / 2,
        direction: (flags & 8) === 0 ? 'forward' : 'backward',
        coveredShare,
        coveredIntervals,
        complete: verdict === 'complete',
      })
    } else {
      onTouch(lineId, { by, fromSeconds, toSeconds, reason: verdict satisfies NoPassReason })
    }
  }
}

const stayBytes = 73

export function unpackStays(
  packed: Buffer,
  onStay: (layer: StayLayer, targetId: number, stay: StayFound) => void,
): void {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength)
  for (let at = 0; at < packed.length; at += stayBytes) {
    const fromSeconds = view.getFloat64(at + 24)
    const toSeconds = view.getFloat64(at + 32)
    const flags = view.getUint8(at + 72)
    onStay(stayLayers[flags & 3]!, wholeNumber(view, at), {
      by: {
        patrolId: wholeNumber(view, at + 8),
        unitId: wholeNumber(view, at + 16),
        plainClothes: (flags & 16) !== 0,
      },
      fromSeconds,
      toSeconds,
      midSeconds: (fromSeconds + toSeconds) / 2,
      dwellSeconds: view.getFloat64(at + 40),
      insideSeconds: view.getFloat64(at + 48),
      stillSeconds: view.getFloat64(at + 56),
      lengthMeters: view.getFloat64(at + 64),
    })
  }
}

/** An id as int8send writes it. */
function wholeNumber(view: DataView, at: number): number {
  return view.getInt32(at) * 2 ** 32 + view.getUint32(at + 4)
}
