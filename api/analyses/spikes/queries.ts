import type { Database } from '../../database/connect.ts'

/** When the latest case of the district occurred; null without cases. */
export async function latestCaseAt(database: Database, districtCode: string): Promise<Date | null> {
  const latest = await database.read
    .selectFrom('cases')
    .select('occurredFrom')
    .where('districtCode', '=', districtCode)
    .orderBy('occurredFrom', 'desc')
    .limit(1)
    .executeTakeFirst()
  return latest?.occurredFrom ?? null
}
