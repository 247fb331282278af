import { Router } from 'express'
import { DateTime } from 'luxon'
import { maySeePlainClothes } from '../auth/permissions.ts'
import { Remembered } from '../coverage/remembered.ts'
import { latestTrackEnd, tracksTimedSince } from '../coverage/queries.ts'
import { type DayKind, slotOccurrences } from '../coverage/slots.ts'
import type { ApiContext } from '../http/context.ts'
import { forbidden, invalidInput } from '../http/problem.ts'
import { serve } from '../http/serve.ts'
import { districtFor } from '../patrols/district-for.ts'
import { readReach, readTypicalReach, type TypicalReach } from './contract.ts'
import { ReachDesk } from './desk.ts'
import { everySeconds, sampledMoments } from './moments.ts'
import { slotWithCode, versionOf } from './queries.ts'
import { typicalReach } from './typical.ts'

const longestWindowDays = 31
/** A week around the clock, or a slot of four hours for a month and more. */
const mostMoments = 700
const dayMilliseconds = 86_400_000
const rememberedWindows = 12

export function reachRoutes(context: ApiContext): Router {
  const router = Router()
  const { database, settings } = context
  const desk = new ReachDesk(context)
  const typical = new Remembered<TypicalReach>(rememberedWindows)

  serve(router, readReach, async ({ viewer, query }) => {
    const districtCode = await districtFor(settings, viewer)
    const now = new Date()
    const moment = query.at ? new Date(query.at) : now
    if (moment > now) {
      throw invalidInput('at', { zh: '时刻不能晚于现在', en: 'The moment may not be after now' })
    }
    await refuseUntimed('at', moment, districtCode)
    return desk.at(viewer, moment, now, query.with === 'workstations')
  })

  serve(router, readTypicalReach, async ({ viewer, query }) => {
    const districtCode = await districtFor(settings, viewer)
    // The difference to what a branch sees of one moment would be the plain-clothes units.
    if (!maySeePlainClothes(viewer)) throw forbidden()
    const window = windowOf(query)
    await refuseUntimed('from', window.from, districtCode)
    const through = await latestTrackEnd(database.read, districtCode)
    const spans = await spansOf(window, query.slot)
    const moments = sampledMoments(spans, Math.min(Date.now(), through?.getTime() ?? 0) / 1000)
    if (moments.length > mostMoments) throw tooManyMoments(moments.length)
    const rules = await desk.rules()
    const layers = [
      'roads',
      'grids',
      'tracks',
      'patrols',
      'patrol-units',
      'facilities',
      'cases',
      'case-categories',
    ]
    const { ringMinutes, paces, positionMinutes, track, smallestStrength, smallNumber, caseWeeks } = rules
    const key = JSON.stringify([
      [
        viewer.orgPath,
        window,
        query.slot,
        query.with,
        moments.length,
        await versionOf(database.read, layers),
      ],
      [ringMinutes, paces, positionMinutes, track, smallestStrength, smallNumber, caseWeeks],
    ])
    return typical.get(key, () =>
      typicalReach(desk, database, viewer, window, moments, query.with === 'workstations'),
    )
  })

  async function spansOf({ from, to }: { from: Date; to: Date }, slotCode: string | undefined) {
    const span = { fromSeconds: from.getTime() / 1000, toSeconds: to.getTime() / 1000 }
    if (slotCode === undefined) return [span]
    const slot = await slotWithCode(database.read, slotCode)
    if (!slot) {
      throw invalidInput(
        'slot',
        { zh: `没有代码为“${slotCode}”的时段`, en: `There is no time slot with the code "${slotCode}"` },
        { zh: '请选择一个在用的时段。', en: 'Choose a time slot that is in use.' },
      )
    }
    const { timeZone } = await settings.district()
    const dayKind = slot.dayKind as DayKind
    return slotOccurrences({ ...slot, dayKind }, span.fromSeconds, span.toSeconds, { timeZone })
  }

  /** Tracks that have lost their times cannot say where anybody was. */
  async function refuseUntimed(field: 'at' | 'from', moment: Date, districtCode: string): Promise<void> {
    const since = await tracksTimedSince(database.read, districtCode)
    if (!since || moment >= since) return
    const { timeZone } = await settings.district()
    const firstDay = DateTime.fromJSDate(since, { zone: timeZone }).plus({ days: 1 }).toISODate()
    throw invalidInput(
      field,
      {
        zh: '更早的轨迹已按保存期限去掉时间,不知道队伍当时在哪里',
        en: 'Earlier tracks have lost their times to the retention period: nobody knows where units were',
      },
      { zh: `请选择 ${firstDay} 或以后。`, en: `Choose ${firstDay} or later.` },
    )
  }
  return router
}

function windowOf(query: { from: string; to: string }): { from: Date; to: Date } {
  const window = { from: new Date(query.from), to: new Date(query.to) }
  const days = (window.to.getTime() - window.from.getTime()) / dayMilliseconds
  if (days <= 0) {
    throw invalidInput('to', { zh: '结束时间须晚于开始时间', en: 'The end must be after the start' })
  }
  if (days > longestWindowDays) {
    throw invalidInput('from', {
      zh: `时间范围最长 ${longestWindowDays} 天,请缩短`,
      en: `The window may span at most ${longestWindowDays} days; please shorten it`,
    })
  }
  return window
}

function tooManyMoments(moments: number): Error {
  const every = everySeconds / 60
  return invalidInput(
    'from',
    {
      zh: `每 ${every} 分钟一次共有 ${moments} 个时刻,最多 ${mostMoments} 个`,
      en: `Every ${every} minutes makes ${moments} moments; at most ${mostMoments} are looked at`,
    },
    { zh: '请选择一个时段,或缩短时间范围。', en: 'Choose a time slot or a shorter window.' },
  )
}
