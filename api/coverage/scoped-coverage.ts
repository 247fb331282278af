import { DateTime } from 'luxon'
import { maySeeCoverage } from '../auth/permissions.ts'
import type { Viewer } from '../auth/viewer.ts'
import type { Database } from '../database/connect.ts'
import type { ApiContext } from '../http/context.ts'
import { forbidden, invalidInput } from '../http/problem.ts'
import { summariesCountedFrom } from '../summaries/state.ts'
import { type CoverageLayer, coverageLayers, type CoverageQuery, type TargetCoverage } from './contract.ts'
import { type AssessedTarget, CoverageDesk, type CoverageQuestion, type DistrictCoverage } from './desk.ts'
import { ownGridIds, targetIdsInScope, tracksTimedSince } from './queries.ts'
import { requestedWindow } from './requested-window.ts'
import { withShownRisk } from './shown-risk.ts'

export interface CoverageInScope {
  /** Of the whole district: what follows from it may not leave uncut. */
  answer: DistrictCoverage
  assessed: AssessedTarget[]
  /** Where counting begins; null where nothing is missing. */
  tracksFrom: Date | null
  /** Most severe first. */
  targets: TargetCoverage[]
}

/** The district's coverage, cut to who asks: the one way by which it leaves. */
class ScopedCoverage {
  readonly #context: Pick<ApiContext, 'database' | 'settings'>
  readonly #desk: CoverageDesk

  constructor(context: Pick<ApiContext, 'database' | 'settings'>) {
    this.#context = context
    this.#desk = new CoverageDesk(context)
  }

  /**
   * @throws forbidden for those who may not see coverage
   * @throws invalid-input for a window of which nothing was counted
   */
  async answer(
    viewer: Viewer,
    query: CoverageQuery,
    { only, readers }: { only?: CoverageLayer; readers?: 'published' | undefined } = {},
  ): Promise<CoverageInScope> {
    const { database, settings } = this.#context
    if (!maySeeCoverage(viewer)) throw forbidden()
    const district = await settings.district()
    const question = questionOf(query)
    const tracksFrom = await summariesCountedFrom(database.read)
    if (tracksFrom && question.from < tracksFrom) throw tracksUntimed('from', tracksFrom, district.timeZone)
    if (query.tolerance !== undefined) {
      const waysFrom = await tracksTimedSince(database.read, district.code)
      if (waysFrom && question.from < waysFrom) throw tracksUntimed('tolerance', waysFrom, district.timeZone)
    }
    const answer = await this.#desk.answer(question, new Date())
    const layers = only ? [only] : coverageLayers
    const visible = new Map<CoverageLayer, Set<number>>()
    for (const layer of layers)
      visible.set(layer, await targetIdsInScope(database, layer, viewer, query.grid, query.unit))
    // Nobody knows who reads a file: its small numbers are everybody's to hide.
    const ownGrids = readers === 'published' ? new Set<number>() : await ownGridIds(database, viewer)
    const smallNumber = await settings.get('privacy.smallNumber')
    const assessed = answer.targets
      .filter(({ coverage }) => visible.get(coverage.layer)?.has(coverage.id) ?? false)
      .map((target) => ({
        ...target,
        coverage: {
          ...withShownRisk(target.coverage, target.nearCases, ownGrids, smallNumber),
          lookedFrom: laterOf(target.coverage.lookedFrom, tracksFrom),
        },
      }))
    return {
      answer,
      assessed,
      tracksFrom,
      targets: assessed.map(({ coverage }) => coverage).sort(bySeverity),
    }
  }
}

const desks = new WeakMap<Database, ScopedCoverage>()

/** The one desk of a database in this process: what it remembers serves every question. */
export function scopedCoverageOf(context: Pick<ApiContext, 'database' | 'settings'>): ScopedCoverage {
  let desk = desks.get(context.database)
  if (!desk) {
    desk = new ScopedCoverage(context)
    desks.set(context.database, desk)
  }
  return desk
}

/** What was never counted, or cannot be counted otherwise without the times of the tracks, would show as a gap. */
function tracksUntimed(field: 'from' | 'tolerance', since: Date, timeZone: string): Error {
  const firstDay = DateTime.fromJSDate(since, { zone: timeZone }).plus({ days: 1 }).toISODate()
  const title = {
    from: {
      zh: '更早的轨迹已按保存期限去掉时间,无法再计算覆盖',
      en: 'Earlier tracks have lost their times to the retention period: coverage can no longer be counted',
    },
    tolerance: {
      zh: '更早的轨迹已按保存期限去掉时间,只能按原来的容差查看',
      en: 'Earlier tracks have lost their times to the retention period: only the standard tolerance can be shown',
    },
  }
  const remedy = {
    from: { zh: `请选择 ${firstDay} 或以后开始。`, en: `Choose a start on ${firstDay} or later.` },
    tolerance: {
      zh: `请改用标准容差,或选择 ${firstDay} 或以后开始。`,
      en: `Use the standard tolerance, or choose a start on ${firstDay} or later.`,
    },
  }
  return invalidInput(field, title[field], remedy[field])
}

function questionOf({ from, to, slot, tolerance }: CoverageQuery): CoverageQuestion {
  return { ...requestedWindow({ from, to }), slots: slot, toleranceMeters: tolerance }
}

/** Tracks without times were not looked at either. */
function laterOf(lookedFrom: string, tracksFrom: Date | null): string {
  return tracksFrom && tracksFrom.toISOString() > lookedFrom ? tracksFrom.toISOString() : lookedFrom
}

/** Most severe first; what fell short of nothing comes last, by code. */
function bySeverity(left: TargetCoverage, right: TargetCoverage): number {
  const difference = (right.severity?.severity ?? -1) - (left.severity?.severity ?? -1)
  return difference !== 0 ? difference : left.code.localeCompare(right.code)
}
