import { type Request, Router } from 'express'
import { ipKeyGenerator, rateLimit } from 'express-rate-limit'
import { recordAudit } from '../audit/record.ts'
import { verifyPassword } from '../auth/passwords.ts'
import type { ApiContext } from '../http/context.ts'
import { Problem } from '../http/problem.ts'
import { languageOf, requestIdOf, serve } from '../http/serve.ts'
import { sessionOptions, signIn, signOut } from './contract.ts'
import { clearSessionCookie, sessionTokenOf, setSessionCookie } from './cookie.ts'
import { accountForSignIn, awaitsFirstAdministrator, demoAccounts } from './queries.ts'

const roleTitles = {
  branch: { zh: '网格党支部', en: 'Grid party branch' },
  planner: { zh: '巡逻规划员', en: 'Patrol planner' },
  leader: { zh: '领导', en: 'Leadership' },
  admin: { zh: '管理员', en: 'Administrator' },
}

const limitedMinutes = 5
/** Failed attempts at one account from one address in that time. */
const failuresPerAccount = 10
/** Failed attempts from one address at any account: a station behind one address has many users, a guesser tries more. */
const failuresPerAddress = 60

function addressOf(req: Request): string {
  return ipKeyGenerator(req.ip ?? '')
}

function limitFailures(limit: number, keyOf: (req: Request) => string) {
  return rateLimit({
    windowMs: limitedMinutes * 60_000,
    limit,
    skipSuccessfulRequests: true,
    skip: (req) => req.method !== 'POST',
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    keyGenerator: keyOf,
    handler: (req, res) => {
      res
        .status(429)
        .type('application/problem+json')
        .json(tooManyAttempts().toDetails(languageOf(req), requestIdOf(res)))
    },
  })
}

function tooManyAttempts() {
  return new Problem({
    status: 429,
    name: 'too-many-attempts',
    title: { zh: '登录尝试过于频繁', en: 'Too many sign-in attempts' },
    detail: {
      zh: `请 ${limitedMinutes} 分钟后再试。`,
      en: `Please try again in ${limitedMinutes} minutes.`,
    },
  })
}

export function sessionRoutes(context: ApiContext): Router {
  const router = Router()
  const { database, sessions, settings, environment } = context

  router.use(
    '/sessions',
    limitFailures(failuresPerAddress, addressOf),
    limitFailures(failuresPerAccount, (req) => {
      const body = req.body as { username?: unknown } | undefined
      return `${addressOf(req)} ${String(body?.username ?? '').slice(0, 64)}`
    }),
  )

  serve(router, signIn, async ({ body, req, res, requestId }) => {
    const account = await accountForSignIn(database, body.username)
    const right = await verifyPassword(account?.passwordHash, body.password)
    if (!account || !right || account.disabledAt || (account.isDemo && !environment.demo)) {
      await recordAudit(database.write, {
        actor: account?.username ?? 'unknown',
        action: 'sign-in-refused',
        concept: 'sessions',
        ...(account && { recordId: account.id }),
        requestId,
      })
      throw new Problem({
        status: 401,
        name: 'wrong-credentials',
        title: { zh: '账号或密码不对', en: 'Wrong user name or password' },
        detail: {
          zh: '账号或密码不对。请检查后重试，或请管理员重置密码。',
          en: 'User name or password is wrong. Check both and try again, or ask the administrator for a reset.',
        },
        field: 'password',
      })
    }
    const { token, expiresAt } = await sessions.start(account.id, await settings.get('sessions.hours'))
    await recordAudit(database.write, {
      actor: account.username,
      action: 'sign-in',
      concept: 'sessions',
      recordId: account.id,
      requestId,
    })
    setSessionCookie(req, res, token, expiresAt)
    return { mustChangePassword: account.mustChangePassword }
  })

  serve(router, signOut, async ({ req, res }) => {
    const token = sessionTokenOf(req)
    if (token) await sessions.end(token)
    clearSessionCookie(req, res)
  })

  serve(router, sessionOptions, async () => {
    const accounts = environment.demo ? await demoAccounts(database) : []
    return {
      demo: accounts.length > 0,
      awaitingSetup: accounts.length === 0 && (await awaitsFirstAdministrator(database)),
      demoAccounts: accounts.map(({ username, role }) => ({
        username,
        role,
        title: roleTitles[role as keyof typeof roleTitles],
      })),
    }
  })
  return router
}
