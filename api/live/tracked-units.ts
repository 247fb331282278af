import type { Database } from '../database/connect.ts'
import type { LiveUnit } from './contract.ts'
import { type LiveRow, trailFixes, unitsChangedSince, type WantedTrail } from './queries.ts'
import type { LiveRules } from './rules.ts'
import { Trail } from './trail.ts'
import { unitState } from './unit-state.ts'

export interface TrackedUnit {
  row: LiveRow
  trail: Trail
  /** As it was shown last; null while it is not. */
  shown: LiveUnit | null
}

export interface UnitsTurn {
  /** Moved, or in another state than before. */
  changed: TrackedUnit[]
  /** Something came in, late fixes too. */
  touched: TrackedUnit[]
  /** No longer shown. */
  gone: number[]
}

/** A trail with a longer hole than this has missed fixes between two turns. */
const holeSeconds = 12
const unitsPerQuery = 100
/** Where many trails are read at once. */
const thinnedSeconds = 15

const iso = (seconds: number) => new Date(seconds * 1000).toISOString()

/** The units of the district as this process knows them, brought up to date by turns. */
export class TrackedUnits {
  readonly #database: Database
  readonly #units = new Map<number, TrackedUnit>()
  #horizon: string | null = null

  constructor(database: Database) {
    this.#database = database
  }

  get shown(): TrackedUnit[] {
    return [...this.#units.values()].filter(({ shown }) => shown !== null)
  }

  forget(): void {
    this.#units.clear()
    this.#horizon = null
  }

  /**
   * Reads what changed since the last turn and judges every unit at the moment.
   *
   * @param all reads every unit: after units have been changed themselves, or retired
   */
  async turn(districtCode: string, rules: LiveRules, nowSeconds: number, all: boolean): Promise<UnitsTurn> {
    const { horizon, rows } = await unitsChangedSince(this.#database, all ? null : this.#horizon)
    const present = all ? new Set(rows.map(({ id }) => id)) : null
    const wanted = rows.flatMap((row) => this.#take(row, rules, nowSeconds))
    for (let start = 0; start < wanted.length; start += unitsPerQuery) {
      const slice = wanted.slice(start, start + unitsPerQuery)
      const every = wanted.length > unitsPerQuery ? thinnedSeconds : 1
      const trails = await trailFixes(this.#database.write, districtCode, slice, every)
      for (const [unitId, fixes] of trails) this.#units.get(unitId)!.trail.add(fixes)
    }
    for (const { id, fixedSeconds, lon, lat } of rows) {
      this.#units.get(id)!.trail.add([{ timeSeconds: fixedSeconds, lon, lat }])
    }
    // Only now: a turn that failed on its way is made again.
    this.#horizon = horizon
    const turn = this.#judge(rules, nowSeconds, present)
    return { ...turn, touched: rows.flatMap(({ id }) => this.#units.get(id) ?? []) }
  }

  /** @returns the part of its trail that has to be read */
  #take(row: LiveRow, rules: LiveRules, nowSeconds: number): WantedTrail[] {
    const known = this.#units.get(row.id)
    const isSame = known?.row.patrolId === row.patrolId && known.row.lateSeconds === row.lateSeconds
    const unit: TrackedUnit = {
      row,
      trail: known && isSame ? known.trail : new Trail(),
      shown: known?.shown ?? null,
    }
    this.#units.set(row.id, unit)
    const begin = Math.max(nowSeconds - rules.trailSeconds, row.startedSeconds - 1)
    const afterSeconds = Math.max(begin, unit.trail.lastSeconds)
    const isEmpty = unit.trail.timeSeconds.length === 0
    return isEmpty || row.fixedSeconds - afterSeconds > holeSeconds
      ? [{ unitId: row.id, afterSeconds, throughSeconds: row.fixedSeconds }]
      : []
  }

  /** @param present the only ones there are, where known */
  #judge(rules: LiveRules, nowSeconds: number, present: Set<number> | null) {
    const turn: Omit<UnitsTurn, 'touched'> = { changed: [], gone: [] }
    for (const [id, unit] of this.#units) {
      const before = unit.shown
      unit.shown = present?.has(id) === false ? null : shownUnit(unit.row, rules, nowSeconds)
      unit.trail.forgetBefore(nowSeconds - rules.trailSeconds)
      if (unit.shown === null) {
        if (before !== null) turn.gone.push(id)
        this.#units.delete(id)
      } else if (before === null || isOther(before, unit.shown)) turn.changed.push(unit)
    }
    return turn
  }
}

function shownUnit(row: LiveRow, rules: LiveRules, nowSeconds: number): LiveUnit | null {
  const judged = unitState(row, nowSeconds, rules)
  if (!judged) return null
  const { id, code, forceType, orgUnit, patrolId, mode, attire, lon, lat, speed, bearing } = row
  return {
    id,
    code,
    forceType,
    orgUnit,
    patrolId,
    startedAt: iso(row.startedSeconds),
    mode,
    attire,
    state: judged.state,
    since: iso(judged.sinceSeconds),
    fixedAt: iso(row.fixedSeconds),
    lon,
    lat,
    speed,
    bearing: bearing === null ? null : Math.round(bearing),
  }
}

function isOther(before: LiveUnit, after: LiveUnit): boolean {
  return (Object.keys(after) as (keyof LiveUnit)[]).some((key) =>
    key === 'orgUnit' ? before.orgUnit.id !== after.orgUnit.id : before[key] !== after[key],
  )
}
