import { type Kysely, sql } from 'kysely'

/**
 * What tracks show at lines, points, sections and areas, and how long they were where: computed when a track is written, so that no answer reads
 * tracks. Seconds are since 1970-01-01 UTC; `mid_at` is the middle of an event's time, by which the occurrence that holds it counts it.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  // A track along the streets it was matched to (api/summaries/stored-way.ts): a changed line is held against it without matching again.
  await sql`
    CREATE TABLE track_ways (
      district_code text NOT NULL,
      started_at timestamptz NOT NULL,
      patrol_id bigint NOT NULL,
      box geometry(Polygon, 4490) NOT NULL,
      way bytea NOT NULL,
      PRIMARY KEY (district_code, started_at, patrol_id)
    ) PARTITION BY RANGE (started_at)`.execute(db)
  await sql`CREATE INDEX track_ways_box ON track_ways USING gist (box)`.execute(db)

  // Runs along a must-patrol line: passes, and touches that are none with the reason.
  await sql`
    CREATE TABLE passes (
      district_code text NOT NULL,
      mid_at timestamptz NOT NULL,
      patrol_line_id bigint NOT NULL,
      patrol_id bigint NOT NULL,
      unit_id bigint NOT NULL,
      plain_clothes boolean NOT NULL,
      from_seconds double precision NOT NULL,
      to_seconds double precision NOT NULL,
      verdict text NOT NULL CHECK (verdict IN ('complete', 'partial', 'tooShort', 'across', 'tooFar')),
      direction text CHECK (direction IN ('forward', 'backward')),
      covered_share double precision CHECK (covered_share BETWEEN 0 AND 1),
      -- Metres along the line: start, end, start, end, …
      covered_meters double precision[],
      CHECK (from_seconds <= to_seconds),
      CHECK ((verdict IN ('complete', 'partial')) = (covered_share IS NOT NULL)),
      CHECK (num_nonnulls(direction, covered_share, covered_meters) IN (0, 3))
    ) PARTITION BY RANGE (mid_at)`.execute(db)
  await sql`CREATE INDEX passes_by_line ON passes (district_code, patrol_line_id, mid_at)`.execute(db)
  await sql`CREATE INDEX passes_by_patrol ON passes (district_code, patrol_id)`.execute(db)

  // Stays inside the radius of a must-arrive point (visits), along a key section, in a control area.
  await sql`
    CREATE TABLE stays (
      district_code text NOT NULL,
      mid_at timestamptz NOT NULL,
      layer text NOT NULL CHECK (layer IN ('patrol-points', 'key-sections', 'control-areas')),
      target_id bigint NOT NULL,
      patrol_id bigint NOT NULL,
      unit_id bigint NOT NULL,
      plain_clothes boolean NOT NULL,
      from_seconds double precision NOT NULL,
      to_seconds double precision NOT NULL,
      dwell_seconds double precision NOT NULL CHECK (dwell_seconds >= 0),
      inside_seconds double precision NOT NULL CHECK (inside_seconds >= 0),
      still_seconds double precision NOT NULL CHECK (still_seconds >= 0),
      length_meters double precision NOT NULL CHECK (length_meters >= 0),
      CHECK (from_seconds <= to_seconds)
    ) PARTITION BY RANGE (mid_at)`.execute(db)
  await sql`CREATE INDEX stays_by_target ON stays (district_code, layer, target_id, mid_at)`.execute(db)
  await sql`CREATE INDEX stays_by_patrol ON stays (district_code, patrol_id)`.execute(db)

  // Of one outing in one hour: parallel arrays over the grids, courtyards or 100 m cells it was in.
  await sql`
    CREATE TABLE presence_hours (
      district_code text NOT NULL,
      hour timestamptz NOT NULL,
      patrol_id bigint NOT NULL,
      unit_id bigint NOT NULL,
      plain_clothes boolean NOT NULL,
      layer text NOT NULL CHECK (layer IN ('grids', 'courtyards', 'cells')),
      -- Ids of grids or courtyards; for cells, see api/presence/cell-key.ts.
      target_ids bigint[] NOT NULL,
      dwell_seconds double precision[] NOT NULL,
      length_meters double precision[] NOT NULL,
      -- Stays that began in the hour, and those of them that were effective.
      stay_counts integer[] NOT NULL,
      effective_stay_counts integer[] NOT NULL,
      PRIMARY KEY (district_code, hour, layer, patrol_id),
      CHECK (cardinality(dwell_seconds) = cardinality(target_ids) AND cardinality(length_meters) = cardinality(target_ids)
        AND cardinality(stay_counts) = cardinality(target_ids) AND cardinality(effective_stay_counts) = cardinality(target_ids))
    ) PARTITION BY RANGE (hour)`.execute(db)
  await sql`CREATE INDEX presence_hours_by_patrol ON presence_hours (district_code, patrol_id)`.execute(db)

  // What has to be computed again since a place or a street changed: the box holds its old and its new shape.
  await sql`
    CREATE TABLE summary_work (
      layer text NOT NULL,
      target_id bigint NOT NULL,
      box geometry(Polygon, 4490) NOT NULL,
      requested_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (layer, target_id)
    )`.execute(db)
  await sql`
    CREATE FUNCTION request_summaries() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
      changed geometry := CASE TG_OP WHEN 'INSERT' THEN NEW.geom WHEN 'DELETE' THEN OLD.geom ELSE ST_Collect(OLD.geom, NEW.geom) END;
    BEGIN
      INSERT INTO summary_work AS work (layer, target_id, box)
      VALUES (TG_ARGV[0], CASE TG_OP WHEN 'DELETE' THEN OLD.id ELSE NEW.id END, ST_Expand(changed, 1e-7))
      ON CONFLICT (layer, target_id) DO UPDATE
        SET box = ST_Envelope(ST_Collect(work.box, excluded.box)), requested_at = excluded.requested_at;
      RETURN NULL;
    END $$`.execute(db)
  const watched: Record<string, [layer: string, columns: string[]]> = {
    patrol_lines: ['patrol-lines', ['geom', 'tolerance_meters', 'retired_at']],
    patrol_points: ['patrol-points', ['geom', 'radius_meters', 'retired_at']],
    key_sections: ['key-sections', ['geom', 'tolerance_meters', 'retired_at']],
    control_areas: ['control-areas', ['geom', 'retired_at']],
    grids: ['grids', ['geom', 'retired_at']],
    courtyards: ['courtyards', ['geom', 'retired_at']],
    roads: ['roads', ['geom', 'kind', 'oneway', 'retired_at']],
  }
  for (const [table, [layer, columns]] of Object.entries(watched)) {
    await sql`
      CREATE TRIGGER ${sql.id(`${table}_request_summaries`)}
      AFTER INSERT OR DELETE OR UPDATE OF ${sql.join(columns.map((column) => sql.id(column)))} ON ${sql.id(table)}
      FOR EACH ROW EXECUTE FUNCTION request_summaries(${sql.lit(layer)})`.execute(db)
  }
}
