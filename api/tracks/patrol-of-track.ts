import { type RawBuilder, sql } from 'kysely'

/** No outing lasts longer: a track begins with its first fix, at most so long after its patrol, and reaches no further. */
export const longestPatrolHours = 24

/** The patrol of a track, for the `ON` of a join; aliases or tables. */
export function patrolOfTrack(patrols: string, tracks: string): RawBuilder<boolean> {
  const startedAt = sql.ref(`${tracks}.started_at`)
  return sql<boolean>`${sql.ref(`${patrols}.district_code`)} = ${sql.ref(`${tracks}.district_code`)}
    AND ${sql.ref(`${patrols}.id`)} = ${sql.ref(`${tracks}.patrol_id`)}
    AND ${sql.ref(`${patrols}.started_at`)} BETWEEN ${startedAt} - ${longestPatrolHours}::int * interval '1 hour' AND ${startedAt}`
}

/** Bounds of their own for the patrols of tracks that start in `[from, to)`, so that only the partitions of those days are read. */
export function patrolsOfTracksStartedIn(patrols: string, from: Date, to: Date): RawBuilder<boolean> {
  const startedAt = sql.ref(`${patrols}.started_at`)
  return sql<boolean>`${startedAt} >= ${earliestStart(from)}::timestamptz AND ${startedAt} < ${to}::timestamptz`
}

/** Tracks that started before this cannot reach past the instant. */
export function earliestStart(instant: Date): Date {
  return new Date(instant.getTime() - longestPatrolHours * 3_600_000)
}
