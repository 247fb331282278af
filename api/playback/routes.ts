import { Router } from 'express'
import { recordAuditOnceSince } from '../audit/record.ts'
import { maySeeLive } from '../auth/permissions.ts'
import type { ApiContext } from '../http/context.ts'
import { forbidden, invalidInput } from '../http/problem.ts'
import { serve } from '../http/serve.ts'
import { districtFor } from '../patrols/district-for.ts'
import { longestPlaybackHours, readPlayback } from './contract.ts'
import { playedRuns } from './played-runs.ts'
import { tracksToPlay } from './queries.ts'

const hourMilliseconds = 3_600_000
const dayMilliseconds = 24 * hourMilliseconds

export function playbackRoutes({ database, settings }: ApiContext): Router {
  const router = Router()

  serve(router, readPlayback, async ({ viewer, query, actor, requestId }) => {
    const districtCode = await districtFor(settings, viewer)
    if (!maySeeLive(viewer)) throw forbidden()
    const [from, to] = [new Date(query.from), new Date(query.to)]
    const hours = (to.getTime() - from.getTime()) / hourMilliseconds
    if (hours <= 0 || hours > longestPlaybackHours) {
      throw invalidInput(
        'to',
        {
          zh: `回放须在开始之后，最长 ${longestPlaybackHours} 小时`,
          en: `Playback ends after its start and lasts at most ${longestPlaybackHours} hours`,
        },
        { zh: '请缩短时间范围。', en: 'Shorten the window.' },
      )
    }
    const tracks = await tracksToPlay(database.read, viewer, districtCode, from, to)
    await recordAuditOnceSince(
      database.write,
      {
        actor,
        requestId,
        action: 'played-back',
        concept: 'tracks',
        detail: { from: from.toISOString(), to: to.toISOString() },
      },
      new Date(Date.now() - dayMilliseconds),
    )
    const window = { from: from.toISOString(), to: to.toISOString() }
    return { window, ...playedRuns(tracks, from.getTime() / 1000, to.getTime() / 1000) }
  })
  return router
}
