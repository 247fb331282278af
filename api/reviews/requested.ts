import type { Viewer } from '../auth/viewer.ts'
import type { ApiContext } from '../http/context.ts'
import { invalidInput } from '../http/problem.ts'
import { summariesCountedFrom } from '../summaries/state.ts'
import { firstWeekSince, type IsoWeek, isoWeek, lastWholeWeek, weeksLater } from './iso-week.ts'
import { firstTrackStart, ownUnit, type ReviewUnit, unitInScope } from './queries.ts'

export interface ReviewedWeek {
  week: IsoWeek
  /** The weeks beside it, where they can be asked for. */
  previous: IsoWeek | null
  next: IsoWeek | null
}

/** @throws invalid-input for what is no week, one that has not ended, and one of which nothing was counted */
export async function reviewedWeek(
  { database, settings }: ApiContext,
  asked: string | undefined,
  now: Date,
): Promise<ReviewedWeek> {
  const { code: districtCode, timeZone } = await settings.district()
  const last = lastWholeWeek(now, timeZone)
  const week = asked === undefined ? last : isoWeek(asked, timeZone)
  if (!week) {
    throw invalidInput(
      'week',
      { zh: `没有“${asked}”这一周`, en: `There is no week "${asked}"` },
      { zh: `请写成 ${last.code} 这样的 ISO 周。`, en: `Write an ISO week such as ${last.code}.` },
    )
  }
  if (week.from > last.from) {
    throw invalidInput(
      'week',
      { zh: '这一周还没有结束', en: 'This week has not ended' },
      { zh: `请选择 ${last.code} 或更早的周。`, en: `Choose ${last.code} or an earlier week.` },
    )
  }
  const countedFrom = await summariesCountedFrom(database.read)
  const firstTrack = await firstTrackStart(database.read, districtCode)
  // A week of which nothing at all could be counted would read as one in which nothing was done.
  const isCounted = ({ from, to }: IsoWeek) =>
    (!countedFrom || from >= countedFrom) && (!firstTrack || to > firstTrack)
  if (!isCounted(week)) {
    const first = countedFrom ? firstWeekSince(countedFrom, timeZone) : weekOf(firstTrack!, timeZone)
    throw invalidInput(
      'week',
      { zh: '这一周没有可以统计的轨迹', en: 'There are no tracks of this week to count' },
      { zh: `请选择 ${first.code} 或以后的周。`, en: `Choose ${first.code} or a later week.` },
    )
  }
  const before = weeksLater(week, -1, timeZone)
  const after = weeksLater(week, 1, timeZone)
  return {
    week,
    previous: isCounted(before) ? before : null,
    next: after.from <= last.from ? after : null,
  }
}

/** The week that holds a moment. */
function weekOf(at: Date, timeZone: string): IsoWeek {
  return weeksLater(lastWholeWeek(at, timeZone), 1, timeZone)
}

/** The station or community asked for, or the viewer's own unit. @throws invalid-input for one that is not in scope */
export async function reviewedUnit(
  { database }: ApiContext,
  viewer: Viewer,
  code: string | undefined,
): Promise<ReviewUnit> {
  if (code === undefined) return ownUnit(database.read, viewer)
  const unit = await unitInScope(database.read, viewer, code)
  if (!unit) {
    throw invalidInput(
      'unit',
      { zh: `您的辖区里没有单位“${code}”`, en: `There is no unit "${code}" in your area` },
      { zh: '请选择本辖区的街道或社区。', en: 'Choose a station or community of your area.' },
    )
  }
  return unit
}
