import type { Database } from '../database/connect.ts'
import { recordAudit } from '../audit/record.ts'
import type { JsonValue } from '../database/tables.ts'
import type { DistrictSettings } from './district.ts'
import { settingDefinitions, type SettingKey } from './defaults.ts'

interface Change {
  actor: string
  requestId: string
}

/** What held as long as nothing was stored; the district has no default. */
function defaultOf(key: SettingKey | 'district'): JsonValue {
  return key === 'district' ? null : settingDefinitions[key].default
}

export async function storedSettings(database: Database) {
  return database.write.selectFrom('settings').select(['key', 'value', 'updatedAt', 'updatedBy']).execute()
}

/** Stores one setting and leaves an audit row with the value before and after. */
export async function storeSetting(
  database: Database,
  key: SettingKey | 'district',
  value: unknown,
  { actor, requestId }: Change,
): Promise<void> {
  await database.write.transaction().execute(async (trx) => {
    const before = await trx.selectFrom('settings').select('value').where('key', '=', key).executeTakeFirst()
    const row = { value: JSON.stringify(value), updatedAt: new Date(), updatedBy: actor }
    await trx
      .insertInto('settings')
      .values({ key, ...row })
      .onConflict((conflict) => conflict.column('key').doUpdateSet(row))
      .execute()
    await recordAudit(trx, {
      actor,
      requestId,
      action: 'changed',
      concept: 'settings',
      recordCode: key,
      detail: { before: before?.value ?? defaultOf(key), after: JSON.parse(row.value) },
    })
  })
}

/** Forgets a stored value, so that the default holds again. */
export async function forgetSetting(
  database: Database,
  key: SettingKey,
  { actor, requestId }: Change,
): Promise<void> {
  await database.write.transaction().execute(async (trx) => {
    const before = await trx
      .deleteFrom('settings')
      .where('key', '=', key)
      .returning('value')
      .executeTakeFirst()
    if (!before) return
    await recordAudit(trx, {
      actor,
      requestId,
      action: 'reset',
      concept: 'settings',
      recordCode: key,
      detail: { before: before.value, after: defaultOf(key) },
    })
  })
}

export async function storeDistrict(
  database: Database,
  district: DistrictSettings,
  change: Change,
): Promise<void> {
  await storeSetting(database, 'district', district, change)
}
