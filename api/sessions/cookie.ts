import type { Request, Response } from 'express'
import { parseCookie } from 'cookie'

const cookieName = 'xunge_session'

export function sessionTokenOf(req: Request): string | undefined {
  const header = req.headers.cookie
  return header ? parseCookie(header)[cookieName] : undefined
}

export function setSessionCookie(req: Request, res: Response, token: string, expiresAt: Date): void {
  res.cookie(cookieName, token, {
    httpOnly: true,
    sameSite: 'strict',
    secure: req.secure,
    path: '/',
    expires: expiresAt,
  })
}

export function clearSessionCookie(req: Request, res: Response): void {
  res.clearCookie(cookieName, { httpOnly: true, sameSite: 'strict', secure: req.secure, path: '/' })
}
