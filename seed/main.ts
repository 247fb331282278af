import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { openDatabase } from '../api/database/connect.ts'
import { migrateToLatest } from '../api/database/migrate.ts'
import type { CitySize } from './city-sizes.ts'
import { growToLarge, LARGE_TILES } from './large.ts'
import { loadDemoCity, type LoadStep } from './load.ts'

const STEPS: Record<LoadStep, string> = {
  streets: 'Drawing streets, blocks and people',
  'base-map': 'Writing the base map',
  'org-units': 'Writing org units and grids',
  places: 'Writing courtyards, lines, points, areas, facilities and premises',
  cases: 'Writing cases',
  patrols: 'Writing patrols and their tracks',
  done: 'The city stands',
}

const { values } = parseArgs({
  options: {
    size: { type: 'string', default: 'demo' },
    seed: { type: 'string', default: '1' },
    anchor: { type: 'string' },
    'data-dir': { type: 'string', default: process.env['DATA_DIR'] || '.data' },
    truth: { type: 'string' },
  },
})

function isSize(value: string): value is CitySize {
  return value === 'small' || value === 'demo' || value === 'large'
}

async function main(): Promise<void> {
  const { size, seed, anchor = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10) } = values
  if (!isSize(size)) throw new Error(`--size is small, demo or large, not ${size}`)
  if (!/^\d+$/.test(seed)) throw new Error(`--seed is a whole number, not ${seed}`)
  if (!/^\d{4}-\d{2}-\d{2}$/.test(anchor)) throw new Error(`--anchor is a day like 2026-11-21, not ${anchor}`)
  const database = await openDatabase({
    databaseUrl: process.env['DATABASE_URL'] || undefined,
    dataDir: values['data-dir'],
  })
  try {
    if (size === 'large' && database.engine === 'embedded')
      throw new Error('The large city needs native PostgreSQL: set DATABASE_URL')
    await migrateToLatest(database.write)
    const started = Date.now()
    const city = await loadDemoCity(database, {
      size,
      seed: Number(seed),
      anchorDay: anchor,
      onProgress: (step) =>
        console.log(`${((Date.now() - started) / 1000).toFixed(1).padStart(6)} s  ${STEPS[step]}`),
    })
    if (size === 'large')
      await growToLarge(database, LARGE_TILES, (tile) =>
        console.log(
          `${((Date.now() - started) / 1000).toFixed(1).padStart(6)} s  Tile ${tile + 1} of ${LARGE_TILES}`,
        ),
      )
    if (values.truth) await writeFile(values.truth, JSON.stringify(city.truth, null, 2))
  } finally {
    await database.close()
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
})
