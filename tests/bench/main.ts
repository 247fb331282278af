import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { benchBudget } from './budget.ts'
import { benchCases } from './cases.ts'
import { type BenchArea, type Figure } from './figure.ts'
import { benchCoverage } from './coverage.ts'
import { benchHotspots } from './hotspots.ts'
import { describeMachine } from './machine.ts'
import { closeLargeCity } from './large-city.ts'
import { benchMatching } from './matching.ts'
import { benchPositions } from './positions.ts'
import { benchStart } from './start.ts'
import { benchTiles } from './tiles.ts'

/** `npm run bench -- [name …] [--data DIR] [--json FILE]`: a name is an area or the beginning of figure names. */
const areas: Record<string, BenchArea> = {
  budget: benchBudget,
  start: benchStart,
  tiles: benchTiles,
  cases: benchCases,
  hotspots: benchHotspots,
  matching: benchMatching,
  positions: benchPositions,
  coverage: benchCoverage,
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { data: { type: 'string' }, json: { type: 'string' } },
  })
  const unknown = positionals.filter((name) => !((name.split('.')[0] ?? '') in areas))
  if (unknown.length > 0) {
    throw new Error(`No such area: ${unknown.join(', ')}. There are: ${Object.keys(areas).join(', ')}.`)
  }
  const wanted = (area: string): boolean =>
    positionals.length === 0 || positionals.some((name) => name.split('.')[0] === area)
  const machine = await describeMachine()
  console.log(
    `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGigabytes} GB; Node ${machine.node}; ${machine.engine}\n`,
  )
  const figures: Figure[] = []
  try {
    for (const [area, bench] of Object.entries(areas)) {
      if (!wanted(area)) continue
      const measured = await measure(area, bench, values.data ?? (process.env['XUNGE_DATA'] || undefined))
      const kept = measured.filter(
        ({ name }) => positionals.length === 0 || positionals.some((beginning) => name.startsWith(beginning)),
      )
      for (const figure of kept) console.log(lineOf(figure))
      figures.push(...kept)
    }
  } finally {
    await closeLargeCity()
  }
  if (values.json) await writeFile(values.json, `${JSON.stringify({ machine, figures }, null, 2)}\n`)
}

/** The figures of an area; when it fails the others go on, and the run ends with code 1. */
async function measure(area: string, bench: BenchArea, dataFolder: string | undefined): Promise<Figure[]> {
  try {
    return await bench({ dataFolder, say: (text) => console.error(`  … ${area}: ${text}`) })
  } catch (error) {
    console.error(`${area} failed:`, error)
    process.exitCode = 1
    return []
  }
}

function lineOf(figure: Figure): string {
  const name = figure.name.padEnd(34)
  if (figure.value === null) return `${name} not run: ${figure.notRun}`
  const value = `${rounded(figure.value)} ${figure.unit}`.padEnd(20)
  if (figure.peer === null || figure.peerValue === null) return `${name} ${value}`
  const ratio = figure.ratio === null ? '' : `ratio ${rounded(figure.ratio)} to `
  const own = figure.peer.startsWith('reach') ? '' : ` (${rounded(figure.peerValue)} ${figure.unit})`
  return `${name} ${value} ${ratio}${figure.peer}${own}; ${figure.better} is better`
}

function rounded(value: number): string {
  return Math.abs(value) >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)))
}

main().then(
  () => process.exit(),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error)
    process.exit(1)
  },
)
