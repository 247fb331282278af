import { type BenchArea, besideReach, notRun, quantile } from './figure.ts'
import { caseWindow, type LargeCity, largeCity } from './large-city.ts'

const reachMilliseconds = 500
const runs = 7

const questions = [
  {
    figure: { name: 'cases.heat', unit: 'ms', better: 'lower' },
    path: '/api/v1/cases/heat',
    query: { source: 'public_report' },
  },
  {
    figure: { name: 'cases.countsByGrid', unit: 'ms', better: 'lower' },
    path: '/api/v1/cases/counts',
    query: { by: 'grids' },
  },
] as const

/** Heat and counts per grid over every case of the large city, for a leader; each run with another window, so that nothing is remembered. */
export const benchCases: BenchArea = async ({ say }) => {
  const city = await largeCity(say)
  if ('missing' in city) return questions.map(({ figure }) => notRun(figure, city.missing))
  const figures = []
  for (const { figure, path, query } of questions) {
    say(figure.name)
    const times = await answerTimes(city, path, query)
    figures.push(
      typeof times === 'string'
        ? notRun(figure, times)
        : besideReach(figure, quantile(times, 0.5), reachMilliseconds),
    )
  }
  return figures
}

/** Milliseconds of each answer after a first that is not counted; or why there are none. */
async function answerTimes(
  city: LargeCity,
  path: string,
  query: Record<string, string>,
): Promise<number[] | string> {
  const headers = { cookie: await city.cookieOf('leader') }
  const times: number[] = []
  for (let run = 0; run <= runs; run += 1) {
    const asked = await caseWindow(city, run + 1)
    for (const [name, value] of Object.entries(query)) asked.set(name, value)
    const startedAt = performance.now()
    const response = await fetch(`http://127.0.0.1:${city.port}${path}?${asked}`, { headers })
    await response.arrayBuffer()
    if (!response.ok) return `${path} answered ${response.status}`
    if (run > 0) times.push(performance.now() - startedAt)
  }
  return times
}
