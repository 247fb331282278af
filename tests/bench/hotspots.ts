import { concentration } from '../../api/hotspots/concentration.ts'
import { getisOrdStar } from '../../api/hotspots/getis-ord.ts'
import { cellContiguity, cellIndex } from '../../api/hotspots/lattice.ts'
import { Random } from '../../seed/random.ts'
import { type BenchArea, besideReach, type Figure, notRun, quantile } from './figure.ts'
import { caseWindow, largeCity } from './large-city.ts'

const reach = { gistar: 50, tails: 500, significance: 1500 }
const runs = 15
const askedRuns = 5

const gistar = { name: 'hotspots.gistar', unit: 'ms', better: 'lower' } as const
const tails = { name: 'hotspots.exactTails', unit: 'ms', better: 'lower' } as const
const significance = { name: 'hotspots.significance', unit: 'ms', better: 'lower' } as const

/** A square city of about 100,000 cells with a million cases, each cell with a weight of its own. */
function scene() {
  const side = 316
  const random = new Random('bench')
  const size = side * side
  const weights = Float64Array.from({ length: size }, () => Math.exp(random.normal(0, 1.2)))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return {
    columns: Int32Array.from({ length: size }, (_, cell) => cell % side),
    rows: Int32Array.from({ length: size }, (_, cell) => Math.floor(cell / side)),
    counts: weights.map((weight) => Math.round((weight / total) * 1_000_000)),
    base: new Float64Array(size).fill(1),
  }
}

/** Gi* of 100,000 cells with their neighbours, the exact tails of the same, and the whole answer over a million cases. */
export const benchHotspots: BenchArea = async ({ say }) => {
  const { columns, rows, counts, base } = scene()
  const lattice = { shape: 'squares', cellMeters: 200 } as const
  say(`Gi* of ${counts.length} cells`)
  const neighbours = () => cellContiguity(cellIndex(lattice, columns, rows))
  const contiguity = neighbours()
  const figures: Figure[] = [
    besideReach(
      gistar,
      medianMilliseconds(() => getisOrdStar(counts, neighbours())),
      reach.gistar,
    ),
    besideReach(
      tails,
      medianMilliseconds(() => concentration(counts, base, contiguity)),
      reach.tails,
    ),
  ]
  const answered = await answerMilliseconds(say)
  figures.push(
    typeof answered === 'string'
      ? notRun(significance, answered)
      : besideReach(significance, answered, reach.significance),
  )
  return figures
}

/** The median after two runs that warm up. */
function medianMilliseconds(work: () => unknown): number {
  const times: number[] = []
  for (let run = -2; run < runs; run += 1) {
    const startedAt = performance.now()
    work()
    if (run >= 0) times.push(performance.now() - startedAt)
  }
  return quantile(times, 0.5)
}

/** The answer for a leader over every case of the large city, each time for another window; or why there is none. */
async function answerMilliseconds(say: (text: string) => void): Promise<number | string> {
  const city = await largeCity(say)
  if ('missing' in city) return city.missing
  say('significance over the large city')
  const headers = { cookie: await city.cookieOf('leader') }
  const times: number[] = []
  for (let run = 0; run <= askedRuns; run += 1) {
    const path = `/api/v1/analyses/significance?${await caseWindow(city, run + 1)}`
    const startedAt = performance.now()
    const response = await fetch(`http://127.0.0.1:${city.port}${path}`, { headers })
    await response.arrayBuffer()
    if (!response.ok) return `${path} answered ${response.status}`
    // The first reads cases and grids.
    if (run > 0) times.push(performance.now() - startedAt)
  }
  return quantile(times, 0.5)
}
