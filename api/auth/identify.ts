import type { Request, RequestHandler } from 'express'
import { Problem } from '../http/problem.ts'
import { sessionTokenOf } from '../sessions/cookie.ts'
import type { Identity, SessionStore } from '../sessions/store.ts'

/** What stays open to somebody who still has a first password. */
const openBeforePasswordChange = new Set([
  '/api/v1/me',
  '/api/v1/me/password',
  '/api/v1/me/preferences',
  '/api/v1/sessions',
  '/api/v1/sessions/current',
  '/api/v1/session-options',
])

/** The one thing that a unit's token opens. */
const openToUnitTokens = '/api/v1/positions'

function bearerOf(req: Request): string | undefined {
  const { authorization } = req.headers
  return authorization?.startsWith('Bearer ') ? authorization.slice(7).trim() : undefined
}

/** Who asks, by a Bearer token, else the session cookie; asked again, whether they still may. Null for nobody. */
export async function identityOf(req: Request, sessions: SessionStore): Promise<Identity | null> {
  const bearer = bearerOf(req)
  if (bearer) return sessions.identityOfToken(bearer)
  const cookieToken = sessionTokenOf(req)
  return cookieToken ? sessions.identityOfSession(cookieToken) : null
}

/**
 * Finds out who asks: a Bearer token, else the session cookie. Leaves `viewer` and `actor` in `res.locals`, or `unitSender` where a unit sends its
 * positions.
 * A first password opens nothing but its own change.
 */
export function identify(sessions: SessionStore): RequestHandler {
  return async (req, res, next) => {
    const bearer = bearerOf(req)
    if (bearer && req.baseUrl + req.path === openToUnitTokens) {
      const unitSender = await sessions.unitSenderOfToken(bearer)
      if (unitSender) {
        res.locals['unitSender'] = unitSender
        next()
        return
      }
    }
    const identity = await identityOf(req, sessions)
    if (identity?.mustChangePassword && !openBeforePasswordChange.has(req.baseUrl + req.path)) {
      throw new Problem({
        status: 403,
        name: 'must-change-password',
        title: { zh: '请先修改初始密码', en: 'Change the first password first' },
        detail: { zh: '修改后即可使用其他功能。', en: 'Everything else opens afterwards.' },
      })
    }
    if (identity) {
      res.locals['viewer'] = identity.viewer
      res.locals['actor'] = identity.actor
    }
    next()
  }
}

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Refuses writes that another site's page sends with the user's cookie: browsers name the origin of every such write,
 * so one that names none comes from a script.
 */
export function requireOwnOrigin(): RequestHandler {
  return (req, _res, next) => {
    if (safeMethods.has(req.method) || req.headers.authorization?.startsWith('Bearer ')) return next()
    const origin = req.headers.origin
    const fetchSite = req.headers['sec-fetch-site']
    const own = `${req.protocol}://${req.host}`
    const foreign = origin ? origin !== own : fetchSite !== undefined && fetchSite !== 'same-origin'
    if (foreign) {
      throw new Problem({
        status: 403,
        name: 'foreign-origin',
        title: { zh: '请求来自其他网站，已拒绝', en: 'The request came from another site and was refused' },
        detail: {
          zh: `请从 ${own} 打开本系统；若经过代理，请设置 TRUST_PROXY。`,
          en: `Open the application at ${own}; behind a proxy set TRUST_PROXY.`,
        },
      })
    }
    next()
  }
}
