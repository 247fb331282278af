import type { z } from 'zod'
import type { positionBatch, sendPositions } from '../../../api/positions/contract.ts'
import type { giveMissedReasons } from '../../../api/patrols/contract.ts'
import type { DeviceStore } from './device-store.ts'
import type { DeviceFix, Outing } from './outing.ts'

/** Positions of one request. */
export const BATCH_SIZE = 500

export type Batch = z.input<typeof positionBatch>
type Receipt = z.infer<typeof sendPositions.response>
type Reasons = z.input<typeof giveMissedReasons.body>

/** The server, as sending needs it. Both throw when there was no answer or it was no success. */
export interface Server {
  positions(batch: Batch): Promise<Receipt>
  reasons(patrolKey: string, reasons: Reasons): Promise<unknown>
}

/** What the server answers where it is no success. */
export interface Refusal {
  /** 0 when there was no answer. */
  status: number
  field?: string | undefined
  message: string
}

/**
 * `done`: the server has everything there is so far. `more`: something was acknowledged, and there is more. `later`: no network, or the server is
 * busy. `signed-out`: nobody is signed in. `foreign`: whoever is signed in may not send for this unit. `refused`: the server will not take it.
 */
export type Outcome = 'done' | 'more' | 'later' | 'signed-out' | 'foreign' | 'refused'

/**
 * Sends the next batch of an outing. It is acknowledged on the device only after the answer: what is cut off in between is sent again, and the server,
 * which knows fixes by unit and time, stores it once.
 *
 * @param now milliseconds since 1970 by the server's clock
 */
export async function sendNext(
  store: DeviceStore,
  key: string,
  server: Server,
  refusalOf: (error: unknown) => Refusal,
  now: () => number,
): Promise<{ outcome: Outcome; message?: string }> {
  const outing = await store.outing(key)
  if (!outing) return { outcome: 'done' }
  const fixes = await store.unsent(key, BATCH_SIZE)
  const isLast = fixes.length < BATCH_SIZE
  const declares = declarationOf(outing, isLast)
  if (fixes.length === 0 && declares === outing.declared) return sendReasons(store, outing, server, refusalOf)
  try {
    const receipt = await server.positions(batchOf(outing, fixes, declares, now()))
    await store.acknowledge(
      key,
      fixes.map(({ time }) => time),
      (current) => ({
        declared: current.declared === 'undeclared' ? 'undeclared' : declares,
        refused: withReasons(current.refused, receipt),
      }),
    )
    return { outcome: 'more' }
  } catch (error) {
    const refusal = refusalOf(error)
    // A start or end that cannot be is left out, and the positions are kept.
    if (refusal.status === 400 && (refusal.field === 'startedAt' || refusal.field === 'endedAt')) {
      await store.change(key, () => ({ declared: 'undeclared' }))
      return { outcome: 'more' }
    }
    // So is a route that was given up meanwhile.
    if (refusal.status === 400 && refusal.field === 'route' && outing.route) {
      await store.change(key, () => ({ route: null }))
      return { outcome: 'more' }
    }
    return { outcome: outcomeOf(refusal.status), message: refusal.message }
  }
}

/** What of start and end the server knows after the next batch. */
function declarationOf(outing: Outing, isLast: boolean): Outing['declared'] {
  if (outing.declared === 'undeclared' || outing.declared === 'end') return outing.declared
  return outing.endedAt !== null && isLast ? 'end' : 'start'
}

function batchOf(outing: Outing, fixes: DeviceFix[], declares: Outing['declared'], now: number): Batch {
  const iso = (time: number) => new Date(time).toISOString()
  return {
    unit: outing.unit,
    mode: outing.mode,
    attire: outing.attire,
    patrolKey: outing.key,
    ...(outing.route && { route: outing.route.code }),
    ...(declares !== outing.declared &&
      outing.declared === 'nothing' && { startedAt: iso(outing.startedAt) }),
    ...(declares !== outing.declared && declares === 'end' && { endedAt: iso(outing.endedAt!) }),
    sentAt: iso(now),
    positions: fixes.map(({ time, lon, lat, accuracy, speed, bearing, resumed }) => ({
      time: iso(time),
      lon,
      lat,
      ...(accuracy !== null && { accuracy }),
      ...(speed !== null && { speed }),
      ...(bearing !== null && { bearing }),
      ...(resumed && { resumed }),
    })),
  }
}

async function sendReasons(
  store: DeviceStore,
  outing: Outing,
  server: Server,
  refusalOf: (error: unknown) => Refusal,
): Promise<{ outcome: Outcome; message?: string }> {
  if (outing.endedAt === null || !outing.reasons || outing.reasons.length === 0) return { outcome: 'done' }
  try {
    await server.reasons(outing.key, { unit: outing.unit, reasons: outing.reasons })
    await store.change(outing.key, () => ({ reasons: [] }))
    return { outcome: 'more' }
  } catch (error) {
    const { status, message } = refusalOf(error)
    return { outcome: outcomeOf(status), message }
  }
}

function outcomeOf(status: number): Outcome {
  if (status === 401) return 'signed-out'
  if (status === 403) return 'foreign'
  return status === 0 || status === 429 || status >= 500 ? 'later' : 'refused'
}

function withReasons(refused: Outing['refused'], { reasons }: Receipt): Outing['refused'] {
  const counts = { ...refused }
  for (const { reason } of reasons) counts[reason] = (counts[reason] ?? 0) + 1
  return counts
}

/** Whether the server has all of an outing that is over, reasons included. */
export function isDelivered({ endedAt, declared, reasons }: Outing, unsentCount: number): boolean {
  return (
    endedAt !== null &&
    unsentCount === 0 &&
    declared !== 'nothing' &&
    declared !== 'start' &&
    reasons?.length === 0
  )
}
