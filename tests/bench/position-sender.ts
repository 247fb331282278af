import { once } from 'node:events'
import { type Agent, type IncomingMessage, request } from 'node:http'
import { json } from 'node:stream/consumers'
import { sql } from 'kysely'
import type { Database } from '../../api/database/connect.ts'
import { hashOfToken, newToken } from '../../api/sessions/store.ts'

/** One position as `POST /positions` takes it. */
export interface BenchPosition {
  time: string
  lon: number
  lat: number
  accuracy: number
  speed: number
}

/** Makes police units with a token each at an org unit. @returns the tokens, in the order of the codes */
export async function makeUnits(
  database: Database,
  orgUnitIds: readonly number[],
  codes: readonly string[],
): Promise<string[]> {
  const tokens = codes.map(newToken)
  await sql`
    INSERT INTO patrol_units (code, force_type, org_unit_id)
    SELECT code, 'police', org_unit_id FROM unnest(${codes}::text[], ${orgUnitIds}::bigint[]) AS units (code, org_unit_id)`.execute(
    database.write,
  )
  await sql`
    INSERT INTO tokens (name, token_hash, unit_id)
    SELECT given.code, decode(hash, 'hex'), patrol_units.id
    FROM unnest(${codes}::text[], ${tokens.map((token) => hashOfToken(token).toString('hex'))}::text[]) AS given (code, hash)
      JOIN patrol_units ON patrol_units.code = given.code`.execute(database.write)
  return tokens
}

/** Sends one batch of a unit. @throws Error unless every position is stored */
export async function sendBatch(
  url: string,
  agent: Agent,
  token: string,
  mode: string,
  positions: readonly BenchPosition[],
): Promise<void> {
  const call = request(url, {
    agent,
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
  })
  call.end(JSON.stringify({ positions, mode }))
  const [response] = (await once(call, 'response')) as [IncomingMessage]
  const receipt = (await json(response)) as { accepted?: number }
  if (receipt.accepted !== positions.length) throw new Error(`refused: ${JSON.stringify(receipt)}`)
}
