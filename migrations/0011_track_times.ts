import { type Kysely, sql } from 'kysely'

/** Old tracks lose the time of each vertex together with their raw fixes; M is 0 then. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`ALTER TABLE tracks ADD COLUMN has_times boolean NOT NULL DEFAULT true`.execute(db)
  await sql`CREATE INDEX tracks_by_times ON tracks (district_code, has_times, ended_at)`.execute(db)
}
