import type { Transaction } from 'kysely'
import { hashPassword } from '../api/auth/passwords.ts'
import type { Tables } from '../api/database/connect.ts'
import { bulkInsert } from './bulk-insert.ts'
import type { City } from './city.ts'

/** Known to everybody: demo accounts sign in only while the server runs with `DEMO=1`. */
export const DEMO_PASSWORD = 'xunge-demo'

export interface DemoAccount {
  username: 'branch' | 'planner' | 'leader' | 'admin'
  role: 'branch' | 'planner' | 'leader' | 'admin'
  post: string
  /** Index of the org unit. */
  orgUnit: number
}

/** Four posts: a lively grid's branch, the planner of the station around the People's Square, leadership, administration. */
export function demoAccounts(city: City): DemoAccount[] {
  const { orgTree } = city
  const station = orgTree.ofStation[orgTree.plannerStation]!
  return [
    {
      username: 'branch',
      role: 'branch',
      post: '网格党支部书记',
      orgUnit: orgTree.ofGrid[livelyGrid(city)]!,
    },
    { username: 'planner', role: 'planner', post: '派出所巡逻规划岗', orgUnit: station },
    { username: 'leader', role: 'leader', post: '分局指挥岗', orgUnit: 0 },
    { username: 'admin', role: 'admin', post: '系统管理岗', orgUnit: 0 },
  ]
}

/** The planner's grid with most courtyards. */
export function livelyGrid({ division, orgTree, courtyards }: City): number {
  const counts = division.grids.map(() => 0)
  for (const yard of courtyards) counts[yard.grid]!++
  return division.grids.reduce(
    (best, grid, i) =>
      grid.station === orgTree.plannerStation && (best < 0 || counts[i]! > counts[best]!) ? i : best,
    -1,
  )
}

export async function loadAccounts(trx: Transaction<Tables>, city: City): Promise<void> {
  const hashes = await Promise.all(demoAccounts(city).map(() => hashPassword(DEMO_PASSWORD)))
  await bulkInsert(trx, 'accounts', demoAccounts(city), [
    { name: 'username', type: 'text', value: (row) => row.username },
    { name: 'post', type: 'text', value: (row) => row.post },
    { name: 'role', type: 'text', value: (row) => row.role },
    { name: 'org_unit_id', type: 'bigint', value: (row) => row.orgUnit + 1 },
    { name: 'password_hash', type: 'text', value: (_, i) => hashes[i]! },
    { name: 'is_demo', type: 'boolean', value: () => true },
  ])
}
