import { type Kysely, sql } from 'kysely'
import { type CoverageRules, coverageRules } from '../coverage/rules.ts'
import type { Database } from '../database/connect.ts'
import type { DB as Tables } from '../database/tables.ts'
import { type MatchGround, matchGround } from '../matching/match-ground.ts'
import type { DistrictSettings } from '../settings/district.ts'
import { SettingsReader } from '../settings/reader.ts'
import { type Streets, streetsWithin } from '../streets/network.ts'
import type { SummaryGround } from './derivation.ts'
import { type AnyDerivation, derivations, type Prepared } from './derivations.ts'

/** What summaries are made from, and of everything that is held against tracks what it takes to do so. */
export interface PreparedGround extends SummaryGround {
  /** One match at a time. */
  matching: MatchGround
  /** In the order of `derivations`. */
  prepared: { derivation: AnyDerivation; prepared: Prepared }[]
}

interface Known {
  key: string
  value: unknown
}

/**
 * What is prepared already, by database and name. Only what is finished is kept: inside a transaction nobody may wait for work that reads on another
 * connection, since on the embedded engine that waits for the transaction.
 */
const known = new WeakMap<Database, Map<string, Known>>()

async function kept<Value>(
  database: Database,
  name: string,
  key: string,
  make: () => Promise<Value>,
): Promise<Value> {
  const ofDatabase = known.get(database) ?? new Map<string, Known>()
  known.set(database, ofDatabase)
  const there = ofDatabase.get(name)
  if (there?.key === key) return there.value as Value
  const value = await make()
  ofDatabase.set(name, { key, value })
  return value
}

/** District and rules as they are now. Null until the district is set up. */
export async function summaryRules(
  database: Database,
  db: Kysely<Tables>,
): Promise<{ district: DistrictSettings; rules: CoverageRules } | null> {
  const settings = new SettingsReader({ ...database, read: db, write: db })
  const district = await settings.districtOrNull()
  return district && { district, rules: await coverageRules(settings) }
}

/**
 * The ground of the database, each part prepared again when its layers or the rules have changed. Null until the district is set up.
 *
 * @param db the transaction in which tracks are written, or a connection of `database`; no transaction that has changed places or roads itself
 */
export async function summaryGround(database: Database, db: Kysely<Tables>): Promise<PreparedGround | null> {
  const found = await summaryRules(database, db)
  if (!found) return null
  const { district, rules } = found
  const versions = await layerVersions(db)
  const versionOf = (layers: readonly string[]) =>
    layers.map((layer) => `${layer}${versions.get(layer) ?? 0}`)
  const streets = await kept(
    database,
    'streets',
    JSON.stringify([district.metricCrs, versionOf(['roads'])]),
    () => streetsWithin(database, district.metricCrs, db),
  )
  const ground: SummaryGround = { database, db, district, rules, streets }
  const prepared: PreparedGround['prepared'] = []
  for (const derivation of derivations) {
    const key = JSON.stringify([district, rules, versionOf(['roads', ...derivation.layers])])
    prepared.push({
      derivation,
      prepared: await kept(database, derivation.name, key, () => derivation.prepare(ground)),
    })
  }
  return { ...ground, matching: matchingOn(streets), prepared }
}

const matchings = new WeakMap<Streets, MatchGround>()

function matchingOn(streets: Streets): MatchGround {
  let matching = matchings.get(streets)
  if (!matching) {
    matching = matchGround(streets.graph, streets.grid)
    matchings.set(streets, matching)
  }
  return matching
}

async function layerVersions(db: Kysely<Tables>): Promise<Map<string, number>> {
  const layers = ['roads', ...derivations.flatMap((derivation) => derivation.layers)]
  const { rows } = await sql<{ layer: string; version: number }>`
    SELECT layer, version FROM layer_versions WHERE layer = ANY(${layers}::text[])`.execute(db)
  return new Map(rows.map(({ layer, version }) => [layer, version]))
}
