const dayHours = 24

/** What one outing did at a hotspot in one hour. */
export interface StayHour {
  /** Hours since 1970. */
  hour: number
  patrolId: number
  seconds: number
  /** Stays long enough that began in the hour. */
  effectiveStays: number
}

export interface StayRule {
  /** A stay is asked for in each block of so many hours; hours are the finest that is kept of presence. */
  blockHours: number
  effectiveStaySeconds: number
}

/** Hours of the day of a slot: from, and the hour after the last; equal for the whole day. */
export interface SlotHours {
  fromHour: number
  toHour: number
}

/**
 * How many blocks of a slot saw an effective stay: one outing there for as long within the block, at once or added up, or a stay that began in it and
 * went on. Slots round midnight belong to the day they begin on; a block counts if all its hours are among those that are known.
 *
 * @param known hours since 1970 with their hour of the local week, in the order of time
 * @param stays of all outings at the hotspot
 */
export function blocksWithStay(
  known: readonly { hour: number; hourOfWeek: number }[],
  stays: readonly StayHour[],
  { fromHour, toHour }: SlotHours,
  { blockHours, effectiveStaySeconds }: StayRule,
): { blocks: number; met: number; stays: number; seconds: number; lastHour: number | null } {
  const length = (toHour - fromHour + dayHours) % dayHours || dayHours
  const blockOf = new Map<number, number>()
  const hoursIn = new Map<number, number>()
  for (const { hour, hourOfWeek } of known) {
    const intoSlot = ((hourOfWeek % dayHours) - fromHour + dayHours) % dayHours
    if (intoSlot >= length) continue
    // Named by the hour it begins with: unique over days.
    const block = hour - (intoSlot % blockHours)
    blockOf.set(hour, block)
    hoursIn.set(block, (hoursIn.get(block) ?? 0) + 1)
  }
  const lengthOf = (block: number): number => {
    const first = known.find(({ hour }) => hour === block)
    const intoSlot = first ? ((first.hourOfWeek % dayHours) - fromHour + dayHours) % dayHours : 0
    return Math.min(blockHours, length - intoSlot)
  }
  const whole = new Set(
    [...hoursIn].filter(([block, hours]) => hours === lengthOf(block)).map(([block]) => block),
  )
  const secondsOf = new Map<string, number>()
  const met = new Set<number>()
  let [count, seconds] = [0, 0]
  let lastHour: number | null = null
  for (const stay of stays) {
    const block = blockOf.get(stay.hour)
    if (block === undefined) continue
    seconds += stay.seconds
    lastHour = Math.max(lastHour ?? -Infinity, stay.hour)
    if (!whole.has(block)) continue
    const key = `${block} ${stay.patrolId}`
    const before = secondsOf.get(key) ?? 0
    const sum = before + stay.seconds
    secondsOf.set(key, sum)
    const isFirst = before < effectiveStaySeconds && sum >= effectiveStaySeconds
    count += Math.max(stay.effectiveStays, isFirst ? 1 : 0)
    if (stay.effectiveStays > 0 || sum >= effectiveStaySeconds) met.add(block)
  }
  return { blocks: whole.size, met: met.size, stays: count, seconds, lastHour }
}
