import type { Kysely, Transaction } from 'kysely'
import type { CleanedTrack, StreetPath } from '../coverage/cleaned-track.ts'
import type { CoverageRules } from '../coverage/rules.ts'
import type { Database } from '../database/connect.ts'
import type { DB as Tables } from '../database/tables.ts'
import type { DistrictSettings } from '../settings/district.ts'
import type { Streets } from '../streets/network.ts'

/** One outing of one unit, in metres of the district's metric CRS. */
export interface SummarisedTrack {
  patrolId: number
  unitId: number
  plainClothes: boolean
  /** As recorded: cells, areas and points are held against these straight segments. */
  track: CleanedTrack
  /** Along the streets it was matched to: lines and key sections are held against this. */
  path: StreetPath
}

/** What tracks are held against: read once per version of the layers. */
export interface SummaryGround {
  database: Database
  /** What to read with: inside a transaction of the embedded engine any other connection would wait for ever. */
  db: Kysely<Tables>
  district: DistrictSettings
  rules: CoverageRules
  streets: Streets
}

/** Ids of changed records of one of the derivation's layers. */
export interface ChangedTargets {
  layer: string
  ids: ReadonlySet<number>
}

export type UsedForm = 'track' | 'path' | Readonly<Record<string, 'track' | 'path'>>

/**
 * One kind of summary. `derive` is pure and may take long, outside any transaction; `replace` is short, inside the one that makes it visible, so that
 * readers see all of it or nothing. What is stored after any order of `replace` calls follows from the tracks and targets alone.
 */
export interface Derivation<Targets, Row> {
  readonly name: string
  /** Layers whose records tracks are held against. */
  readonly layers: readonly string[]
  /** The only form of a track that records (of a layer) are held against; absent: both. What is not needed is not read when they change. */
  readonly uses?: UsedForm
  targets(ground: SummaryGround): Promise<Targets>
  /** @param changed only the rows that a change of these can touch; absent: all */
  derive(track: SummarisedTrack, targets: Targets, changed?: ChangedTargets): Row[]
  /**
   * Deletes what is stored of these patrols (with `changed`: only of these targets) and stores the rows.
   */
  replace(
    trx: Transaction<Tables>,
    districtCode: string,
    patrolIds: readonly number[],
    rows: readonly Row[],
    changed?: ChangedTargets,
  ): Promise<void>
}
