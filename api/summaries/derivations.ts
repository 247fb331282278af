import type { Transaction } from 'kysely'
import { derivedPasses } from '../coverage/derived-passes.ts'
import { derivedStays } from '../coverage/derived-stays.ts'
import type { DB as Tables } from '../database/tables.ts'
import { derivedPresence } from '../presence/derivation.ts'
import type { ChangedTargets, Derivation, SummarisedTrack, SummaryGround, UsedForm } from './derivation.ts'

/** Rows of one kind of summary, gathered track by track until they are stored. */
export interface Gathering {
  derive(track: SummarisedTrack): void
  /** Stores what was derived of these patrols in place of what was stored; of one without a row nothing stays. */
  replace(trx: Transaction<Tables>, districtCode: string, patrolIds: readonly number[]): Promise<void>
}

/** A derivation with its targets. */
export type Prepared = (changed?: ChangedTargets) => Gathering

export interface AnyDerivation {
  readonly name: string
  readonly layers: readonly string[]
  readonly uses?: UsedForm
  prepare(ground: SummaryGround): Promise<Prepared>
}

function registered<Targets, Row>(derivation: Derivation<Targets, Row>): AnyDerivation {
  const { name, layers, uses } = derivation
  return {
    name,
    layers,
    ...(uses ? { uses } : {}),
    async prepare(ground) {
      const targets = await derivation.targets(ground)
      return (changed) => {
        const rowsOf = new Map<number, Row[]>()
        return {
          derive(track) {
            rowsOf.set(track.patrolId, derivation.derive(track, targets, changed))
          },
          async replace(trx, districtCode, patrolIds) {
            const rows = patrolIds.flatMap((id) => rowsOf.get(id) ?? [])
            await derivation.replace(trx, districtCode, patrolIds, rows, changed)
          },
        }
      }
    },
  }
}

/** Everything that is computed of a track when it is written: one line each. */
export const derivations: readonly AnyDerivation[] = [
  registered(derivedPasses),
  registered(derivedStays),
  registered(derivedPresence),
]
