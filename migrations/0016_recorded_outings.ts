import { type Kysely, sql } from 'kysely'

/** Outings recorded on a phone: where recording was resumed after a pause, and why something was not done. No account is stored with either. */
export async function up(db: Kysely<unknown>): Promise<void> {
  // One more mark: 16 the first fix after a pause, before which the track breaks (api/positions/quality.ts).
  await sql`
    ALTER TABLE track_fixes
      DROP CONSTRAINT track_fixes_marks_check,
      ADD CONSTRAINT track_fixes_marks_check CHECK (marks BETWEEN 0 AND 31)`.execute(db)

  // Why an outing left out what was required of a line or point in an occurrence: `day` is the day the occurrence starts on.
  await sql`
    CREATE TABLE missed_reasons (
      district_code text NOT NULL,
      layer text NOT NULL CHECK (layer IN ('patrol-lines', 'patrol-points')),
      target_id bigint NOT NULL,
      day date NOT NULL,
      slot_code text NOT NULL,
      unit_id bigint NOT NULL REFERENCES patrol_units,
      patrol_key text NOT NULL CHECK (length(patrol_key) BETWEEN 1 AND 60),
      reason text NOT NULL CHECK (reason IN ('road_closed', 'weather', 'dispatched', 'no_time', 'other')),
      note text CHECK (length(note) BETWEEN 1 AND 60),
      given_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (district_code, layer, target_id, day, slot_code, unit_id, patrol_key)
    )`.execute(db)
}
