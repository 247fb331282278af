import type { UnitState } from './contract.ts'

export interface UnitStateRules {
  staySeconds: number
  silentSeconds: number
  shownAfterEndSeconds: number
}

/** What the state of a unit follows from; seconds since 1970. */
export interface LastSeen {
  fixedSeconds: number
  stillSinceSeconds: number
  /** Null until an end is declared. */
  endedSeconds: number | null
  /** A silence that lasts longer ends the outing. */
  longestSilenceSeconds: number
}

/**
 * The state of a unit at a moment, and since when it holds.
 *
 * - `ended`: an end was declared, or the silence is too long to belong to one outing;
 * - `silent`: nothing for `silentSeconds`, since the last fix;
 * - `staying`: for `staySeconds`, up to its last fix, not out of the circle; since it came there;
 * - `moving`: anything else, since it left the last circle.
 *
 * @returns null once an end lies `shownAfterEndSeconds` back: the unit is no longer shown
 */
export function unitState(
  { fixedSeconds, stillSinceSeconds, endedSeconds, longestSilenceSeconds }: LastSeen,
  nowSeconds: number,
  rules: UnitStateRules,
): { state: UnitState; sinceSeconds: number } | null {
  const silence = nowSeconds - fixedSeconds
  const end = endedSeconds ?? (silence > longestSilenceSeconds ? fixedSeconds + longestSilenceSeconds : null)
  if (end !== null) {
    return nowSeconds - end > rules.shownAfterEndSeconds ? null : { state: 'ended', sinceSeconds: end }
  }
  if (silence >= rules.silentSeconds) return { state: 'silent', sinceSeconds: fixedSeconds }
  const isStaying = fixedSeconds - stillSinceSeconds >= rules.staySeconds
  return { state: isStaying ? 'staying' : 'moving', sinceSeconds: stillSinceSeconds }
}
