import { type Kysely, sql } from 'kysely'

/** Version, change time and layer version of a small table follow every change by trigger. */
export async function trackRecord(db: Kysely<unknown>, table: string, layer: string): Promise<void> {
  await sql`
    CREATE TRIGGER ${sql.id(`${table}_touch`)} BEFORE UPDATE ON ${sql.id(table)}
    FOR EACH ROW EXECUTE FUNCTION touch_record()`.execute(db)
  await countLayerChanges(db, table, layer)
}

/** Only the layer version follows: for tables whose rows are never edited one by one. */
export async function countLayerChanges(db: Kysely<unknown>, table: string, layer: string): Promise<void> {
  await sql`
    CREATE TRIGGER ${sql.id(`${table}_layer_version`)} AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON ${sql.id(table)}
    FOR EACH STATEMENT EXECUTE FUNCTION bump_layer_version_trigger(${sql.lit(layer)})`.execute(db)
}
