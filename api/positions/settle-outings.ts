import type { Transaction } from 'kysely'
import type { DB as Tables } from '../database/tables.ts'
import type { TrackChange } from '../tracks/changed.ts'
import { divisionsOf, planOutings, type PlannedOuting } from '../tracks/outings.ts'
import {
  fixSpan,
  insertOutings,
  moveFixes,
  newOutingIds,
  type OutingOwner,
  outingsAround,
  removeOuting,
  type StoredOuting,
  updateOuting,
} from './outing-queries.ts'

type Trx = Transaction<Tables>

/** What a batch says of the outing it belongs to. */
export interface Arriving {
  /** Times of new fixes and of a declared start and end, in order. */
  timesSeconds: number[]
  mode: string
  attire: string
  routeId: number | null
  closedSeconds: number | null
}

export interface SettledOuting {
  outing: StoredOuting
  /** Joined from several, or cut from one: its old track shows something else. */
  regrouped: boolean
}

export interface Settled {
  /** Every outing whose track has to be written anew, by start. */
  outings: SettledOuting[]
  removed: TrackChange[]
}

/**
 * Brings the outings of a unit up to date with what arrives: new ones, longer ones, joined ones, and those that are cut because they last too long.
 * Fixes that are stored already change their outing with it; new ones are the caller's to store.
 */
export async function settleOutings(
  trx: Trx,
  owner: OutingOwner,
  arriving: Arriving,
  timeZone: string,
): Promise<Settled> {
  const { timesSeconds } = arriving
  if (timesSeconds.length === 0) return { outings: [], removed: [] }
  const around = await outingsAround(trx, owner, timesSeconds[0]!, timesSeconds.at(-1)!)
  const cut: StoredOuting[] = []
  let known = around
  for (const division of divisionsOf(around, timesSeconds, owner.patrolKey, timeZone)) {
    const whole = known.find(({ id }) => id === division.id)!
    const parts = await divide(trx, owner, whole, division.atSeconds)
    cut.push(...parts)
    known = [...known.filter(({ id }) => id !== division.id), ...parts]
  }
  const plan = planOutings(known, timesSeconds, owner.patrolKey, timeZone)
  const settled = await apply(trx, owner, plan, known, arriving)
  const done = new Set(settled.outings.map(({ outing }) => outing.id))
  const gone = new Set(settled.removed.map(({ patrolId }) => patrolId))
  const onlyCut = cut.filter(({ id }) => !done.has(id) && !gone.has(id))
  const cutIds = new Set(cut.map(({ id }) => id))
  return {
    outings: [
      ...settled.outings.map(({ outing, regrouped }) => ({
        outing,
        regrouped: regrouped || cutIds.has(outing.id),
      })),
      ...onlyCut.map((outing) => ({ outing, regrouped: true })),
    ].sort((a, b) => a.outing.fromSeconds - b.outing.fromSeconds),
    removed: settled.removed,
  }
}

/** Cuts an outing; its first part keeps the id and a declared start, its last a declared end. */
async function divide(
  trx: Trx,
  owner: OutingOwner,
  whole: StoredOuting,
  atSeconds: number[],
): Promise<StoredOuting[]> {
  const limits = [whole.fromSeconds, ...atSeconds, whole.toSeconds + 1]
  const spans: { fromSeconds: number; toSeconds: number }[] = []
  for (let part = 0; part + 1 < limits.length; part++) {
    const isFirst = part === 0
    const isLast = part + 2 === limits.length
    const fixes = await fixSpan(trx, owner, whole.id, limits[part]!, limits[part + 1]!)
    const fromSeconds = isFirst
      ? whole.fromSeconds
      : (fixes?.fromSeconds ?? (isLast ? whole.toSeconds : null))
    const toSeconds = isLast ? whole.toSeconds : (fixes?.toSeconds ?? (isFirst ? whole.fromSeconds : null))
    if (fromSeconds !== null && toSeconds !== null) spans.push({ fromSeconds, toSeconds })
  }
  const ids = [whole.id, ...(await newOutingIds(trx, spans.length - 1))]
  const parts = spans.map((span, part): StoredOuting => ({
    ...whole,
    ...span,
    id: ids[part]!,
    closedSeconds: part === spans.length - 1 ? whole.closedSeconds : null,
  }))
  await updateOuting(trx, owner, whole, parts[0]!)
  await insertOutings(trx, owner, parts.slice(1))
  for (const part of parts.slice(1)) await moveFixes(trx, owner, whole.id, part.id, part)
  return parts
}

async function apply(
  trx: Trx,
  owner: OutingOwner,
  plan: PlannedOuting[],
  known: StoredOuting[],
  arriving: Arriving,
): Promise<Settled> {
  const byId = new Map(known.map((outing) => [outing.id, outing]))
  const freshIds = await newOutingIds(trx, plan.filter(({ memberIds }) => memberIds.length === 0).length)
  const fresh: StoredOuting[] = []
  const outings: SettledOuting[] = []
  const removed: TrackChange[] = []
  for (const planned of plan) {
    const members = planned.memberIds.map((id) => byId.get(id)!)
    const outing = merged(planned, members, members[0]?.id ?? freshIds.shift()!, arriving)
    outings.push({ outing, regrouped: members.length > 1 })
    if (members.length === 0) fresh.push(outing)
    else await updateOuting(trx, owner, members[0]!, outing)
    for (const member of members.slice(1)) {
      await moveFixes(trx, owner, member.id, outing.id, member)
      await removeOuting(trx, owner, member)
      removed.push({
        patrolId: member.id,
        unitId: owner.unitId,
        from: new Date(member.fromSeconds * 1000),
        to: new Date(member.toSeconds * 1000),
        removed: true,
      })
    }
  }
  await insertOutings(trx, owner, fresh)
  return { outings, removed }
}

/**
 * Mode of the earliest part; plain clothes as soon as any part was in them; the route of the lowest number where parts name several, whichever came
 * first; closed at the latest end that was declared.
 */
function merged(
  planned: PlannedOuting,
  members: StoredOuting[],
  id: number,
  arriving: Arriving,
): StoredOuting {
  const { fromSeconds, toSeconds } = planned
  const first = members[0]
  const hasArriving = arriving.timesSeconds.some((time) => time >= fromSeconds && time <= toSeconds)
  const isPlain =
    members.some(({ attire }) => attire === 'plain') || (hasArriving && arriving.attire === 'plain')
  const routeIds = members.map(({ routeId }) => routeId)
  if (hasArriving) routeIds.push(arriving.routeId)
  const named = routeIds.filter((routeId) => routeId !== null)
  const ends = members.map(({ closedSeconds }) => closedSeconds)
  const closedHere = arriving.closedSeconds !== null && arriving.closedSeconds <= toSeconds
  if (closedHere && arriving.closedSeconds! >= fromSeconds) ends.push(arriving.closedSeconds)
  const declared = ends.filter((seconds) => seconds !== null)
  return {
    id,
    fromSeconds,
    toSeconds,
    mode: first !== undefined && first.fromSeconds <= fromSeconds ? first.mode : arriving.mode,
    attire: isPlain ? 'plain' : 'uniform',
    routeId: named.length > 0 ? Math.min(...named) : null,
    closedSeconds: declared.length > 0 ? Math.max(...declared) : null,
  }
}
