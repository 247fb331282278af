import { type Kysely, sql } from 'kysely'

/** Presence in control areas is kept by the hour too: core, key and campaign areas are looked at by hour of the week. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`ALTER TABLE presence_hours DROP CONSTRAINT presence_hours_layer_check`.execute(db)
  await sql`
    ALTER TABLE presence_hours ADD CONSTRAINT presence_hours_layer_check
    CHECK (layer IN ('grids', 'courtyards', 'control-areas', 'cells'))`.execute(db)
}
