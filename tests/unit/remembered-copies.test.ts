import { describe, expect, it } from 'vitest'
import type { Database } from '../../api/database/connect.ts'
import { SessionStore } from '../../api/sessions/store.ts'
import { SettingsReader } from '../../api/settings/reader.ts'

/** A database whose questions are answered by hand: the oldest, or the one behind it. */
function databaseAnsweredByHand() {
  const waiting: ((answer: unknown) => void)[] = []
  const ask = () => new Promise((resolve) => waiting.push(resolve))
  const query: unknown = new Proxy(
    {},
    { get: (_, name) => (String(name).startsWith('execute') ? ask : () => query) },
  )
  return {
    database: { read: query, write: query } as Database,
    answer: (value: unknown, place = 0) => waiting.splice(place, 1)[0]!(value),
  }
}

const session = {
  accountId: 1,
  username: 'planner',
  role: 'planner',
  orgUnitId: 1,
  orgPath: '/1/',
  orgLevel: 'district',
}

describe('what is remembered for a second', () => {
  it('is not a session that was read before it ended', async () => {
    const { database, answer } = databaseAnsweredByHand()
    const store = new SessionStore(database, false)
    const before = store.identityOfSession('token')
    const ending = store.end('token')
    answer(undefined, 1)
    await ending
    answer(session)
    expect((await before)?.actor).toBe('planner')
    const after = store.identityOfSession('token')
    answer(undefined)
    expect(await after).toBeNull()
  })

  it('is not a setting that was read before it changed', async () => {
    const { database, answer } = databaseAnsweredByHand()
    const settings = new SettingsReader(database)
    const before = settings.get('sessions.hours')
    settings.forget()
    answer([{ key: 'sessions.hours', value: 8 }])
    expect(await before).toBe(8)
    const after = settings.get('sessions.hours')
    answer([{ key: 'sessions.hours', value: 10 }])
    expect(await after).toBe(10)
  })
})
