import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Database } from '../../api/database/connect.ts'
import { migrateToLatest, missingMigrations } from '../../api/database/migrate.ts'
import { ensurePartitions } from '../../api/database/partitions.ts'
import { engines, openScene } from './scene.ts'

describe.each(engines)('the %s engine', (engine) => {
  let db: Database
  beforeAll(async () => {
    db = await openScene(engine)
  })
  afterAll(() => db.close())

  it('answers whole numbers, decimals, dates and times as the code expects them', async () => {
    const { rows } = await sql<Record<string, unknown>>`
      SELECT 5::bigint AS whole_number, 1.5::numeric AS decimal_number, '2026-02-03'::date AS day,
        '2026-02-03T04:05:06+08'::timestamptz AS instant, '{1,NULL,3}'::bigint[] AS whole_numbers,
        '{2026-02-03}'::date[] AS days, '{"keptAsIs": {"snake_case": 1}}'::jsonb AS nested`.execute(db.write)
    expect(rows[0]).toEqual({
      wholeNumber: 5,
      decimalNumber: 1.5,
      day: '2026-02-03',
      instant: new Date('2026-02-02T20:05:06Z'),
      wholeNumbers: [1, null, 3],
      days: ['2026-02-03'],
      nested: { keptAsIs: { snake_case: 1 } },
    })
  })

  it('gives each of many clients its own answer, also while others fail', async () => {
    const ask = async (client: number, turn: number): Promise<string> => {
      if (client % 3 === 0) return sql`SELECT 1 / ${0}::int`.execute(db.write).then(() => 'no error', String)
      if (client % 3 === 1)
        return sql`SELECT no_such(${turn}::int)`.execute(db.write).then(() => 'no error', String)
      const { rows } = await sql<{ answer: string }>`SELECT ${`${client}:${turn}`}::text AS answer`.execute(
        db.write,
      )
      return rows[0]?.answer ?? 'no row'
    }
    const expected = (client: number, turn: number): string =>
      ['error: division by zero', 'error: function no_such(integer) does not exist', `${client}:${turn}`][
        client % 3
      ] ?? ''
    await Promise.all(
      Array.from({ length: 12 }, async (_, client) => {
        for (let turn = 0; turn < 40; turn += 1) expect(await ask(client, turn)).toBe(expected(client, turn))
      }),
    )
  })

  it('goes on after thousands of errors', async () => {
    for (let turn = 0; turn < 4000; turn += 1) {
      await expect(sql`SELECT 1 / ${0}::int`.execute(db.write)).rejects.toThrow('division by zero')
    }
    expect((await sql<{ one: number }>`SELECT 1 AS one`.execute(db.write)).rows).toEqual([{ one: 1 }])
  })

  it('keeps transactions of different clients apart and undoes a failed one', async () => {
    const write = (key: string, fail: boolean): Promise<void> =>
      db.write.transaction().execute(async (trx) => {
        await trx.insertInto('settings').values({ key, value: '1' }).execute()
        await sql`SELECT pg_sleep(0.01)`.execute(trx)
        if (fail) throw new Error('changed my mind')
      })
    const done = await Promise.allSettled(
      Array.from({ length: 8 }, (_, index) => write(`test.number${index}`, index % 2 === 1)),
    )
    expect(done.map((result) => result.status)).toEqual(
      Array.from({ length: 8 }, (_, index) => (index % 2 === 1 ? 'rejected' : 'fulfilled')),
    )
    const kept = await db.write
      .selectFrom('settings')
      .select('key')
      .where('key', 'like', 'test.%')
      .orderBy('key')
      .execute()
    expect(kept.map((row) => row.key)).toEqual([
      'test.number0',
      'test.number2',
      'test.number4',
      'test.number6',
    ])
  })

  it('takes long statements and gives long answers whole', async () => {
    const numbers = Array.from({ length: 200_000 }, (_, index) => index)
    const { rows } = await sql<{ total: number; text: string }>`
      SELECT sum(n) AS total, repeat('x', 3000000) AS text FROM unnest(${numbers}::bigint[]) AS n`.execute(
      db.write,
    )
    expect(rows[0]?.total).toBe((200_000 * 199_999) / 2)
    expect(rows[0]?.text).toHaveLength(3_000_000)
  })

  it('says truly whether it encodes tiles', async () => {
    const encode = sql`SELECT ST_AsMVT(t) FROM (SELECT ST_MakePoint(1, 1) AS geom) AS t`.execute(db.write)
    expect(
      await encode.then(
        () => true,
        () => false,
      ),
    ).toBe(db.canEncodeTiles)
    expect(db.canEncodeTiles).toBe(engine === 'native')
  })

  it('is migrated, and migrating again does nothing', async () => {
    expect(await missingMigrations(db.read)).toEqual([])
    expect(await migrateToLatest(db.write)).toEqual([])
  })

  it('undoes the whole of a migration run that fails half way', async () => {
    const run = migrateToLatest(db.write, {
      ...Object.fromEntries((await appliedNames(db)).map((name) => [name, { up: async () => undefined }])),
      '9998_first': { up: async (trx) => void (await sql`CREATE TABLE half_done (id int)`.execute(trx)) },
      '9999_second': { up: async (trx) => void (await sql`SELECT no_such_column`.execute(trx)) },
    })
    await expect(run).rejects.toThrow('no_such_column')
    const { rows } = await sql<{ found: string | null }>`SELECT to_regclass('half_done') AS found`.execute(
      db.write,
    )
    expect(rows).toEqual([{ found: null }])
    expect(await appliedNames(db)).not.toContain('9998_first')
  })

  it('refuses a schema newer than the code', async () => {
    const names = await appliedNames(db)
    const older = Object.fromEntries(names.slice(0, -1).map((name) => [name, { up: async () => undefined }]))
    await expect(migrateToLatest(db.write, older)).rejects.toMatchObject({
      name: 'StartError',
      zh: expect.stringContaining('数据库结构比本程序新'),
      en: expect.stringContaining('newer than this program'),
    })
  })

  it('makes monthly and yearly partitions once, also when asked twice at the same moment', async () => {
    const ask = (): Promise<void> =>
      db.write
        .transaction()
        .execute((trx) =>
          ensurePartitions(trx, 'track_fixes', new Date('2031-11-15'), new Date('2032-02-01')),
        )
    await Promise.all([ask(), ask(), ask()])
    await db.write
      .transaction()
      .execute((trx) => ensurePartitions(trx, 'cases', new Date('2031-11-15'), new Date('2032-01-02')))
    const { rows } = await sql<{ name: string }>`
      SELECT c.relname AS name
      FROM pg_class c WHERE c.relname ~ '^(track_fixes|cases)_203[12]' AND c.relkind = 'r' ORDER BY 1`.execute(
      db.write,
    )
    expect(rows.map((row) => row.name)).toEqual([
      'cases_203101',
      'cases_203201',
      'track_fixes_203111',
      'track_fixes_203112',
      'track_fixes_203201',
    ])
  })
})

async function appliedNames(db: Database): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`SELECT name FROM schema_migrations ORDER BY name`.execute(
    db.write,
  )
  return rows.map((row) => row.name)
}
