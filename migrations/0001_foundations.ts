import { type Kysely, sql } from 'kysely'

/** Settings, audit, layer versions and the functions that later migrations share. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`CREATE EXTENSION IF NOT EXISTS postgis`.execute(db)

  await sql`
    CREATE TABLE settings (
      key text PRIMARY KEY CHECK (key ~ '^[a-z][A-Za-z0-9.]*$'),
      value jsonb NOT NULL,
      updated_at timestamptz NOT NULL DEFAULT now(),
      updated_by text
    )`.execute(db)

  await sql`
    CREATE TABLE audit_entries (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      happened_at timestamptz NOT NULL DEFAULT now(),
      actor text NOT NULL,
      action text NOT NULL,
      concept text NOT NULL,
      record_id bigint,
      record_code text,
      request_id text,
      detail jsonb NOT NULL DEFAULT '{}'
    )`.execute(db)
  await sql`CREATE INDEX audit_entries_by_time ON audit_entries (happened_at DESC, id DESC)`.execute(db)
  await sql`CREATE INDEX audit_entries_by_record ON audit_entries (concept, record_id)`.execute(db)

  await sql`
    CREATE TABLE layer_versions (
      layer text PRIMARY KEY,
      version bigint NOT NULL DEFAULT 1
    )`.execute(db)

  // Counts a change of a layer; small tables call it by statement trigger, big ones in the writing transaction.
  await sql`
    CREATE FUNCTION bump_layer_version(changed_layer text) RETURNS void LANGUAGE sql AS $$
      INSERT INTO layer_versions (layer) VALUES (changed_layer)
      ON CONFLICT (layer) DO UPDATE SET version = layer_versions.version + 1
    $$`.execute(db)
  await sql`
    CREATE FUNCTION bump_layer_version_trigger() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM bump_layer_version(TG_ARGV[0]);
      RETURN NULL;
    END $$`.execute(db)

  // A record's version and change time follow every real change, so that two editors notice each other.
  await sql`
    CREATE FUNCTION touch_record() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      NEW.version := OLD.version + 1;
      NEW.updated_at := now();
      RETURN NEW;
    END $$`.execute(db)
}
