import { DateTime } from 'luxon'
import type { LoadStep } from '../../seed/load.ts'
import type { Database } from '../database/connect.ts'

const steps: Record<LoadStep, string> = {
  streets: '正在生成示范城市的街道 … / Drawing the streets of the demo city …',
  'base-map': '正在写入底图 … / Writing the base map …',
  'org-units': '正在写入组织与网格 … / Writing units and grids …',
  places: '正在写入院落、路线、点位 … / Writing courtyards, lines and points …',
  cases: '正在写入警情 … / Writing cases …',
  patrols: '正在写入巡逻轨迹 … / Writing patrol tracks …',
  done: '示范城市已就绪 / The demo city is ready',
}

const demoSeed = 1

/** Loads the demo city into a database that holds no district yet; does nothing otherwise. */
export async function loadDemoCityWhenEmpty(database: Database, tell: (line: string) => void): Promise<void> {
  const district = await database.write.selectFrom('orgUnits').select('id').limit(1).executeTakeFirst()
  if (district) return
  const { loadDemoCity } = await import('../../seed/load.ts')
  await loadDemoCity(database, {
    seed: demoSeed,
    size: 'demo',
    anchorDay: DateTime.now().setZone('Asia/Shanghai').toISODate()!,
    onProgress: (step) => tell(steps[step]),
  })
}
