/**
 * What is wrong with a fix, as bits that are added up in `track_fixes.marks`. A marked fix is kept. Jumps and fixes of a wrong clock take no part
 * in the cleaned track; poor accuracy and jitter are only shown. `resumed` says nothing bad: it is the first fix after a pause, as the sender says.
 */
export const fixMarks = { jump: 1, poorAccuracy: 2, clock: 4, jitter: 8, resumed: 16 } as const

/** Fixes with one of these do not count. */
export const uncountedMarks = fixMarks.jump | fixMarks.clock

export const defaults = {
  /** Of a jump: a receiver that is off for longer is somewhere else. */
  longestJumpFixes: 5,
  /** A fix wanders this far while its receiver stands still between houses. */
  restRadiusMeters: 20,
  /** Nobody on patrol needs two minutes for 20 metres. */
  restSeconds: 120,
  /** A standing receiver whose line is this many times as long as the way it came has jittered. */
  restDetour: 3,
}

export interface QualityRules {
  maximumSpeedMetersPerSecond: number
  maximumGapSeconds: number
  poorAccuracyMeters: number
}

/** The fixes of one outing by time: parallel arrays of one length. */
export interface JudgedFixes {
  timeSeconds: ArrayLike<number>
  /** Easting and northing in metres. */
  x: ArrayLike<number>
  y: ArrayLike<number>
  /** Null where the device does not say. */
  accuracyMeters: ArrayLike<number | null>
  /** 1 where the clock was found wrong on arrival. */
  wrongClock: ArrayLike<number>
}

/**
 * The marks of each fix. They follow from the fixes alone, so that it does not matter in which order they came.
 *
 * - Clock: as given; such a fix is no neighbour of any other.
 * - Poor accuracy: the device itself says more metres than the setting allows.
 * - Jump: up to five fixes in a row that cannot be reached from the fix before and from which the next cannot be reached, while that one can be
 *   reached from the fix before: away and back. A place that is never left again is no jump, and the track breaks there.
 * - Jitter at rest: a run of at least two minutes within 20 m, whose line is longer than that and over three times as long as the way it came.
 */
export function qualityMarks(fixes: JudgedFixes, rules: QualityRules): Uint8Array {
  const count = fixes.timeSeconds.length
  const marks = new Uint8Array(count)
  for (let i = 0; i < count; i++) {
    if (fixes.wrongClock[i]) marks[i]! |= fixMarks.clock
    if ((fixes.accuracyMeters[i] ?? 0) > rules.poorAccuracyMeters) marks[i]! |= fixMarks.poorAccuracy
  }
  markJumps(fixes, rules, marks)
  markJitter(fixes, rules, marks)
  return marks
}

function metersBetween({ x, y }: JudgedFixes, a: number, b: number): number {
  return Math.hypot(x[b]! - x[a]!, y[b]! - y[a]!)
}

function unmarked(marks: Uint8Array, unwanted: number): number[] {
  return Array.from(marks.keys()).filter((i) => (marks[i]! & unwanted) === 0)
}

function markJumps(fixes: JudgedFixes, rules: QualityRules, marks: Uint8Array): void {
  const order = unmarked(marks, fixMarks.clock)
  const reaches = (from: number, to: number): boolean =>
    metersBetween(fixes, order[from]!, order[to]!) <=
    rules.maximumSpeedMetersPerSecond * (fixes.timeSeconds[order[to]!]! - fixes.timeSeconds[order[from]!]!)
  let good = 0
  for (let i = 1; i < order.length; i++) {
    if (!reaches(good, i)) {
      let back = i + 1
      const end = Math.min(order.length, i + 1 + defaults.longestJumpFixes)
      while (back < end && (!reaches(good, back) || reaches(back - 1, back))) back++
      if (back < end) {
        for (let jumped = i; jumped < back; jumped++) marks[order[jumped]!]! |= fixMarks.jump
        i = back
      }
    }
    good = i
  }
}

function markJitter(fixes: JudgedFixes, rules: QualityRules, marks: Uint8Array): void {
  const order = unmarked(marks, uncountedMarks)
  for (let start = 0; start < order.length; start++) {
    let end = start
    let meters = 0
    while (
      end + 1 < order.length &&
      metersBetween(fixes, order[start]!, order[end + 1]!) <= defaults.restRadiusMeters &&
      fixes.timeSeconds[order[end + 1]!]! - fixes.timeSeconds[order[end]!]! <= rules.maximumGapSeconds
    ) {
      meters += metersBetween(fixes, order[end]!, order[end + 1]!)
      end++
    }
    const seconds = fixes.timeSeconds[order[end]!]! - fixes.timeSeconds[order[start]!]!
    if (seconds < defaults.restSeconds) continue
    const away = metersBetween(fixes, order[start]!, order[end]!)
    if (meters > defaults.restRadiusMeters && meters > defaults.restDetour * away) {
      for (let i = start; i <= end; i++) marks[order[i]!]! |= fixMarks.jitter
    }
    start = end
  }
}
