import { DateTime } from 'luxon'
import { longestPatrolHours } from './patrol-of-track.ts'

/** A hole this long ends an outing that its sender does not number. */
const silenceSeconds = 30 * 60
/** A number used again after half a day is another outing: some devices send the same one every day. */
const numberedSilenceSeconds = 12 * 3600
const longestSeconds = longestPatrolHours * 3600
/** Where positions never end, outings are cut when the night shift goes home and the day shift begins. */
const shiftChangeHour = 6

export interface GroupedFix {
  unitCode: string
  /** The sender's own number of the outing, where it has one. */
  patrolKey: string | null
  timeSeconds: number
}

interface Span {
  fromSeconds: number
  toSeconds: number
}

/** An outing that is stored already. */
export interface KnownOuting extends Span {
  id: number
}

export interface PlannedOuting extends Span {
  /** Known outings that are this one now, the earliest first; none when it is new. */
  memberIds: number[]
}

/** The longest silence within one outing. */
export function longestSilenceSeconds(patrolKey: string | null): number {
  return patrolKey === null ? silenceSeconds : numberedSilenceSeconds
}

/** How far from a fix outings may lie that its arrival can change. */
export function reachSeconds(patrolKey: string | null): number {
  return longestSeconds + longestSilenceSeconds(patrolKey)
}

/**
 * Groups fixes into outings: those of one unit and number with no longer silence between two, cut at the change of shift where that lasts over
 * 24 hours. Each group is in order of time.
 */
export function groupIntoPatrols<Fix extends GroupedFix>(fixes: Fix[], timeZone: string): Fix[][] {
  const byKey = new Map<string, Fix[]>()
  for (const fix of fixes) {
    const key = JSON.stringify([fix.unitCode, fix.patrolKey])
    const group = byKey.get(key)
    if (group) group.push(fix)
    else byKey.set(key, [fix])
  }
  const patrols: Fix[][] = []
  for (const group of byKey.values()) {
    group.sort((a, b) => a.timeSeconds - b.timeSeconds)
    const times = group.map((fix) => fix.timeSeconds)
    let start = 0
    for (const outing of planOutings([], times, group[0]!.patrolKey, timeZone)) {
      let end = start
      while (end < group.length && times[end]! <= outing.toSeconds) end++
      patrols.push(group.slice(start, end))
      start = end
    }
  }
  return patrols.sort((a, b) => a[0]!.timeSeconds - b[0]!.timeSeconds)
}

/**
 * Known outings that must be divided, and where, before `planOutings`: with the new fixes they belong to something that lasts over 24 hours.
 *
 * @param known outings of one unit and number around the fixes, as far as `reachSeconds`
 * @param timesSeconds of the new fixes
 */
export function divisionsOf(
  known: KnownOuting[],
  timesSeconds: number[],
  patrolKey: string | null,
  timeZone: string,
): { id: number; atSeconds: number[] }[] {
  return chainsOf(known, timesSeconds, patrolKey)
    .filter(isTooLong)
    .flatMap((chain) => chain.members)
    .flatMap(({ id, fromSeconds, toSeconds }) => {
      const atSeconds = id === undefined ? [] : shiftChanges(fromSeconds, toSeconds, timeZone)
      return atSeconds.length === 0 ? [] : [{ id: id!, atSeconds }]
    })
}

/**
 * What the outings are once the fixes are there. It follows from the set of all fixes alone, whatever the order in which they come: outings are the
 * longest runs without a long silence; a run of over 24 hours is cut at every change of shift.
 *
 * @param known outings of one unit and number around the fixes, divided where `divisionsOf` says so
 * @returns in order of time; known outings that stay as they are, are left out
 */
export function planOutings(
  known: KnownOuting[],
  timesSeconds: number[],
  patrolKey: string | null,
  timeZone: string,
): PlannedOuting[] {
  const planned: PlannedOuting[] = []
  for (const chain of chainsOf(known, timesSeconds, patrolKey)) {
    const cuts = isTooLong(chain) ? shiftChanges(chain.fromSeconds, chain.toSeconds, timeZone) : []
    let shift = 0
    let members: Member[] = []
    const close = () => {
      const ids = members.flatMap(({ id }) => (id === undefined ? [] : [id]))
      if (members.length > ids.length || ids.length > 1) {
        planned.push({ ...spanOf(members), memberIds: ids })
      }
      members = []
    }
    for (const member of chain.members) {
      if (shift < cuts.length && member.fromSeconds >= cuts[shift]!) {
        close()
        while (shift < cuts.length && member.fromSeconds >= cuts[shift]!) shift++
      }
      members.push(member)
    }
    close()
  }
  return planned
}

interface Member extends Span {
  id?: number
}

interface Chain extends Span {
  /** In order of their start. */
  members: Member[]
}

/** Runs of outings and fixes without a long silence between. */
function chainsOf(known: KnownOuting[], timesSeconds: number[], patrolKey: string | null): Chain[] {
  const silence = longestSilenceSeconds(patrolKey)
  const members: Member[] = [
    ...known,
    ...timesSeconds.map((time) => ({ fromSeconds: time, toSeconds: time })),
  ].sort((a, b) => a.fromSeconds - b.fromSeconds)
  const chains: Chain[] = []
  for (const member of members) {
    const chain = chains.at(-1)
    if (chain && member.fromSeconds - chain.toSeconds <= silence) {
      chain.members.push(member)
      chain.toSeconds = Math.max(chain.toSeconds, member.toSeconds)
    } else {
      chains.push({ ...member, members: [member] })
    }
  }
  return chains
}

function isTooLong({ fromSeconds, toSeconds }: Span): boolean {
  return toSeconds - fromSeconds > longestSeconds
}

function spanOf(members: Member[]): Span {
  const toSeconds = members.reduce((latest, member) => Math.max(latest, member.toSeconds), -Infinity)
  return { fromSeconds: members[0]!.fromSeconds, toSeconds }
}

/** The changes of shift after the start of a span and up to its end: what begins there belongs to the new shift. */
function shiftChanges(fromSeconds: number, toSeconds: number, timeZone: string): number[] {
  const changes: number[] = []
  let change = DateTime.fromSeconds(fromSeconds, { zone: timeZone }).set({
    hour: shiftChangeHour,
    minute: 0,
    second: 0,
    millisecond: 0,
  })
  for (; change.toSeconds() <= toSeconds; change = change.plus({ days: 1 })) {
    if (change.toSeconds() > fromSeconds) changes.push(change.toSeconds())
  }
  return changes
}
