import { DateTime } from 'luxon'
import { Router } from 'express'
import { recordAuditOnceSince } from '../audit/record.ts'
import { identityOf } from '../auth/identify.ts'
import { maySeeLive } from '../auth/permissions.ts'
import type { Viewer } from '../auth/viewer.ts'
import type { ApiContext } from '../http/context.ts'
import { forbidden, Problem } from '../http/problem.ts'
import { serve } from '../http/serve.ts'
import { streamLive } from './contract.ts'
import { LiveFeed } from './feed.ts'
import { EventStream } from '../http/event-stream.ts'

/** Windows and tabs of one post. */
const mostOfAccount = 8
const mostOfProcess = 500
const identityMilliseconds = 1000

export function liveRoutes(context: ApiContext): Router {
  const router = Router()
  const { database, sessions, settings, stopping } = context
  const feed = new LiveFeed(context)
  const open = new Map<number, number>()

  serve(router, streamLive, async ({ viewer, req, res, actor, requestId }) => {
    if (!maySeeLive(viewer)) throw forbidden()
    const count = open.get(viewer.accountId) ?? 0
    if (count >= mostOfAccount || feed.listenerCount >= mostOfProcess) throw tooManyStreams()
    const { timeZone } = await settings.district()
    await recordAuditOnceSince(
      database.write,
      { actor, requestId, action: 'live-watched', concept: 'patrol-units' },
      DateTime.now().setZone(timeZone).startOf('day').toJSDate(),
    )
    open.set(viewer.accountId, (open.get(viewer.accountId) ?? 0) + 1)
    const stream = new EventStream(res)
    const end = () => stream.end()
    const watch = setInterval(() => {
      identityOf(req, sessions)
        .then((identity) => {
          if (!identity || !isSame(identity.viewer, viewer)) end()
        })
        .catch(end)
    }, identityMilliseconds)
    watch.unref()
    stopping?.addEventListener('abort', end)
    let stop: (() => void) | undefined
    res.on('close', () => {
      clearInterval(watch)
      stopping?.removeEventListener('abort', end)
      open.set(viewer.accountId, open.get(viewer.accountId)! - 1)
      stop?.()
    })
    try {
      stop = await feed.listen(viewer, (name, data) => stream.send(name, data))
    } catch (error) {
      context.log.error({ err: error, requestId }, 'the live picture could not be opened')
      end()
    }
    if (res.destroyed || res.writableEnded) stop?.()
  })
  return router
}

/** Whoever is moved to another post is cut off and begins anew with what the new one may see. */
function isSame(now: Viewer, before: Viewer): boolean {
  return now.accountId === before.accountId && now.role === before.role && now.orgPath === before.orgPath
}

function tooManyStreams(): Problem {
  return new Problem({
    status: 429,
    name: 'too-many-streams',
    title: { zh: '同时打开的实时画面太多', en: 'Too many live pictures are open' },
    detail: {
      zh: `一个账号最多同时打开 ${mostOfAccount} 个，请关闭不用的窗口。`,
      en: `At most ${mostOfAccount} at a time for one account; close the windows you do not need.`,
    },
  })
}
